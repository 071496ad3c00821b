import { aheadDays } from '@anxin/domain/appliances/ageing.ts'
import { applianceCodes } from '@anxin/domain/appliances/kinds.ts'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { v4 as newKey } from 'uuid'
import { type Answer, api, holdLink, Problem, told } from '../kit/api.ts'
import { applianceName, plainPhone } from '../kit/format.ts'
import { Main, Row, Text, Top, Trouble, useDoing } from '../kit/phone.tsx'
import { SignIn } from '../kit/SignIn.tsx'
import type { Appliance } from './ApplianceCard.tsx'

/** Where a reminder leads: one tap makes the order. */
export function Renew() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { id } = useParams({ strict: false }) as { id: string } // the route's own parameter
  holdLink(null)
  const all = useQuery({ queryKey: ['appliances'], queryFn: () => told(api.GET('/api/v1/appliances', {})) })
  const contact = useQuery({ queryKey: ['contact'], queryFn: () => told(api.GET('/api/v1/me/contact', {})) })
  const mustSignIn = all.error instanceof Problem && all.error.status === 401
  const appliance = all.data?.items.find((one) => one.id === id)
  return (
    <>
      <Top title={t('renew')} back={() => void navigate({ to: '/appliances' })} />
      {(all.isPending || contact.isPending) && <p className="card muted">{t('loading')}</p>}
      {mustSignIn && <SignIn done={() => void queries.invalidateQueries()} why={t('renew.sign')} />}
      {all.error && !mustSignIn && <p className="card error">{all.error.message}</p>}
      {all.data && !appliance && (
        <section className="card">
          <p role="alert">{t('renew.gone')}</p>
          <Link to="/appliances" className="plain-button">
            {t('appliances')}
          </Link>
        </section>
      )}
      {appliance && contact.data && <Tap appliance={appliance} contact={contact.data} />}
    </>
  )
}

type Contact = Answer<'/api/v1/me/contact', 'get'>

/** The parts that are asked for: the named one, or all that are due within the month that reminders go ahead. */
function partsOf(appliance: Appliance): string[] {
  const named = new URLSearchParams(location.search).get('part')
  const soon = dayjs().add(aheadDays, 'day').format('YYYY-MM-DD')
  const due = appliance.parts.filter((part) => part.due !== null && part.due <= soon)
  const asked = appliance.parts.filter(({ name }) => name === named)
  return (asked.length > 0 ? asked : due.length > 0 ? due : appliance.parts).map(({ name }) => name)
}

function Tap({ appliance, contact }: { appliance: Appliance; contact: Contact }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const doing = useDoing()
  const [name, setName] = useState(contact.name ?? '')
  const [address, setAddress] = useState(contact.address ?? '')
  const [isOpen, setOpen] = useState(!contact.name || !contact.address)
  const [key] = useState(() => newKey())
  const parts = partsOf(appliance)
  const fault = parts.length > 0 ? t('renew.fault', { parts: parts.join('、') }) : t('renew.check')
  const book = () =>
    doing.run(async () => {
      const kind = applianceCodes.find((code) => code === appliance.appliance) ?? 'other'
      const body = {
        appliance: kind,
        brand: appliance.brand,
        fault,
        name,
        address,
        phone: contact.phone ?? '',
        urgency: 'planned' as const,
        registered: appliance.id,
        channel: 'reminder' as const,
      }
      const headers = { 'Idempotency-Key': doing.problem?.errors.length ? newKey() : key }
      const answer = await told(api.POST('/api/v1/orders', { headers, body }))
      await navigate({ to: '/orders/$id', params: { id: answer.id } })
    })
  return (
    <section className="card" aria-label={t('renew')}>
      <h2>
        {appliance.brand} {applianceName(appliance.appliance)}
      </h2>
      <Row name={t('a.model')}>{appliance.model}</Row>
      {appliance.parts
        .filter((part) => parts.includes(part.name))
        .map((part) => (
          <Row key={part.name} name={part.name}>
            {part.due ? `${t('a.due')} ${part.due}` : '—'}
          </Row>
        ))}
      {isOpen ? (
        <>
          <Text
            id="name"
            label={t('f.name')}
            value={name}
            set={setName}
            error={doing.fieldError('name')}
            autoComplete="name"
          />
          <Text
            id="address"
            label={t('f.address')}
            hint={t('f.address.hint')}
            rows={2}
            value={address}
            set={setAddress}
            error={doing.fieldError('address')}
            autoComplete="street-address"
          />
        </>
      ) : (
        <>
          <Row name={t('contact')}>
            {name} {plainPhone(contact.phone)}
          </Row>
          <Row name={t('f.address')}>{address}</Row>
        </>
      )}
      <Trouble doing={doing} />
      <div className="actions">
        <Main doing={doing} onClick={book}>
          {t('a.book')}
        </Main>
        {!isOpen && (
          <button type="button" className="plain-button" onClick={() => setOpen(true)}>
            {t('renew.change')}
          </button>
        )}
      </div>
      <p className="muted small">{t('renew.text')}</p>
    </section>
  )
}
