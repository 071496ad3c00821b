import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd-mobile'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type Offer, told } from '../kit/api.ts'
import { applianceName, span } from '../kit/format.ts'
import { Main, Row, Trouble, useDoing } from '../kit/phone.tsx'

/** Offers that stand now, each with the seconds it has left. */
export function Offers({ changed }: { changed: () => void }) {
  const { t } = useTranslation()
  const { data } = useQuery({
    queryKey: ['offers'],
    queryFn: () => told(api.GET('/api/v1/offers', {})),
    refetchInterval: 20_000,
  })
  useAlarm(data?.items.map(({ id }) => id) ?? [])
  if (!data?.items.length) return null
  return (
    <section aria-label={t('t.offers')}>
      {data.items.map((offer) => (
        <OfferCard key={offer.id} offer={offer} changed={changed} />
      ))}
    </section>
  )
}

function OfferCard({ offer, changed }: { offer: Offer; changed: () => void }) {
  const { t } = useTranslation()
  const doing = useDoing()
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  const left = Math.max(0, Math.round((Date.parse(offer.until) - now) / 1_000))
  const path = { params: { path: { id: offer.id } } }
  const accept = () =>
    doing.run(async () => {
      await told(api.POST('/api/v1/offers/{id}/accept', path))
      changed()
    })
  const decline = () =>
    doing.run(async () => {
      await told(api.POST('/api/v1/offers/{id}/decline', { ...path, body: { reason: t('t.decline') } }))
      changed()
    })
  return (
    <article className="card offer">
      <div className="offer-head">
        <h2>
          {offer.brand} {applianceName(offer.appliance)}
        </h2>
        <Ring left={left} />
      </div>
      <Row name={t('region')}>{offer.region?.name}</Row>
      <Row name={t('window')}>{span(offer.window)}</Row>
      {offer.urgency === 'urgent' && <Row name={t('d.urgency')}>{t('d.urgent')}</Row>}
      {offer.free && <Row name="">{t('free')}</Row>}
      <Trouble doing={doing} />
      <div className="actions">
        <Main doing={doing} onClick={accept}>
          {t('t.accept')}
        </Main>
        <Button block onClick={decline} disabled={doing.busy}>
          {t('t.decline')}
        </Button>
      </div>
    </article>
  )
}

/** How long an offer to one stands; a longer one starts with a full ring. */
const full = 60
const around = 2 * Math.PI * 28

/** The seconds that are left, as a ring that empties. */
function Ring({ left }: { left: number }) {
  const { t } = useTranslation()
  const gone = 1 - Math.min(1, left / full)
  return (
    <svg className="ring" viewBox="0 0 64 64" role="img" aria-label={t('t.seconds', { n: left })}>
      <circle cx="32" cy="32" r="28" />
      <circle className="left" cx="32" cy="32" r="28" strokeDasharray={around} strokeDashoffset={around * gone} />
      <text x="32" y="32">
        {left}
      </text>
    </svg>
  )
}

/** Shakes the phone once for each offer that was not there before, where the phone can and lets us. */
function useAlarm(ids: readonly string[]): void {
  const seen = useRef(new Set<string>())
  useEffect(() => {
    const isNew = ids.some((id) => !seen.current.has(id))
    for (const id of ids) seen.current.add(id)
    if (isNew && navigator.userActivation?.hasBeenActive) navigator.vibrate?.([200, 100, 200])
  }, [ids])
}
