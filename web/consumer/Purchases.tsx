import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, holdLink, Problem, told } from '../kit/api.ts'
import { moment, yuan } from '../kit/format.ts'
import { Top } from '../kit/phone.tsx'
import { SignIn } from '../kit/SignIn.tsx'

export const usePurchases = () =>
  useQuery({ queryKey: ['purchases'], queryFn: () => told(api.GET('/api/v1/purchases', {})) })

/** What I bought, and a way to claim about each thing. */
export function Purchases() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  holdLink(null)
  const { data, error } = usePurchases()
  const mustSignIn = error instanceof Problem && error.status === 401
  return (
    <>
      <Top title={t('c.buys')} back={() => void navigate({ to: '/' })} />
      {mustSignIn && <SignIn done={() => void queries.invalidateQueries()} />}
      {data?.items.length === 0 && <p className="card muted">{t('c.none')}</p>}
      {data?.items.flatMap((purchase) =>
        purchase.lines.map((line) => (
          <section key={`${purchase.id}${line.line}`} className="card bought">
            {line.pictures[0] && <img src={`/api/v1/media/${line.pictures[0]}`} alt={line.title} />}
            <div>
              <b>{line.title}</b>
              <p className="muted small">
                {purchase.merchant.name} · {t('c.paid', { amount: yuan(line.paid) })}
                {purchase.deliveredAt && ` · ${t('c.delivered', { at: moment(purchase.deliveredAt) })}`}
              </p>
              {line.claim ? (
                <Link className="plain-button" to="/claims/$id" params={{ id: line.claim }}>
                  {t('c.open')}
                </Link>
              ) : (
                <Link className="plain-button" to="/claim" search={{ purchase: purchase.id, line: line.line }}>
                  {t('c.new')}
                </Link>
              )}
            </div>
          </section>
        )),
      )}
    </>
  )
}
