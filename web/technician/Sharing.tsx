import { Button } from 'antd-mobile'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../kit/api.ts'
import { clock } from '../kit/format.ts'
import { Trouble, useDoing } from '../kit/phone.tsx'

/** No more often than this is the position sent while it is shared. */
const pause = 60_000

/** Sends where the phone is, to be seen until `until`. */
const send = ({ latitude, longitude }: GeolocationCoordinates, until: number) =>
  told(
    api.POST('/api/v1/technicians/me/position', {
      body: { latitude, longitude, minutes: Math.max(1, Math.ceil((until - Date.now()) / 60_000)) },
    }),
  )

/** Begins to share for an hour; the refusal of phone or server is shown. */
export function ShareButton({ changed }: { changed: () => void }) {
  const { t } = useTranslation()
  const doing = useDoing()
  const share = () =>
    doing.run(async () => {
      const { coords } = await new Promise<GeolocationPosition>((resolve, reject) =>
        navigator.geolocation.getCurrentPosition(resolve, () => reject(new Error('no position'))),
      )
      await send(coords, Date.now() + 3_600_000)
      changed()
    })
  return (
    <>
      <Button fill="outline" onClick={share} loading={doing.busy}>
        {t('t.share')}
      </Button>
      <Trouble doing={doing} />
    </>
  )
}

/** Seen as long as the position is shared, with its end; one tap ends it at once. */
export function Sharing({ until, changed }: { until: string | null; changed: () => void }) {
  const { t } = useTranslation()
  const doing = useDoing()
  const [now, setNow] = useState(Date.now())
  const end = until ? Date.parse(until) : 0
  const isShared = end > now
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 5_000)
    return () => clearInterval(timer)
  }, [])
  useEffect(() => {
    if (!isShared || !navigator.geolocation) return
    let sentAt = Date.now()
    const watch = navigator.geolocation.watchPosition(({ coords }) => {
      if (Date.now() - sentAt < pause || Date.now() >= end) return
      sentAt = Date.now()
      void send(coords, end).catch(() => {}) // the next one follows in a minute
    })
    return () => navigator.geolocation.clearWatch(watch)
  }, [isShared, end])
  const stop = () =>
    doing.run(async () => {
      await told(api.POST('/api/v1/technicians/me/position/stop', {}))
      changed()
    })
  if (!isShared) return null
  return (
    <div className="banner sharing">
      {t('t.sharing', { at: clock(until) })}
      <Button size="small" onClick={stop} loading={doing.busy}>
        {t('t.share.stop')}
      </Button>
      <Trouble doing={doing} />
    </div>
  )
}
