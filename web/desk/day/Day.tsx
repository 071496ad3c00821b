import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Table, type TableProps, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, told } from '../../kit/api.ts'
import { applianceName, clock, span } from '../../kit/format.ts'
import { useAct } from '../Act.tsx'
import { reason } from '../Candidates.tsx'
import { useAsked } from '../url.ts'
import './day.css'
import { Lanes, type Plan } from './Lanes.tsx'
import './words.ts'

/** What is left of today, planned; what waits for somebody is placed with one press, as proposed. */
export function Day() {
  const { t } = useTranslation()
  const plan = useQuery({
    queryKey: ['plan-today'],
    queryFn: () => told(api.GET('/api/v1/plans/today', {})),
    refetchInterval: 60_000,
  })
  if (plan.error) return <Alert type="error" title={plan.error.message} />
  if (!plan.data) return <p className="about loading">{t('loading')}</p>
  const { technicians, unserved, at, aims, isCut } = plan.data
  return (
    <>
      <p className="about">{t('day.about')}</p>
      <div className="bar">
        <Button type="primary" loading={plan.isFetching} onClick={() => void plan.refetch()}>
          {t('day.again')}
        </Button>
        <span>{t('day.asof', { at: clock(at), aims })}</span>
      </div>
      {isCut && <Alert type="warning" showIcon title={t('day.cut')} />}
      {technicians.length === 0 ? <p>{t('day.nobody')}</p> : <Lanes plan={plan.data} />}
      <h2 style={{ fontSize: 16 }}>{t('day.proposals')}</h2>
      <Proposals technicians={technicians} />
      {unserved.length > 0 && (
        <>
          <h2 style={{ fontSize: 16 }}>{t('day.unserved')}</h2>
          <Unserved works={unserved} />
        </>
      )}
    </>
  )
}

type Work = Omit<Plan['unserved'][number], 'why'>

/** Orders with what they are about; what else is said of them comes after it. */
function Works<W extends Work>({ works, columns }: { works: readonly W[]; columns: TableProps<W>['columns'] }) {
  const { t } = useTranslation()
  return (
    <Table<W>
      size="small"
      rowKey="order"
      pagination={false}
      scroll={{ x: 'max-content' }}
      dataSource={works}
      columns={[
        { title: t('d.number'), key: 'number', render: (_, work) => <ToOrder work={work} /> },
        {
          title: t('f.appliance'),
          key: 'appliance',
          render: (_, { appliance, county }) => `${applianceName(appliance)} · ${county ?? '—'}`,
        },
        { title: t('f.window'), key: 'window', render: (_, { window }) => (window ? span(window) : '—') },
        ...(columns ?? []),
      ]}
    />
  )
}

function ToOrder({ work }: { work: Work }) {
  const [, ask] = useAsked()
  return (
    <Button type="link" size="small" style={{ padding: 0 }} onClick={() => ask({ order: work.order })}>
      {work.number}
    </Button>
  )
}

function Proposals({ technicians }: Pick<Plan, 'technicians'>) {
  const { t } = useTranslation()
  const act = useAct()
  const rows = technicians.flatMap(({ id, name, stops }) =>
    stops.flatMap((stop) => (stop.isNew ? [{ ...stop, technician: id, name }] : [])),
  )
  if (rows.length === 0) return <p>{t('day.none')}</p>
  const place = (search: string, technician: string) =>
    act(
      () => told(api.POST('/api/v1/searches/{id}/assign', { params: { path: { id: search } }, body: { technician } })),
      t('d.done'),
    )
  return (
    <Works
      works={rows}
      columns={[
        { title: t('technician'), dataIndex: 'name' },
        { title: t('day.when'), dataIndex: 'begins', render: clock },
        {
          title: t('d.why'),
          dataIndex: 'why',
          render: (why: string[]) => why.map((one) => <Tag key={one}>{reason(one)}</Tag>),
        },
        {
          title: '',
          key: 'place',
          render: (_, { search, technician }) =>
            search && (
              <Button size="small" type="primary" onClick={() => void place(search, technician)}>
                {t('d.assign')}
              </Button>
            ),
        },
      ]}
    />
  )
}

function Unserved({ works }: { works: Plan['unserved'] }) {
  const { t } = useTranslation()
  const columns = [{ title: t('d.why'), dataIndex: 'why', render: (why: string) => t(`day.unserved.${why}`) }]
  return <Works works={works} columns={columns} />
}
