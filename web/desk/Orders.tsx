import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type OrderBrief, told } from '../kit/api.ts'
import { applianceName, lasting, moment, span } from '../kit/format.ts'
import { csvOf, download } from './csv.ts'
import { Mark } from './Mark.tsx'
import { useAsked } from './url.ts'

type Query = {
  limit: number
  status: string
  urgency?: 'urgent' | 'planned'
  number?: string
  phone?: string
  cursor?: string
}
const openOnes = 'received,assigned,serving,waiting'
const colours: Record<string, string> = {
  received: 'orange',
  assigned: 'blue',
  serving: 'cyan',
  waiting: 'gold',
  completed: 'green',
  cancelled: 'default',
  unresolved: 'red',
  closed: 'default',
}

/** Orders, newest first; filters stand in the address, so a view can be kept as a bookmark. */
export function Orders({ add }: { add: () => void }) {
  const { t } = useTranslation()
  const [asked, ask] = useAsked()
  const [pages, setPages] = useState<string[]>([])
  const q = asked.q?.trim() ?? ''
  const query: Query = {
    limit: 50,
    status: asked.status === 'all' ? '' : (asked.status ?? openOnes),
    ...(asked.urgency === 'urgent' || asked.urgency === 'planned' ? { urgency: asked.urgency } : {}),
    ...(/^\d{10}$/.test(q.replace(/[\s-]/g, '')) ? { number: q } : q ? { phone: q } : {}),
    ...(asked.cursor ? { cursor: asked.cursor } : {}),
  }
  const { data, isFetching, error } = useQuery({
    queryKey: ['orders', query],
    queryFn: () => told(api.GET('/api/v1/orders', { params: { query } })),
    placeholderData: (before) => before,
  })
  const statuses = ['received', 'assigned', 'serving', 'waiting', 'completed', 'unresolved', 'cancelled', 'closed']
  const options = [
    { value: openOnes, label: t('d.open') },
    { value: 'all', label: t('d.all') },
    ...statuses.map((value) => ({ value, label: t(`status.${value}`) })),
  ]
  const go = (change: Parameters<typeof ask>[0]) => {
    setPages([])
    ask({ cursor: null, ...change })
  }
  return (
    <>
      <div className="bar">
        <Input
          type="search"
          aria-label={t('d.search')}
          placeholder={`${t('d.search')}  /`}
          defaultValue={q}
          style={{ width: 220 }}
          allowClear
          onChange={(event) => go({ q: event.target.value })}
        />
        <Select
          aria-label={t('d.status')}
          value={asked.status ?? openOnes}
          options={options}
          style={{ width: 160 }}
          onChange={(status) => go({ status })}
        />
        <Select
          aria-label={t('d.urgency')}
          allowClear
          placeholder={t('d.urgency')}
          value={asked.urgency ?? null}
          options={['urgent', 'planned'].map((value) => ({ value, label: t(`d.${value}`) }))}
          style={{ width: 120 }}
          onChange={(urgency) => go({ urgency })}
        />
        <Button type="primary" onClick={add}>
          {t('d.new')}
        </Button>
        <Button onClick={() => download(csvOf(rowsOf(data?.items ?? [], t)))}>{t('d.export')}</Button>
        <Button onClick={() => void navigator.clipboard?.writeText(location.href)}>{t('d.copy.view')}</Button>
      </div>
      {error && <p role="alert">{error.message}</p>}
      <Table<OrderBrief>
        size="small"
        rowKey="id"
        loading={isFetching && !data}
        dataSource={data?.items ?? []}
        pagination={false}
        scroll={{ x: 900 }}
        onRow={(order) => ({ onClick: () => ask({ order: order.id }), style: { cursor: 'pointer' } })}
        columns={[
          {
            title: t('d.number'),
            dataIndex: 'number',
            render: (number: string, order) => (
              <Button type="link" size="small" onClick={() => ask({ order: order.id })}>
                {number}
              </Button>
            ),
          },
          {
            title: t('d.status'),
            render: (_, order) => (
              <Mark color={colours[order.status] ?? 'default'}>
                {t(`status.${order.status}`)}
                {order.waitingFor && ` · ${t(`waiting.${order.waitingFor}`)}`}
              </Mark>
            ),
          },
          { title: t('d.urgency'), dataIndex: 'urgency', render: (urgency: string) => t(`d.${urgency}`) },
          { title: t('f.appliance'), render: (_, order) => `${order.brand} ${applianceName(order.appliance)}` },
          { title: t('region'), render: (_, order) => order.region?.name },
          { title: t('d.contact'), render: (_, order) => `${order.contact.name ?? ''} ${order.contact.phone ?? ''}` },
          { title: t('technician'), dataIndex: 'technician' },
          { title: t('window'), render: (_, order) => span(order.window) },
          { title: t('opened'), dataIndex: 'openedAt', render: moment },
          {
            title: t('d.since'),
            dataIndex: 'openedAt',
            key: 'since',
            render: (iso: string) => lasting(Date.now() - Date.parse(iso)),
          },
        ]}
      />
      <div className="bar" style={{ marginTop: 12 }}>
        <Button
          disabled={pages.length === 0}
          onClick={() => {
            ask({ cursor: pages.at(-1) || null })
            setPages(pages.slice(0, -1))
          }}
        >
          ‹
        </Button>
        <Button
          disabled={!data?.next}
          onClick={() => {
            setPages([...pages, asked.cursor ?? ''])
            ask({ cursor: data?.next ?? null })
          }}
        >
          ›
        </Button>
      </div>
    </>
  )
}

const rowsOf = (orders: readonly OrderBrief[], t: (key: string) => string): string[][] => [
  [t('d.number'), t('d.status'), t('f.appliance'), t('f.brand'), t('region'), t('technician'), t('opened')],
  ...orders.map((order) => [
    order.number,
    t(`status.${order.status}`),
    applianceName(order.appliance),
    order.brand,
    order.region?.name ?? '',
    order.technician ?? '',
    order.openedAt,
  ]),
]
