import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../../kit/api.ts'
import { yuan } from '../../kit/format.ts'
import { List } from '../List.tsx'
import { Mark } from '../Mark.tsx'
import { useAsked } from '../url.ts'
import { Claims } from './Claims.tsx'
import { fetchClaim } from './claim.ts'
import { Due } from './Due.tsx'
import { Grade } from './Marks.tsx'

type Waiting = Answer<'/api/v1/hearings', 'get'>['items'][number]

/** The merchant's first page: what waits for an answer, the nearest deadline first; below, all its claims. */
export function Answers({ roles }: { roles: readonly string[] }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [, ask] = useAsked()
  const waiting = useQuery({
    queryKey: ['hearings'],
    queryFn: () => told(api.GET('/api/v1/hearings', {})),
    refetchInterval: 60_000,
  })
  const open = (claim: string) => ask({ claim })
  return (
    <>
      <p className="about">{t('cl.answers.text')}</p>
      <List<Waiting>
        query={waiting}
        none={t('cl.answers.none')}
        rowKey="id"
        scroll={{ x: 760 }}
        tableLayout="auto"
        onRow={({ claim }) => ({
          onClick: () => open(claim),
          onMouseEnter: () => void fetchClaim(queries, claim),
          style: { cursor: 'pointer' },
        })}
        columns={[
          {
            title: t('cl.number'),
            render: (_, { number, claim }) => (
              <Button type="link" size="small" style={{ padding: 0 }} onClick={() => open(claim)}>
                {number}
              </Button>
            ),
          },
          { title: t('cl.answer.until'), dataIndex: 'until', render: (iso: string) => <Due iso={iso} /> },
          { title: t('cl.goods'), dataIndex: 'title' },
          { title: t('cl.amount'), dataIndex: 'amount', align: 'right', render: yuan },
          { title: t('cl.grade'), dataIndex: 'grade', render: (grade: string | null) => <Grade grade={grade} /> },
          {
            title: t('cl.seen'),
            dataIndex: 'isSeen',
            render: (isSeen: boolean, { isExtended }) => (
              <Mark color={isSeen ? 'green' : 'orange'}>
                {t(isSeen ? 'cl.seen.yes' : 'cl.seen.no')}
                {isExtended && ` · ${t('cl.extended')}`}
              </Mark>
            ),
          },
        ]}
      />
      <h2 className="part">{t('cl.claims.own')}</h2>
      <Claims roles={roles} />
    </>
  )
}
