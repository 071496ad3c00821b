import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Form, Select } from 'antd'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../../kit/api.ts'
import { moment } from '../../kit/format.ts'
import { callFrame, framesOf } from '../../kit/frames.ts'
import { language } from '../../kit/language.ts'
import { useAct } from '../Act.tsx'
import type { Claim } from '../claims/claim.ts'

type All = Answer<'/api/v1/claims/{id}/inquiries', 'get'>
type Question = All['items'][number]['question']
type Asking = { media: string; service: string }

/** While one waits for its answer it is looked at again so often. */
const everyMs = 3_000

/** What labels the photos carry, what AI services were asked about them, and what they said. */
export function Inquiries({ claim }: { claim: Claim }) {
  const { t } = useTranslation()
  const path = { params: { path: { id: claim.id } } }
  const found = useQuery({
    queryKey: ['claim-inquiries', claim.id, claim.version],
    queryFn: () => told(api.GET('/api/v1/claims/{id}/inquiries', path)),
    // When the claim moves on, what somebody has chosen stays chosen.
    placeholderData: (before, query) => (query?.queryKey[1] === claim.id ? before : undefined),
    refetchInterval: ({ state }) => (state.data?.items.some(({ status }) => status === 'asked') ? everyMs : false),
  })
  const act = useAct()
  if (found.error) return <Alert type="error" title={found.error.message} />
  if (!found.data) return <p className="about loading">{t('loading')}</p>
  const frames = framesOf(claim)
  const called = (media: string) => {
    const frame = frames.find((one) => one.media === media)
    return frame ? callFrame(frame, frames, (slot) => t(`cl.slot.${slot}`)) : media
  }
  const ask = (asking: Asking, question: Question) =>
    act(async () => {
      await told(api.POST('/api/v1/claims/{id}/inquiries', { ...path, body: { ...asking, question } }))
      await found.refetch()
    }, t('iq.sent'))
  return (
    <>
      <Labels all={found.data} called={called} ask={(asking) => void ask(asking, 'ask')} />
      {found.data.services.length > 0 && found.data.photos.length > 0 && (
        <AnyPhoto all={found.data} called={called} ask={ask} />
      )}
      <ul className="inquiries">
        {found.data.items.map((one) => (
          <li key={one.id}>
            <b>{called(one.media)}</b> · {one.service.name} · {t(`iq.question.${one.question}`)} · {moment(one.askedAt)}
            <br />
            <span role="status">{outcome(one, t)}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

function outcome({ said, ground, producedAt, failure }: All['items'][number], t: TFunction) {
  const because = ground ? ` · ${t(`iq.ground.${ground}`)}` : ''
  if (said)
    return t(`iq.said.${said}`) + because + (producedAt ? ` · ${t('iq.produced', { at: moment(producedAt) })}` : '')
  return t(failure ? `iq.failed.${failure}` : 'iq.waits')
}

type Of = { all: All; called: (media: string) => string }

/** Who is named in the photos, and one press to ask them. */
function Labels({ all, called, ask }: Of & { ask: (asking: Asking) => void }) {
  const { t } = useTranslation()
  if (all.labels.length === 0) return <p className="says">{t(all.photos.length === 0 ? 'iq.unread' : 'iq.none')}</p>
  return (
    <ul className="inquiries">
      {all.labels.map(({ media, name, producer, produceId, service }) => (
        <li key={media + producer + produceId}>
          {t('iq.label', { photo: called(media), who: name?.[language()] ?? (producer || '—'), id: produceId || '—' })}{' '}
          {service ? (
            <Button size="small" onClick={() => ask({ media, service })}>
              {t('iq.ask')}
            </Button>
          ) : (
            <span className="says">{t('iq.unknown')}</span>
          )}
        </li>
      ))}
    </ul>
  )
}

/** Any photo to any service: a picture without a label may be told by its look. */
function AnyPhoto({ all, called, ask }: Of & { ask: (asking: Asking, question: Question) => Promise<unknown> }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Asking>()
  const chosen = Form.useWatch('media', form)
  const isReportable = all.photos.some(({ media, isReportable: may }) => may && media === chosen)
  const send = async (question: Question) => ask(await form.validateFields(), question)
  const required = [{ required: true }]
  return (
    <Form form={form} layout="inline" style={{ rowGap: 8, marginBottom: 8 }}>
      <Form.Item name="media" label={t('iq.photo')} rules={required}>
        <Select
          style={{ minWidth: 140 }}
          options={all.photos.map(({ media }) => ({ value: media, label: called(media) }))}
        />
      </Form.Item>
      <Form.Item name="service" label={t('iq.service')} rules={required}>
        <Select style={{ minWidth: 140 }} options={all.services.map(({ id, name }) => ({ value: id, label: name }))} />
      </Form.Item>
      <Button onClick={() => void send('ask').catch(() => {})}>{t('iq.ask')}</Button>
      <Button disabled={!isReportable} onClick={() => void send('report').catch(() => {})}>
        {t('iq.report')}
      </Button>
    </Form>
  )
}
