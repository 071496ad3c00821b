import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, holdLink, Problem, told } from '../kit/api.ts'
import { applianceName, moment } from '../kit/format.ts'
import { Top } from '../kit/phone.tsx'
import { SignIn } from '../kit/SignIn.tsx'

export function Orders() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  holdLink(null)
  const { data, error } = useQuery({
    queryKey: ['orders'],
    queryFn: () => told(api.GET('/api/v1/orders', { params: { query: { limit: 50 } } })),
  })
  const mustSignIn = error instanceof Problem && error.status === 401
  return (
    <>
      <Top title={t('orders')} back={() => void navigate({ to: '/' })} />
      {mustSignIn && <SignIn done={() => void queries.invalidateQueries()} />}
      {data?.items.length === 0 && <p className="card muted">{t('empty')}</p>}
      {data?.items.map((order) => (
        <Link
          key={order.id}
          to="/orders/$id"
          params={{ id: order.id }}
          className="card"
          style={{ display: 'block', textDecoration: 'none', color: 'inherit' }}
        >
          <b>
            {order.brand} {applianceName(order.appliance)}
          </b>
          <div className="row">
            <span>{t(`status.${order.status}`)}</span>
            <span className="muted">{moment(order.openedAt)}</span>
          </div>
        </Link>
      ))}
    </>
  )
}
