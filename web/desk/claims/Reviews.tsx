import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Select, type TableProps } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../../kit/api.ts'
import { yuan } from '../../kit/format.ts'
import { useAct } from '../Act.tsx'
import { List } from '../List.tsx'
import { Mark } from '../Mark.tsx'
import { usePageKeys } from '../shortcuts.ts'
import { useAsked } from '../url.ts'
import { about, fetchClaim } from './claim.ts'
import { Due } from './Due.tsx'
import { categoryName, Grade } from './Marks.tsx'
import { Pages, usePages } from './Turned.tsx'

type Waiting = Answer<'/api/v1/decisions', 'get'>['items'][number]
const grades = ['A', 'B', 'C', 'D'] as const
const stages = ['first', 'appeal', 'goods', 'sample'] as const

/** What waits for reviewers, the nearest deadline first; filters stand in the address. */
export function Reviews({ roles }: { roles: readonly string[] }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const act = useAct()
  const [asked, ask] = useAsked()
  const { grade, stage, mine, cursor } = asked
  const query = {
    limit: 50,
    ...(grade ? { grade } : {}),
    ...(stage ? { stage } : {}),
    ...(mine === 'yes' ? { mine: 'yes' as const } : {}),
    ...(cursor ? { cursor } : {}),
  }
  const waiting = useQuery({
    queryKey: ['decisions', query],
    queryFn: () => told(api.GET('/api/v1/decisions', { params: { query } })),
    placeholderData: (before) => before,
    refetchInterval: 60_000,
  })
  const pages = usePages(waiting.data?.next)
  const isReviewer = roles.includes('reviewer')
  const take = (row: Waiting) => act(() => told(api.POST('/api/v1/decisions/{id}/take', about(row))), t('cl.taken'))
  const focused = () => {
    const id = document.activeElement?.closest('tr')?.dataset.rowKey
    return waiting.data?.items.find((row) => row.id === id)
  }
  const takeFocused = () => {
    const row = focused()
    return row && isReviewer && canTake(row) ? take(row) : false
  }
  usePageKeys(isReviewer ? [{ keys: ['t'], does: t('cl.take'), act: takeFocused }] : [])
  const open = ({ claim }: Waiting) => ask({ claim })
  const ahead = ({ claim }: Waiting) => void fetchClaim(queries, claim)
  return (
    <>
      <div className="bar">
        <Choice name="grade" values={grades} shown={(one) => one} go={pages.go} />
        <Choice name="stage" values={stages} shown={(one) => t(`cl.stage.${one}`)} go={pages.go} />
        <Choice name="mine" values={['yes']} shown={() => t('cl.mine.yes')} go={pages.go} />
        <p className="about push" style={{ margin: 0 }}>
          {t('cl.reviews.text')}
        </p>
      </div>
      <List<Waiting>
        query={waiting}
        none={t('cl.reviews.none')}
        rowKey="id"
        scroll={{ x: 860 }}
        tableLayout="auto"
        onRow={(row) => ({
          onClick: () => open(row),
          onMouseEnter: () => ahead(row),
          onFocus: () => ahead(row),
          style: { cursor: 'pointer' },
        })}
        columns={columnsIn(t, open, isReviewer ? take : null)}
      />
      <Pages {...pages} />
    </>
  )
}

const canTake = ({ isTaken, isBarred }: Waiting) => !isTaken && !isBarred

type Choosing = {
  name: 'grade' | 'stage' | 'mine'
  values: readonly string[]
  shown: (value: string) => string
  go: ReturnType<typeof usePages>['go']
}
/** One or several of a few values; none: all. */
function Choice({ name, values, shown, go }: Choosing) {
  const { t } = useTranslation()
  const [asked] = useAsked()
  const label = t(`cl.${name}`)
  return (
    <Select
      mode="multiple"
      aria-label={label}
      placeholder={label}
      allowClear
      style={{ minWidth: 140 }}
      value={asked[name]?.split(',') ?? []}
      options={values.map((value) => ({ value, label: shown(value) }))}
      onChange={(chosen) => go({ [name]: chosen.join(',') || null })}
    />
  )
}

const columnsIn = (
  t: (key: string) => string,
  open: (row: Waiting) => void,
  take: ((row: Waiting) => unknown) | null,
): NonNullable<TableProps<Waiting>['columns']> => [
  {
    title: t('cl.number'),
    render: (_, row) => (
      <Button type="link" size="small" style={{ padding: 0 }} onClick={() => open(row)}>
        {row.number}
      </Button>
    ),
  },
  { title: t('cl.due'), dataIndex: 'dueAt', render: (iso: string) => <Due iso={iso} /> },
  { title: t('cl.grade'), dataIndex: 'grade', render: (grade: string | null) => <Grade grade={grade} /> },
  { title: t('cl.stage'), dataIndex: 'stage', render: (stage: string) => t(`cl.stage.${stage}`) },
  { title: t('cl.amount'), dataIndex: 'amount', align: 'right', render: yuan },
  {
    title: t('cl.category'),
    dataIndex: 'category',
    render: categoryName,
  },
  { title: t('cl.who'), render: (_, row) => <Holder row={row} /> },
  {
    title: t('d.do'),
    render: (_, row) =>
      take &&
      canTake(row) && (
        <Button
          size="small"
          onClick={(event) => {
            event.stopPropagation()
            take(row)
          }}
        >
          {t('cl.take')}
        </Button>
      ),
  },
]

/** Whose the case is: mine, a colleague's, nobody's, or not for me. */
function Holder({ row: { isMine, isTaken, isBarred, status } }: { row: Waiting }) {
  const { t } = useTranslation()
  const who = isBarred ? 'barred' : isMine ? 'mine' : isTaken ? 'other' : 'nobody'
  const colours = { barred: 'default', mine: 'green', other: 'blue', nobody: 'orange' }
  return (
    <Mark color={colours[who]}>
      {t(`cl.who.${who}`)}
      {status === 'seconding' && ` · ${t('cl.seconding')}`}
    </Mark>
  )
}
