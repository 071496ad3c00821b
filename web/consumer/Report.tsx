import { type ApplianceKind, applianceCodes } from '@anxin/domain/appliances/kinds.ts'
import { readLabel } from '@anxin/domain/appliances/label.ts'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { v4 as newKey } from 'uuid'
import { api, holdLink, told } from '../kit/api.ts'
import { useDraft } from '../kit/draft.ts'
import { plainPhone } from '../kit/format.ts'
import { Chips, type Doing, Main, Text, Top, Trouble, useDoing } from '../kit/phone.tsx'
import { UploadList, useUploads } from '../kit/Uploads.tsx'
import { ApplianceChoice } from './ApplianceChoice.tsx'
import { Place, type PlaceSaid } from './Place.tsx'
import { chosenWindow, windowChoices } from './windows.ts'

type Draft = {
  appliance: ApplianceKind
  brand: string
  fault: string
  name: string
  phone: string
  address: string
  when: string
  place: PlaceSaid | null
  media: readonly string[]
  /** From a label or from the register; read, not asked for. */
  model: string | null
  makerWarrantyUntil: string | null
  registered: string | null
  /** The refund claim whose remedy is this repair. */
  claim: string | null
}
const blank: Draft = {
  appliance: 'gas-boiler',
  brand: '',
  fault: '',
  name: '',
  phone: '',
  address: '',
  when: 'asap',
  place: null,
  media: [],
  model: null,
  makerWarrantyUntil: null,
  registered: null,
  claim: null,
}

/** What a label on the appliance, a reminder or a brand's page fills in beforehand. */
function prefilled(): Partial<Draft> {
  const label = readLabel(location.hash)
  if (label) {
    const { kind: appliance, brand, model, warrantyUntil: makerWarrantyUntil } = label
    return { appliance, brand, model, makerWarrantyUntil, registered: null }
  }
  const asked = new URLSearchParams(location.search)
  const claim = asked.get('claim')
  if (claim) return { claim, fault: asked.get('fault') ?? '' }
  const appliance = applianceCodes.find((code) => code === asked.get('appliance'))
  // A brand's own page names the brand, and no more.
  if (!appliance) return asked.get('brand') ? { brand: (asked.get('brand') ?? '').slice(0, 40) } : {}
  const [brand, fault, model] = [asked.get('brand') ?? '', asked.get('fault') ?? '', asked.get('model')]
  return { appliance, brand, fault, model, makerWarrantyUntil: null, registered: asked.get('registered') }
}

/** One key for one report: the same answers, however often they have to be sent, are one; changed ones are another. */
function useKey() {
  const last = useRef({ said: '', key: '' })
  return (body: object): string => {
    const said = JSON.stringify(body)
    if (said !== last.current.said) last.current = { said, key: newKey() }
    return last.current.key
  }
}

/** One report: seven questions, most of them one tap. */
export function Report() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const doing = useDoing()
  const keyFor = useKey()
  const [choices] = useState(windowChoices)
  const { draft, change, drop } = useDraft<Draft>('anxin.report', (kept) => ({ ...blank, ...kept, ...prefilled() }))
  const uploads = useUploads(draft.media)
  const sent = uploads.ids.join()
  holdLink(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the ids, not the list that is made anew each time
  useEffect(() => change({ media: uploads.ids }), [sent])
  useContact(draft, change)
  const send = () =>
    doing.run(async () => {
      const media = await uploads.settled()
      if (!media) return document.querySelector('.upload.failed')?.scrollIntoView({ block: 'center' })
      const { when, place, model, makerWarrantyUntil, registered, claim, ...said } = draft
      const window = chosenWindow(choices, when)
      const body = {
        ...said,
        media,
        ...(window ? { urgency: 'planned' as const, window } : { urgency: 'urgent' as const }),
        ...(place ? { place } : {}),
        ...(model ? { model } : {}),
        ...(makerWarrantyUntil ? { makerWarrantyUntil } : {}),
        ...(registered ? { registered, channel: 'reminder' as const } : {}),
        ...(claim ? { claim } : {}),
      }
      const headers = { 'Idempotency-Key': keyFor(body) }
      const answer = await told(api.POST('/api/v1/orders', { headers, body }))
      drop()
      await navigate({ to: '/t/$token', params: { token: answer.tracking.token } })
    })
  const options = [
    { value: 'asap', label: t('asap') },
    ...choices.map(({ value, day, name }) => ({ value, label: `${t(day)}${t(name)}` })),
  ]
  return (
    <>
      <Top title={t('report')} back={() => void navigate({ to: '/' })} />
      <form
        className="card"
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <Machine draft={draft} change={change} doing={doing} />
        <Text
          id="fault"
          label={t('f.fault')}
          hint={t('f.fault.hint')}
          rows={3}
          value={draft.fault}
          set={(fault) => change({ fault })}
          error={doing.fieldError('fault')}
        />
        <UploadList label={t('f.photos')} uploads={uploads} />
        <Whereabouts draft={draft} change={change} doing={doing} />
        <Chips label={t('f.window')} options={options} value={draft.when} set={(when) => change({ when })} />
        {doing.problem && !doing.problem.errors.some(({ path }) => path in blank && path !== 'registered') && (
          <Trouble doing={doing} />
        )}
        <div className="actions">
          <Main doing={doing} onClick={send}>
            {t('send.report')}
          </Main>
        </div>
        <p className="muted small">{t('privacy')}</p>
      </form>
    </>
  )
}

type Part = { draft: Draft; change: (change: Partial<Draft>) => void; doing: Doing }

/** Who is signed in need not write again what they wrote last time. */
function useContact(draft: Draft, change: Part['change']): void {
  const { data } = useQuery({ queryKey: ['contact'], queryFn: () => told(api.GET('/api/v1/me/contact', {})) })
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is known; never over what was written since
  useEffect(() => {
    if (!data) return
    change({
      name: draft.name || (data.name ?? ''),
      phone: draft.phone || plainPhone(data.phone),
      address: draft.address || (data.address ?? ''),
    })
  }, [data])
}

function Machine({ draft, change, doing }: Part): ReactNode {
  const { t } = useTranslation()
  return (
    <>
      <ApplianceChoice
        id="appliance"
        value={draft.appliance}
        set={(appliance) => change({ appliance, ...unread })}
        error={doing.fieldError('appliance')}
      />
      <Text
        id="brand"
        label={t('f.brand')}
        hint={t('f.brand.hint')}
        value={draft.brand}
        set={(brand) => change({ brand, ...unread })}
        error={doing.fieldError('brand')}
      />
      {draft.model && (
        <p className="read-from-label">
          {t('a.model')} {draft.model}
          {draft.makerWarrantyUntil && ` · ${t('a.warranty')} ${draft.makerWarrantyUntil}`}
        </p>
      )}
    </>
  )
}
/** Another machine than the label's: what the label said of model and warranty is no longer true. */
const unread = { model: null, makerWarrantyUntil: null, registered: null }

function Whereabouts({ draft, change, doing }: Part): ReactNode {
  const { t } = useTranslation()
  return (
    <>
      <Text
        id="name"
        label={t('f.name')}
        value={draft.name}
        set={(name) => change({ name })}
        error={doing.fieldError('name')}
        autoComplete="name"
      />
      <Text
        id="phone"
        label={t('f.phone')}
        kind="tel"
        value={draft.phone}
        set={(phone) => change({ phone })}
        error={doing.fieldError('phone')}
        autoComplete="tel"
      />
      <Text
        id="address"
        label={t('f.address')}
        hint={t('f.address.hint')}
        rows={2}
        value={draft.address}
        set={(address) => change({ address })}
        error={doing.fieldError('address')}
        autoComplete="street-address"
      />
      <Place place={draft.place} set={(place) => change({ place })} />
    </>
  )
}
