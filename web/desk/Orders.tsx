import { useQuery } from '@tanstack/react-query'
import { Button, Select, type TableProps } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type OrderBrief, told } from '../kit/api.ts'
import { applianceName, lasting, moment, span } from '../kit/format.ts'
import { ExportMenu } from './ExportMenu.tsx'
import { ImportTable } from './ImportTable.tsx'
import { List } from './List.tsx'
import { Mark } from './Mark.tsx'
import { RegionPicker } from './RegionPicker.tsx'
import { Search } from './Search.tsx'
import { type Asked, useAsked } from './url.ts'

type Filter = {
  status: string
  urgency?: 'urgent' | 'planned'
  region?: string
  number?: string
  phone?: string
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

/** What the address asks for, as the server understands it: ten digits are a number, anything else a phone number. */
function filterOf(asked: Asked): Filter {
  const q = asked.q?.trim() ?? ''
  return {
    status: asked.status === 'all' ? '' : (asked.status ?? openOnes),
    ...(asked.urgency === 'urgent' || asked.urgency === 'planned' ? { urgency: asked.urgency } : {}),
    ...(asked.region ? { region: asked.region } : {}),
    ...(/^\d{10}$/.test(q.replace(/[\s-]/g, '')) ? { number: q } : q ? { phone: q } : {}),
  }
}

/** Orders, newest first; filters stand in the address, so that a view can be kept. */
export function Orders({ add }: { add: () => void }) {
  const { t } = useTranslation()
  const [asked, ask] = useAsked()
  const [pages, setPages] = useState<string[]>([])
  const [isImporting, setImporting] = useState(false)
  const filter = filterOf(asked)
  const query = { ...filter, limit: 50, ...(asked.cursor ? { cursor: asked.cursor } : {}) }
  const orders = useQuery({
    queryKey: ['orders', query],
    queryFn: () => told(api.GET('/api/v1/orders', { params: { query } })),
    placeholderData: (before) => before,
  })
  const go = (change: Parameters<typeof ask>[0]) => {
    setPages([])
    ask({ cursor: null, ...change })
  }
  const turn = (to: 'back' | 'on') => {
    ask({ cursor: to === 'on' ? (orders.data?.next ?? null) : pages.at(-1) || null })
    setPages(to === 'on' ? [...pages, asked.cursor ?? ''] : pages.slice(0, -1))
  }
  const statuses = ['received', 'assigned', 'serving', 'waiting', 'completed', 'unresolved', 'cancelled', 'closed']
  const options = [
    { value: openOnes, label: t('d.open') },
    { value: 'all', label: t('d.all') },
    ...statuses.map((value) => ({ value, label: t(`d.status.${value}`) })),
  ]
  return (
    <>
      <div className="bar">
        <Search label={t('d.search')} />
        <Select
          aria-label={t('d.status')}
          value={asked.status ?? openOnes}
          options={options}
          style={{ width: 150 }}
          onChange={(status) => go({ status })}
        />
        <Select
          aria-label={t('d.urgency')}
          allowClear
          placeholder={t('d.urgency')}
          value={asked.urgency ?? null}
          options={['urgent', 'planned'].map((value) => ({ value, label: t(`d.${value}`) }))}
          style={{ width: 110 }}
          onChange={(urgency) => go({ urgency: urgency ?? null })}
        />
        <RegionPicker
          isSingle
          label={t('region')}
          value={asked.region ? [asked.region] : []}
          onChange={([region]) => go({ region: region ?? null })}
        />
        <span className="push" />
        <ExportMenu url={`/api/v1/orders/export?${new URLSearchParams(filter)}`} />
        <Button onClick={() => setImporting(true)}>{t('d.import')}</Button>
        <Button type="primary" onClick={add}>
          {t('d.new')}
        </Button>
      </div>
      <List<OrderBrief>
        query={orders}
        none={t('d.none.orders')}
        rowKey="id"
        scroll={{ x: 1_080 }}
        tableLayout="auto"
        onRow={(order) => ({ onClick: () => ask({ order: order.id }), style: { cursor: 'pointer' } })}
        columns={columnsIn(t, (order) => ask({ order }))}
      />
      {(pages.length > 0 || orders.data?.next) && (
        <nav className="bar" style={{ marginTop: 12 }} aria-label={t('d.pages')}>
          <Button disabled={pages.length === 0} onClick={() => turn('back')}>
            ‹ {t('d.page.back')}
          </Button>
          <Button disabled={!orders.data?.next} onClick={() => turn('on')}>
            {t('d.page.on')} ›
          </Button>
        </nav>
      )}
      {isImporting && <ImportTable of="orders" close={() => setImporting(false)} />}
    </>
  )
}

const columnsIn = (
  t: (key: string) => string,
  open: (id: string) => void,
): NonNullable<TableProps<OrderBrief>['columns']> => [
  {
    title: t('d.number'),
    dataIndex: 'number',
    render: (number: string, { id }) => (
      <Button type="link" size="small" style={{ padding: 0 }} onClick={() => open(id)}>
        {number}
      </Button>
    ),
  },
  {
    title: t('d.status'),
    render: (_, { status, waitingFor }) => (
      <Mark color={colours[status] ?? 'default'}>
        {t(`d.status.${status}`)}
        {waitingFor && ` · ${t(`d.waiting.${waitingFor}`)}`}
      </Mark>
    ),
  },
  { title: t('d.urgency'), dataIndex: 'urgency', render: (urgency: string) => t(`d.${urgency}`) },
  { title: t('f.appliance'), render: (_, order) => `${order.brand} ${applianceName(order.appliance)}` },
  { title: t('region'), render: (_, order) => order.region?.name ?? '—' },
  {
    title: t('d.contact'),
    render: (_, { contact }) => (
      <span className="line">{[contact.name, contact.phone].filter(Boolean).join(' ') || '—'}</span>
    ),
  },
  { title: t('technician'), dataIndex: 'technician', render: (name: string | null) => name ?? '—' },
  { title: t('window'), render: (_, order) => <span className="line">{span(order.window)}</span> },
  { title: t('opened'), dataIndex: 'openedAt', render: (iso: string) => <span className="line">{moment(iso)}</span> },
  {
    title: t('d.since'),
    dataIndex: 'openedAt',
    key: 'since',
    render: (iso: string) => <span className="line">{lasting(Date.now() - Date.parse(iso))}</span>,
  },
]
