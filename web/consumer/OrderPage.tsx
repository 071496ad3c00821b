import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { api, holdLink, type Order, told } from '../kit/api.ts'
import { applianceName, clock, moment, span } from '../kit/format.ts'
import { useLive } from '../kit/live.ts'
import { Row, Top } from '../kit/phone.tsx'
import { Timeline } from '../kit/Timeline.tsx'
import { CodeCard } from './CodeCard.tsx'
import { OrderActions } from './OrderActions.tsx'
import { QuoteCard } from './QuoteCard.tsx'
import { RatingCard } from './RatingCard.tsx'

export function OrderPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { id } = useParams({ strict: false }) as { id: string } // the route's own parameter
  holdLink(null)
  return (
    <>
      <Top title={t('order.no')} back={() => void navigate({ to: '/orders' })} />
      <OrderView id={id} events={`/api/v1/orders/${id}/events`} />
    </>
  )
}

/** One order as its consumer sees it, live. */
export function OrderView({ id, events }: { id: string; events: string }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const order = useQuery({
    queryKey: ['order', id],
    queryFn: () => told(api.GET('/api/v1/orders/{id}', { params: { path: { id } } })),
  })
  const timeline = useQuery({
    queryKey: ['timeline', id],
    queryFn: () => told(api.GET('/api/v1/orders/{id}/timeline', { params: { path: { id } } })),
  })
  const reload = () => {
    void queries.invalidateQueries({ queryKey: ['order', id] })
    void queries.invalidateQueries({ queryKey: ['timeline', id] })
  }
  useLive(events, reload)
  if (order.error) return <p className="card error">{order.error.message}</p>
  if (!order.data) return <p className="card muted">{t('loading')}</p>
  const visit = order.data.visits.at(-1)
  const isUnderWay = ['assigned', 'serving'].includes(order.data.status)
  return (
    <>
      <Summary order={order.data} />
      {order.data.approach && <Approach approach={order.data.approach} lapsed={reload} />}
      {visit?.status === 'quoted' && <QuoteCard visit={visit} changed={reload} />}
      {visit?.code && isUnderWay && <CodeCard visit={visit} changed={reload} />}
      {order.data.status === 'completed' && visit && (
        <RatingCard visit={visit.id} steps={timeline.data?.steps ?? []} changed={reload} />
      )}
      <section className="card">
        <h2>{t('timeline')}</h2>
        <Timeline steps={timeline.data?.steps ?? []} />
      </section>
      <OrderActions order={order.data} changed={reload} />
      <p className="muted" style={{ margin: '0 16px' }}>
        {t('privacy')}
      </p>
    </>
  )
}

type Near = NonNullable<Order['approach']>

/** How far the technician is. Moves with each position they share; gone when the time of sharing is over. */
function Approach({ approach, lapsed }: { approach: Near; lapsed: () => void }) {
  const { t } = useTranslation()
  const latest = useRef(lapsed)
  latest.current = lapsed
  useEffect(() => {
    const timer = setTimeout(() => latest.current(), Math.max(0, Date.parse(approach.until) - Date.now()) + 500)
    return () => clearTimeout(timer)
  }, [approach.until])
  const at = clock(approach.arrivesAt)
  const isNear = approach.kilometres < 0.5
  return (
    <section className="card approach" role="status">
      {t(isNear ? 'near' : 'approach', { km: approach.kilometres.toFixed(1), at })}
    </section>
  )
}

function Summary({ order }: { order: Order }) {
  const { t } = useTranslation()
  const visit = order.visits.at(-1)
  return (
    <section className="card">
      <p className="status" role="status">
        {t(visit?.status === 'enroute' ? 'status.enroute' : `status.${order.status}`)}
        {order.waitingFor && ` · ${t(`waiting.${order.waitingFor}`)}`}
      </p>
      {order.status === 'received' && <p className="muted">{t('received.text')}</p>}
      <Row name={t('order.number')}>
        <b>{order.number}</b>
      </Row>
      <Row name={t('f.appliance')}>
        {order.brand} {applianceName(order.appliance)}
      </Row>
      {order.model && <Row name={t('a.model')}>{order.model}</Row>}
      {order.makerWarrantyUntil && <Row name={t('a.warranty')}>{order.makerWarrantyUntil}</Row>}
      <Row name={t('fault')}>{order.fault}</Row>
      <Row name={t('region')}>{order.region?.name ?? '—'}</Row>
      <Row name={t('contact')}>
        {order.contact.name} {order.contact.phone}
      </Row>
      {order.technician && (
        <Row name={t('technician')}>
          {order.technician} {order.technicianPhone} <Link to="/check">{t('b.title')}</Link>
        </Row>
      )}
      <Row name={t('window')}>{span(visit?.window ?? order.window)}</Row>
      {visit?.expectedAt && visit.status === 'enroute' && !order.approach && (
        <Row name={t('eta')}>{clock(visit.expectedAt)}</Row>
      )}
      <Row name={t('opened')}>{moment(order.openedAt)}</Row>
      {order.isFree && <Row name="">{t('free')}</Row>}
      {order.warrantyUntil && <Row name={t('warranty')}>{order.warrantyUntil.slice(0, 10)}</Row>}
    </section>
  )
}
