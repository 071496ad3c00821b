import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../kit/api.ts'
import { lasting, moment } from '../kit/format.ts'
import { useAct } from './Act.tsx'
import { List } from './List.tsx'
import { Mark } from './Mark.tsx'
import { useAsked } from './url.ts'

function OrderLink({ id, children }: { id: string; children: React.ReactNode }) {
  const [, ask] = useAsked()
  return (
    <Button type="link" size="small" style={{ padding: 0 }} onClick={() => ask({ order: id })}>
      {children}
    </Button>
  )
}

function ClaimLink({ id, children }: { id: string; children: React.ReactNode }) {
  const [, ask] = useAsked()
  return (
    <Button type="link" size="small" style={{ padding: 0 }} onClick={() => ask({ claim: id })}>
      {children}
    </Button>
  )
}

const taking = (ms: number | null) => (ms === null ? '—' : lasting(ms))

/** Promises at risk first; below, how the first call was kept, county by county. */
export function Promises() {
  const { t } = useTranslation()
  const risk = useQuery({
    queryKey: ['promises'],
    queryFn: () => told(api.GET('/api/v1/promises', { params: { query: { limit: 100 } } })),
    refetchInterval: 30_000,
  })
  const kept = useQuery({
    queryKey: ['kept'],
    queryFn: () => told(api.GET('/api/v1/promises/kept', { params: { query: { promised: 'first-call', days: 30 } } })),
  })
  return (
    <>
      <List
        query={risk}
        none={t('d.none.promises')}
        rowKey="id"
        columns={[
          { title: t('d.number'), render: (_, row) => <OrderLink id={row.order}>{row.number}</OrderLink> },
          { title: t('d.promises'), dataIndex: 'promised', render: (promised: string) => t(`d.p.${promised}`) },
          { title: t('d.county'), render: (_, row) => row.county?.name },
          {
            title: t('d.due'),
            dataIndex: 'dueAt',
            render: (iso: string | null, row) => {
              const left = iso ? Date.parse(iso) - Date.now() : 0
              return (
                <Mark color={row.isBroken || left < 0 ? 'red' : left < 20 * 60_000 ? 'orange' : 'green'}>
                  {row.isBroken || left < 0 ? t('d.broken') : lasting(left)}
                </Mark>
              )
            },
          },
          {
            title: t('d.level'),
            dataIndex: 'level',
            render: (level: number) => t(`d.level.${level}`, { defaultValue: String(level) }),
          },
        ]}
      />
      <h2 style={{ fontSize: 16 }}>{t('d.kept')}</h2>
      <List
        query={kept}
        none={t('d.none.kept')}
        rowKey={(row) => row.county?.code ?? '-'}
        columns={[
          { title: t('d.county'), render: (_, row) => row.county?.name ?? '—' },
          { title: t('d.met'), render: (_, { met, broken }) => met + broken },
          { title: t('d.missed'), dataIndex: 'broken' },
          {
            title: t('d.share'),
            dataIndex: 'share',
            render: (share: number) => (
              <span style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
                <span className="share">
                  <i style={{ width: `${share * 100}%` }} />
                </span>
                {Math.round(share * 100)}%
              </span>
            ),
          },
          { title: t('d.p50'), dataIndex: 'p50Ms', render: taking },
          { title: t('d.p90'), dataIndex: 'p90Ms', render: taking },
        ]}
      />
    </>
  )
}

/** Low ratings wait here until somebody has phoned back. */
export function Ratings() {
  const { t } = useTranslation()
  const act = useAct()
  const [outcomes, setOutcomes] = useState<Record<string, string>>({})
  const low = useQuery({ queryKey: ['low'], queryFn: () => told(api.GET('/api/v1/ratings/low', {})) })
  const follow = (id: string) => {
    const body = { outcome: outcomes[id] ?? '' }
    return act(() => told(api.POST('/api/v1/ratings/{id}/follow-up', { params: { path: { id } }, body })), t('d.done'))
  }
  return (
    <List
      query={low}
      none={t('d.none.ratings')}
      rowKey="id"
      columns={[
        { title: t('d.number'), render: (_, row) => <OrderLink id={row.order}>{row.number}</OrderLink> },
        { title: t('technician'), dataIndex: 'technician' },
        {
          title: t('d.rating'),
          dataIndex: 'stars',
          render: (n: number) => <span title={t('stars', { n })}>{'★'.repeat(n)}</span>,
        },
        {
          title: t('reason'),
          dataIndex: 'reasons',
          render: (reasons: string[]) => reasons.map((reason) => t(`r.${reason}`)).join('、'),
        },
        { title: t('rate.comment'), dataIndex: 'comment' },
        {
          title: t('d.outcome'),
          dataIndex: 'id',
          render: (id: string) => (
            <span style={{ display: 'flex', gap: 8 }}>
              <Input
                size="small"
                aria-label={t('d.outcome')}
                value={outcomes[id] ?? ''}
                onChange={(event) => setOutcomes({ ...outcomes, [id]: event.target.value })}
              />
              <Button size="small" disabled={!outcomes[id]?.trim()} onClick={() => void follow(id)}>
                {t('d.follow')}
              </Button>
            </span>
          ),
        },
      ]}
    />
  )
}

/** What the desk was told, newest first. */
export function Notices() {
  const { t } = useTranslation()
  const notices = useQuery({ queryKey: ['notices'], queryFn: () => told(api.GET('/api/v1/notices', {})) })
  return (
    <List
      query={notices}
      none={t('d.notice.none')}
      rowKey="id"
      columns={[
        { title: t('d.when'), dataIndex: 'at', render: moment },
        { title: t('d.notices'), dataIndex: 'text', render: (text: string) => t(`n.${text}`) },
        {
          title: t('order.no'),
          render: (_, { order, claim }) =>
            order ? (
              <OrderLink id={order}>{t('d.order.see')}</OrderLink>
            ) : (
              claim && <ClaimLink id={claim}>{t('d.claim.see')}</ClaimLink>
            ),
        },
      ]}
    />
  )
}

/** Who looked at whose data, when and what for. */
export function Looks() {
  const { t } = useTranslation()
  const looks = useQuery({
    queryKey: ['looks'],
    queryFn: () => told(api.GET('/api/v1/people/looks', { params: { query: { limit: 100 } } })),
  })
  return (
    <List
      query={looks}
      none={t('d.none.looks')}
      rowKey={(row) => row.at + row.person + row.by}
      columns={[
        { title: t('d.when'), dataIndex: 'at', render: moment },
        { title: t('d.who'), dataIndex: 'by' },
        { title: t('d.person'), dataIndex: 'person' },
        {
          title: t('d.what'),
          dataIndex: 'fields',
          render: (fields: string[]) => fields.map((field) => t(`f.${field}`)).join('、'),
        },
        { title: t('d.purpose'), dataIndex: 'purpose', render: (purpose: string) => t(`d.purpose.${purpose}`) },
      ]}
    />
  )
}
