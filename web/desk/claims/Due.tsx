import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lasting, moment } from '../../kit/format.ts'
import { Mark } from '../Mark.tsx'

const soon = 6 * 3_600_000

/** A clock that runs down: green, orange in the last hours, red when it is over. */
export function Due({ iso }: { iso: string | null }) {
  const { t } = useTranslation()
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 20_000)
    return () => clearInterval(timer)
  }, [])
  if (!iso) return <>—</>
  const left = Date.parse(iso) - now
  const color = left < 0 ? 'red' : left < soon ? 'orange' : 'green'
  return (
    <span className="line" title={moment(iso)}>
      <Mark color={color}>
        <span className={left < 0 ? 'over' : undefined}>
          {t(left < 0 ? 'cl.over' : 'cl.left', { in: lasting(left) })}
        </span>
      </Mark>
    </span>
  )
}
