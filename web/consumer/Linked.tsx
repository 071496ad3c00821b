import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, holdLink, Problem, told } from '../kit/api.ts'
import { Top } from '../kit/phone.tsx'
import { OrderView } from './OrderPage.tsx'

/** The page behind a tracking link: no account needed. */
export function Linked() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { token } = useParams({ strict: false }) as { token: string } // the route's own parameter
  holdLink(token)
  const { data, error, isPending } = useQuery({
    queryKey: ['link', token],
    queryFn: () => told(api.GET('/api/v1/tracking/{token}', { params: { path: { token } } })),
  })
  return (
    <>
      <Top title={t('track.title')} back={() => void navigate({ to: '/' })} />
      {isPending && <p className="card muted">{t('loading')}</p>}
      {error && (
        <section className="card">
          <p className="error" role="alert">
            {error instanceof Problem && error.status === 404 ? t('track.no_link') : error.message}
          </p>
          <div className="actions">
            <Link to="/track" className="plain-button">
              {t('track.by_number')}
            </Link>
          </div>
        </section>
      )}
      {data && <OrderView id={data.order} events={`/api/v1/orders/${data.order}/events?token=${token}`} />}
    </>
  )
}
