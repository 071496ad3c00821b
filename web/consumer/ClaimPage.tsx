import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { type Answer, api, holdLink, Problem, told } from '../kit/api.ts'
import { lasting, moment, yuan } from '../kit/format.ts'
import { useLive } from '../kit/live.ts'
import { Row, Top } from '../kit/phone.tsx'
import { SignIn } from '../kit/SignIn.tsx'
import { useViewed } from '../kit/viewed.ts'
import { ClaimActions } from './ClaimActions.tsx'
import { Decisions } from './ClaimDecisions.tsx'
import { Checklist } from './ClaimEvidence.tsx'
import { Findings } from './ClaimFindings.tsx'
import { ClaimSteps } from './ClaimSteps.tsx'

export type Claim = Answer<'/api/v1/claims/{id}', 'get'>
export type Part = { claim: Claim; changed: () => void }

/** One claim as its buyer sees it, live: what is asked, whose turn it is and until when, what was found and said. */
export function ClaimPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { id } = useParams({ strict: false }) as { id: string } // the route's own parameter
  holdLink(null)
  const path = { params: { path: { id } } }
  const claim = useQuery({ queryKey: ['claim', id], queryFn: () => told(api.GET('/api/v1/claims/{id}', path)) })
  useViewed(claim.data?.id)
  const changed = () => {
    void queries.invalidateQueries({ queryKey: ['claim', id] })
    void queries.invalidateQueries({ queryKey: ['claim-steps', id] })
  }
  useLive(claim.data ? `/api/v1/claims/${id}/events` : null, changed)
  const mustSignIn = claim.error instanceof Problem && claim.error.status === 401
  return (
    <>
      <Top title={t('c.claim')} back={() => void navigate({ to: '/claims' })} />
      {mustSignIn && <SignIn done={() => void queries.invalidateQueries()} />}
      {claim.error && !mustSignIn && <p className="card error">{claim.error.message}</p>}
      {claim.isPending && <p className="card muted">{t('loading')}</p>}
      {claim.data && <Shown claim={claim.data} changed={changed} />}
    </>
  )
}

function Shown({ claim, changed }: Part) {
  const { t } = useTranslation()
  return (
    <>
      <Summary claim={claim} />
      {claim.status === 'collecting' && <Checklist claim={claim} changed={changed} />}
      {claim.status === 'examining' && <p className="card muted">{t('c.examining.text')}</p>}
      <Decisions claim={claim} />
      <ClaimActions claim={claim} changed={changed} />
      {claim.grade && <Findings claim={claim} />}
      {claim.policy && (
        <details className="card">
          <summary>{t('c.policy')}</summary>
          <p style={{ whiteSpace: 'pre-wrap' }}>{claim.policy.text}</p>
        </details>
      )}
      <section className="card">
        <h2>{t('c.timeline')}</h2>
        <ClaimSteps id={claim.id} />
      </section>
    </>
  )
}

function Summary({ claim }: { claim: Claim }) {
  const { t } = useTranslation()
  const isMine = claim.status === 'hearing' && claim.turn === 'buyer'
  return (
    <section className="card">
      <p className="status" role="status">
        {t(isMine ? 'c.status.hearing.buyer' : `c.status.${claim.status}`)}
      </p>
      <Clock claim={claim} />
      <Row name={t('c.number')}>
        <b>{claim.number}</b>
      </Row>
      <Row name={t('c.goods')}>{claim.title}</Row>
      <Row name={t('c.shop')}>{claim.merchant.name}</Row>
      <Row name={t('c.asked')}>
        {t(`c.reason.${claim.reason}`)} · {t(`c.outcome.${claim.wanted}`)} {yuan(claim.amount)}
      </Row>
      <Row name={t('c.words')}>{claim.words}</Row>
      <Row name={t('c.rules')}>{claim.rules}</Row>
    </section>
  )
}

/** Whose turn it is, and how long there is. Both sides see the same clock. */
function Clock({ claim }: { claim: Claim }) {
  const { t } = useTranslation()
  const review = claim.decisions.findLast(({ status }) => status !== 'given' && status !== 'dropped')
  const due = claim.dueAt ?? (claim.status === 'review' ? review?.dueAt : null)
  const left = due ? Date.parse(due) - Date.now() : 0
  const at = moment(due)
  return (
    <p className="muted">
      {t(`c.turn.${claim.turn}`)}
      {due && ` · ${left > 0 ? t('c.left', { left: lasting(left), at }) : t('c.over', { at })}`}
    </p>
  )
}
