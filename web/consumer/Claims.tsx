import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, holdLink, Problem, told } from '../kit/api.ts'
import { moment, yuan } from '../kit/format.ts'
import { Top } from '../kit/phone.tsx'
import { SignIn } from '../kit/SignIn.tsx'

/** My claims, the newest first. */
export function Claims() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  holdLink(null)
  const { data, error } = useQuery({
    queryKey: ['claims'],
    queryFn: () => told(api.GET('/api/v1/claims', { params: { query: { limit: 100 } } })),
  })
  const mustSignIn = error instanceof Problem && error.status === 401
  return (
    <>
      <Top title={t('c.claims')} back={() => void navigate({ to: '/' })} />
      {mustSignIn && <SignIn done={() => void queries.invalidateQueries()} />}
      {data?.items.length === 0 && <p className="card muted">{t('c.none.claims')}</p>}
      {data?.items.map((claim) => (
        <Link
          key={claim.id}
          to="/claims/$id"
          params={{ id: claim.id }}
          className="card"
          style={{ display: 'block', textDecoration: 'none', color: 'inherit' }}
        >
          <b>{claim.title}</b>
          <div className="row">
            <span>{t(`c.status.${claim.status}`)}</span>
            <span>
              {t(`c.outcome.${claim.outcome ?? claim.wanted}`)} {yuan(claim.amount)}
            </span>
          </div>
          <span className="muted small">
            {claim.number} · {moment(claim.openedAt)}
          </span>
        </Link>
      ))}
      <p className="muted" style={{ margin: '0 16px' }}>
        <Link to="/buys">{t('c.buys')}</Link>
      </p>
    </>
  )
}
