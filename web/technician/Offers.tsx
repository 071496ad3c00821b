import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd-mobile'
import { useEffect, useState } from 'react'
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
      <h2>
        {offer.brand} {applianceName(offer.appliance)} · {t('t.seconds', { n: left })}
      </h2>
      <Row name={t('region')}>{offer.region?.name}</Row>
      <Row name={t('window')}>{span(offer.window)}</Row>
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
