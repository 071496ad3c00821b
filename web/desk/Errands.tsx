import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../kit/api.ts'
import { moment } from '../kit/format.ts'
import { useAct } from './Act.tsx'
import { List } from './List.tsx'

type Errand = Answer<'/api/v1/errands/dead', 'get'>['items'][number]

/** Work in the background that was tried in vain for hours and waits for somebody to look. */
export function Errands() {
  const { t } = useTranslation()
  const act = useAct()
  const errands = useQuery({ queryKey: ['errands'], queryFn: () => told(api.GET('/api/v1/errands/dead', {})) })
  const retry = (id: number) =>
    act(() => told(api.POST('/api/v1/errands/{id}/retry', { params: { path: { id } } })), t('d.errand.again'))
  return (
    <>
      <p className="about">{t('d.errands.text')}</p>
      <List<Errand>
        query={errands}
        none={t('d.none.errands')}
        rowKey="id"
        scroll={{ x: 800 }}
        columns={[
          {
            title: t('d.errand.job'),
            dataIndex: 'job',
            render: (job: string) => (
              <>
                {t(`d.job.${job.split('.')[0]}`, { defaultValue: job })} <code>{job}</code>
              </>
            ),
          },
          {
            title: t('d.errand.why'),
            dataIndex: 'reason',
            render: (why: string | null) => <span className="cell">{why}</span>,
          },
          { title: t('d.errand.tries'), dataIndex: 'attempts' },
          { title: t('d.errand.since'), dataIndex: 'createdAt', render: moment },
          { title: t('d.errand.given-up'), dataIndex: 'deadAt', render: moment },
          {
            title: t('d.do'),
            render: (_, { id }) => (
              <Button size="small" onClick={() => void retry(id)}>
                {t('retry')}
              </Button>
            ),
          },
        ]}
      />
    </>
  )
}
