import './technician.css'
import { useState } from 'react'
import { createRoot } from 'react-dom/client'
import { useTranslation } from 'react-i18next'
import { useLive } from '../kit/live.ts'
import { LanguageButton, LargeButton, Top } from '../kit/phone.tsx'
import { Queries } from '../kit/Queries.tsx'
import { SignIn } from '../kit/SignIn.tsx'
import { startWorker } from '../kit/version.ts'
import { Banners } from './Banners.tsx'
import { Duty, Profile, SignOut } from './Duty.tsx'
import { Jobs } from './Jobs.tsx'
import { useKept } from './kept.ts'
import { Offers } from './Offers.tsx'
import { useReach } from './reach.ts'
import { VisitPage } from './VisitPage.tsx'

function Technician() {
  const { t } = useTranslation()
  const kept = useKept()
  const { reach, retry } = useReach()
  // Whoever comes next on this phone begins with the own list.
  const [open, setOpen] = useState<{ by: string; id: string } | null>(null)
  const isReached = reach === 'reached'
  useLive(isReached ? '/api/v1/events' : null, retry)
  const cannotKeep = kept instanceof Error
  const known = cannotKeep ? undefined : kept
  const isIn = Boolean(known?.me) && reach !== 'signed-out' && reach !== 'no-role'
  const me = isIn ? known?.me : null
  const visit = me && open?.by === me.id && known?.visits.find((one) => one.id === open.id)
  return (
    <main className="page">
      <Top title={t('t.title')} back={visit ? () => setOpen(null) : undefined}>
        {me && isReached && !visit && <Duty status={me.status} changed={retry} />}
        <LargeButton />
        <LanguageButton />
      </Top>
      <Banners reach={reach} kept={known} changed={retry} />
      {cannotKeep && (
        <p className="card error" role="alert">
          {t('t.no_store')}
        </p>
      )}
      {reach === 'signed-out' && <SignIn done={retry} />}
      {reach === 'no-role' && <p className="card error">{t('sign.no_role')}</p>}
      {reach === 'unreachable' && known && !known.me && <p className="card muted">{t('t.first_online')}</p>}
      {me && !visit && (
        <>
          {isReached && <Offers changed={retry} />}
          <Jobs
            visits={known?.visits ?? []}
            recorded={known?.recorded ?? []}
            open={(id) => setOpen({ by: me.id, id })}
            changed={retry}
          />
          {isReached && <Profile />}
          {isReached && <SignOut waiting={known?.recorded.length ?? 0} changed={retry} />}
        </>
      )}
      {visit && <VisitPage key={visit.id} visit={visit} recorded={known?.recorded ?? []} changed={retry} />}
      {reach === 'no-role' && <SignOut waiting={0} changed={retry} />}
    </main>
  )
}

startWorker('/tech')

const place = document.getElementById('root')
if (place)
  createRoot(place).render(
    <Queries>
      <Technician />
    </Queries>,
  )
