import { Button, type TableProps } from 'antd'
import { moment, yuan } from '../../kit/format.ts'
import type { Brief } from './claim.ts'
import { Due } from './Due.tsx'
import { Grade, Status } from './Marks.tsx'

/** What lists show of a claim. */
export const claimColumns = (
  t: (key: string) => string,
  open: (id: string) => void,
): NonNullable<TableProps<Brief>['columns']> => [
  {
    title: t('cl.number'),
    dataIndex: 'number',
    render: (number: string, { id }) => (
      <Button type="link" size="small" style={{ padding: 0 }} onClick={() => open(id)}>
        {number}
      </Button>
    ),
  },
  { title: t('cl.status'), dataIndex: 'status', render: (status: string) => <Status status={status} /> },
  { title: t('cl.turn'), dataIndex: 'turn', render: (turn: string) => t(`cl.turn.${turn}`) },
  { title: t('cl.due'), dataIndex: 'dueAt', render: (iso: string | null) => <Due iso={iso} /> },
  { title: t('cl.grade'), dataIndex: 'grade', render: (grade: string | null) => <Grade grade={grade} /> },
  { title: t('cl.goods'), dataIndex: 'title' },
  { title: t('cl.merchant'), dataIndex: ['merchant', 'name'] },
  { title: t('cl.reason'), dataIndex: 'reason', render: (reason: string) => t(`cl.reason.${reason}`) },
  { title: t('cl.amount'), dataIndex: 'amount', align: 'right', render: yuan },
  {
    title: t('cl.outcome'),
    dataIndex: 'outcome',
    render: (outcome: string | null) => (outcome ? t(`cl.outcome.${outcome}`) : '—'),
  },
  {
    title: t('cl.opened'),
    dataIndex: 'openedAt',
    render: (iso: string) => <span className="line">{moment(iso)}</span>,
  },
]
