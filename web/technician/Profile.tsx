import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd-mobile'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../kit/api.ts'
import { Text, Trouble, useDoing } from '../kit/phone.tsx'
import { numbersIn } from './part-numbers.ts'

/** When somebody works and what is on their van: the plan of the day goes by both. Folded, since it changes seldom. */
export function Profile() {
  const { t } = useTranslation()
  const me = useQuery({ queryKey: ['me'], queryFn: () => told(api.GET('/api/v1/technicians/me', {})) })
  if (!me.data) return null
  const { hours, van } = me.data
  // What is being typed in the one form stays when the other is saved.
  const again = () => void me.refetch()
  return (
    <details className="card">
      <summary>{t('t.profile')}</summary>
      <Hours key={`${hours?.from} ${hours?.to}`} hours={hours} changed={again} />
      <Van key={van?.join()} van={van ?? []} changed={again} />
    </details>
  )
}

const clockOf = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
const minutesOf = (clock: string) => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return hours * 60 + minutes
}

type Span = { from: number; to: number }

function Hours({ hours, changed }: { hours: Span | null; changed: () => void }) {
  const { t } = useTranslation()
  const doing = useDoing()
  const [from, setFrom] = useState(clockOf(hours?.from ?? 8 * 60))
  const [to, setTo] = useState(clockOf(hours?.to ?? 20 * 60))
  const save = () =>
    doing.run(async () => {
      await told(api.POST('/api/v1/technicians/me/hours', { body: { from: minutesOf(from), to: minutesOf(to) } }))
      changed()
    })
  return (
    <section>
      <Text id="works-from" label={t('t.works.from')} kind="time" value={from} set={setFrom} />
      <Text id="works-to" label={t('t.works.to')} kind="time" value={to} set={setTo} />
      <Trouble doing={doing} />
      <Button onClick={save} loading={doing.busy} disabled={!from || !to}>
        {t('t.works.save')}
      </Button>
    </section>
  )
}

function Van({ van, changed }: { van: readonly string[]; changed: () => void }) {
  const { t } = useTranslation()
  const doing = useDoing()
  const [parts, setParts] = useState(van.join(' '))
  const save = () =>
    doing.run(async () => {
      await told(api.POST('/api/v1/technicians/me/van', { body: { parts: numbersIn(parts) } }))
      changed()
    })
  return (
    <section>
      <Text id="van" label={t('t.van')} rows={3} value={parts} set={setParts} />
      <Trouble doing={doing} />
      <Button onClick={save} loading={doing.busy}>
        {t('t.van.save')}
      </Button>
    </section>
  )
}
