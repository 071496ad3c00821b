import { Button, Table, type TableProps, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { applianceName, clock, span } from '../../kit/format.ts'
import { reason } from '../Candidates.tsx'
import { useAsked } from '../url.ts'
import type { Moving } from './moving.ts'
import { isMovable, lateOf, type Plan, type Work } from './plan.ts'

/** `atOnce`: on a page of the table. */
type Shown<W> = { works: readonly W[]; atOnce: number; columns: TableProps<W>['columns'] }

/** Orders with what they are about; what else is said of them comes after it. */
function Works<W extends Work>({ works, atOnce, columns }: Shown<W>) {
  const { t } = useTranslation()
  return (
    <Table<W>
      size="small"
      rowKey="order"
      pagination={{ pageSize: atOnce, hideOnSinglePage: true, showSizeChanger: false }}
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

function Try({ work, moving }: { work: Work; moving: Moving }) {
  const { t } = useTranslation()
  if (!isMovable(work)) return null
  return (
    <Button size="small" onClick={() => moving.ask(work)}>
      {t('day.try')}
    </Button>
  )
}

/** What cannot be kept as it was agreed, the latest first, and what nobody can do: both a person's to settle. */
export function Risks({ plan, moving }: { plan: Plan; moving: Moving }) {
  const { t } = useTranslation()
  const rows = [
    ...plan.unserved.map((work) => ({ ...work, says: t(`day.unserved.${work.why}`), technician: null })),
    ...lateOf(plan).map((stop) => ({ ...stop, says: t('day.late', { n: stop.late }) })),
  ]
  if (rows.length === 0) return null
  return (
    <section aria-label={t('day.risks')} style={{ marginBottom: 16 }}>
      <h2 style={{ fontSize: 16 }}>{t('day.risks')}</h2>
      <Works
        works={rows}
        atOnce={5}
        columns={[
          { title: t('technician'), dataIndex: 'technician', render: (name: string | null) => name ?? '—' },
          { title: t('day.problem'), dataIndex: 'says', render: (says: string) => <Tag color="red">{says}</Tag> },
          { title: '', key: 'try', render: (_, work) => <Try work={work} moving={moving} /> },
        ]}
      />
    </section>
  )
}

/** What the plan would have somebody do who does not have it yet; given with one press. */
export function Proposals({ plan: { technicians }, moving }: { plan: Plan; moving: Moving }) {
  const { t } = useTranslation()
  const names = new Map(technicians.map(({ id, name }) => [id, name]))
  const rows = technicians.flatMap(({ id, name, stops }) =>
    stops.flatMap((stop) => (stop.isNew || stop.from ? [{ ...stop, technician: id, name }] : [])),
  )
  return (
    <>
      <h2 style={{ fontSize: 16 }}>{t('day.proposals')}</h2>
      {rows.length === 0 && <p>{t('day.none')}</p>}
      {rows.length > 0 && (
        <Works
          works={rows}
          atOnce={20}
          columns={[
            { title: t('technician'), dataIndex: 'name' },
            { title: t('day.when'), dataIndex: 'begins', render: clock },
            {
              title: t('d.why'),
              key: 'why',
              render: (_, { why, from }) => (
                <>
                  {from && <Tag color="gold">{t('day.from', { name: names.get(from) ?? t('day.from.away') })}</Tag>}
                  {why.flatMap((one) => (one.startsWith('from.') ? [] : [<Tag key={one}>{reason(one)}</Tag>]))}
                </>
              ),
            },
            {
              title: '',
              key: 'place',
              render: (_, work) => (
                <span className="bar">
                  <Button
                    size="small"
                    type="primary"
                    disabled={moving.isGiving}
                    onClick={() => void moving.give(work.technician, work)}
                  >
                    {t(work.from ? 'day.hand_over' : 'd.assign')}
                  </Button>
                  <Try work={work} moving={moving} />
                </span>
              ),
            },
          ]}
        />
      )}
    </>
  )
}
