import '../kit/phone.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Switch } from 'antd-mobile'
import { useCallback, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { useTranslation } from 'react-i18next'
import { api, Problem, told } from '../kit/api.ts'
import { useLive } from '../kit/live.ts'
import { LanguageButton, Top } from '../kit/phone.tsx'
import { Queries } from '../kit/Queries.tsx'
import { SignIn } from '../kit/SignIn.tsx'
import { Jobs } from './Jobs.tsx'
import { Offers } from './Offers.tsx'
import { jobs, refresh, sync } from './steps.ts'
import { VisitPage } from './VisitPage.tsx'

function useOnline(): boolean {
  const [isOnline, setOnline] = useState(navigator.onLine)
  useEffect(() => {
    const look = () => setOnline(navigator.onLine)
    window.addEventListener('online', look)
    window.addEventListener('offline', look)
    return () => {
      window.removeEventListener('online', look)
      window.removeEventListener('offline', look)
    }
  }, [])
  return isOnline
}

function Technician() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const isOnline = useOnline()
  const [open, setOpen] = useState<string | null>(null)
  const me = useQuery({
    queryKey: ['technician'],
    queryFn: () => told(api.GET('/api/v1/technicians/me', {})),
  })
  const here = useQuery({ queryKey: ['jobs'], queryFn: jobs, networkMode: 'always' })
  const isKnown = me.data !== undefined
  const isSignedIn = isKnown || (!isOnline && here.data !== undefined)

  const again = useCallback(async () => {
    await sync().catch(() => false)
    await refresh().catch(() => {})
    await queries.invalidateQueries()
  }, [queries])
  useEffect(() => {
    if (isOnline && isKnown) void again()
  }, [isOnline, isKnown, again])
  useLive(me.data && isOnline ? '/api/v1/events' : null, () => void again())

  const mustSignIn = me.error instanceof Problem && me.error.status === 401
  const hasNoRole = me.error instanceof Problem && [403, 404].includes(me.error.status)
  const visit = here.data?.visits.find((one) => one.id === open)
  const waiting = here.data?.recorded.filter((one) => !one.refused).length ?? 0
  return (
    <main className="page">
      <Top title={t('t.title')} back={visit ? () => setOpen(null) : undefined}>
        {me.data && <Duty status={me.data.status} changed={() => void queries.invalidateQueries()} />}
        <LanguageButton />
      </Top>
      {!isOnline && (
        <p className="banner" role="status">
          {t('t.offline')}
        </p>
      )}
      {waiting > 0 && (
        <p className="banner" role="status">
          {t('t.pending', { n: waiting })}
        </p>
      )}
      {mustSignIn && <SignIn done={() => void again()} />}
      {hasNoRole && <p className="card error">{t('sign.no_role')}</p>}
      {isSignedIn && !visit && (
        <>
          {isOnline && <Offers changed={() => void again()} />}
          <Jobs
            visits={here.data?.visits ?? []}
            recorded={here.data?.recorded ?? []}
            open={setOpen}
            changed={() => void again()}
          />
        </>
      )}
      {isSignedIn && visit && <VisitPage visit={visit} changed={() => void again()} />}
    </main>
  )
}

function Duty({ status, changed }: { status: string; changed: () => void }) {
  const { t } = useTranslation()
  const isOn = status === 'on-duty'
  const set = async (onDuty: boolean) => {
    await told(api.POST('/api/v1/technicians/me/duty', { body: { onDuty } })).catch(() => {})
    changed()
  }
  return (
    <Switch
      checked={isOn}
      onChange={set}
      checkedText={t('t.duty.on')}
      uncheckedText={t('t.duty.off')}
      aria-label={t(isOn ? 't.duty.on' : 't.duty.off')}
    />
  )
}

if ('serviceWorker' in navigator && import.meta.env.PROD)
  void navigator.serviceWorker.register('/sw.js', { scope: '/tech' })

const place = document.getElementById('root')
if (place)
  createRoot(place).render(
    <Queries>
      <Technician />
    </Queries>,
  )
