import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Drawer, Input, Select, Space, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type Order, Problem, told } from '../kit/api.ts'
import { applianceName, lasting, moment, span, yuan } from '../kit/format.ts'
import { Timeline } from '../kit/Timeline.tsx'
import { Candidates } from './Candidates.tsx'
import { Mark } from './Mark.tsx'

/** One order whole, with everything the desk may do to it. */
export function OrderDrawer({ id, close }: { id: string; close: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const params = { params: { path: { id } } }
  const order = useQuery({ queryKey: ['order', id], queryFn: () => told(api.GET('/api/v1/orders/{id}', params)) })
  const timeline = useQuery({
    queryKey: ['timeline', id],
    queryFn: () => told(api.GET('/api/v1/orders/{id}/timeline', params)),
  })
  const reload = () => void queries.invalidateQueries()
  const { data } = order
  const search = data?.search
  const isSearching =
    data?.status === 'received' && search && ['offering', 'broadcast', 'exhausted'].includes(search.status)
  return (
    <Drawer
      open
      onClose={close}
      size={620}
      title={data ? `${t('order.no')} ${data.number}` : t('loading')}
      destroyOnHidden
    >
      {order.error && <Alert type="error" title={order.error.message} />}
      {data && (
        <>
          <Facts order={data} />
          <Clocks order={data} />
          <Actions order={data} changed={reload} />
          {isSearching && <Candidates search={search.id} status={search.status} changed={reload} />}
          <h2 style={{ fontSize: 16 }}>{t('timeline')}</h2>
          <Timeline steps={timeline.data?.steps ?? []} />
        </>
      )}
    </Drawer>
  )
}

function Facts({ order }: { order: Order }) {
  const { t } = useTranslation()
  const visit = order.visits.at(-1)
  const facts: [string, React.ReactNode][] = [
    [
      t('d.status'),
      <Tag key="status">
        {t(`d.status.${order.status}`)}
        {order.waitingFor && ` · ${t(`d.waiting.${order.waitingFor}`)}`}
      </Tag>,
    ],
    [t('f.appliance'), `${order.brand} ${applianceName(order.appliance)}`],
    ...(order.model ? [[t('a.model'), order.model] satisfies [string, string]] : []),
    ...(order.makerWarrantyUntil ? [[t('a.warranty'), order.makerWarrantyUntil] satisfies [string, string]] : []),
    [t('fault'), order.fault],
    [t('region'), order.region?.name],
    [t('f.address'), order.address],
    [t('d.contact'), <Reveal key="contact" order={order} />],
    [t('technician'), order.technician ?? '—'],
    [t('window'), span(visit?.window ?? order.window)],
    [t('opened'), moment(order.openedAt)],
    ...(visit?.quote ? [[t('quote'), yuan(visit.quote.total)] satisfies [string, string]] : []),
    ...(order.isFree ? [['', t('free')] satisfies [string, string]] : []),
  ]
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const purposes = ['call', 'visit', 'dispute', 'request-of-person'] as const

/** Masked until somebody says what for; every look is recorded. */
function Reveal({ order }: { order: Order }) {
  const { t } = useTranslation()
  const [shown, setShown] = useState<string | null>(null)
  const look = async (purpose: (typeof purposes)[number]) => {
    const seen = await told(
      api.POST('/api/v1/people/{id}/reveal', {
        params: { path: { id: order.person ?? '' } },
        body: { fields: ['name', 'phone'], purpose, about: order.id },
      }),
    )
    setShown(`${seen.name ?? ''} ${seen.phone ?? ''}`)
  }
  if (shown) return <b>{shown}</b>
  return (
    <Space wrap>
      {order.contact.name} {order.contact.phone}
      <Select
        size="small"
        aria-label={t('d.reveal')}
        placeholder={t('d.reveal')}
        style={{ width: 130 }}
        options={purposes.map((value) => ({ value, label: t(`d.purpose.${value}`) }))}
        onChange={(purpose) => void look(purpose)}
      />
    </Space>
  )
}

function Clocks({ order }: { order: Order }) {
  const { t } = useTranslation()
  return (
    <Space wrap style={{ marginBottom: 12 }}>
      {order.promises.map((promise) => {
        const left = promise.dueAt ? Date.parse(promise.dueAt) - Date.now() : null
        const isBroken = promise.kept === false || (left !== null && left < 0)
        const says =
          left === null
            ? promise.kept === null
              ? t('s.promise.paused')
              : '✓'
            : left < 0
              ? t('d.broken')
              : `${t('d.due')} ${lasting(left)}`
        return (
          <Mark key={promise.promised + promise.startedAt} color={isBroken ? 'red' : promise.kept ? 'green' : 'blue'}>
            {t(`d.p.${promise.promised}`)} · {says}
          </Mark>
        )
      })}
    </Space>
  )
}

function Actions({ order, changed }: { order: Order; changed: () => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const params = { params: { path: { id: order.id } }, headers: { 'If-Match': `"${order.version}"` } }
  const run = async (work: Promise<unknown>) => {
    setProblem(null)
    await work
      .then(() => setText(''))
      .catch((error) =>
        setProblem(
          error instanceof Problem ? (error.code === 'case.stale' ? t('d.stale') : error.message) : t('failed'),
        ),
      )
    changed()
  }
  const body = { reason: text.trim() || t('reason.own') }
  const may = (move: string) => order.moves.includes(move)
  return (
    <div style={{ marginBottom: 16 }}>
      {problem && <Alert type="warning" title={problem} style={{ marginBottom: 8 }} role="alert" />}
      <Input.TextArea
        aria-label={t('d.note')}
        placeholder={`${t('d.note')} / ${t('reason')}`}
        rows={2}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Space wrap style={{ marginTop: 8 }}>
        {may('order.note') && (
          <Button
            disabled={!text.trim()}
            onClick={() => void run(told(api.POST('/api/v1/orders/{id}/notes', { ...params, body: { note: text } })))}
          >
            {t('d.note.add')}
          </Button>
        )}
        {may('order.resume') && (
          <Button onClick={() => void run(told(api.POST('/api/v1/orders/{id}/resume', { ...params, body: {} })))}>
            {t('resume')}
          </Button>
        )}
        {may('order.release') && (
          <Button onClick={() => void run(told(api.POST('/api/v1/orders/{id}/release', { ...params, body })))}>
            {t('d.release')}
          </Button>
        )}
        {may('order.give-up') && (
          <Button onClick={() => void run(told(api.POST('/api/v1/orders/{id}/give-up', { ...params, body })))}>
            {t('d.give-up')}
          </Button>
        )}
        {may('order.cancel') && (
          <Button danger onClick={() => void run(told(api.POST('/api/v1/orders/{id}/cancel', { ...params, body })))}>
            {t('cancel.order')}
          </Button>
        )}
      </Space>
    </div>
  )
}
