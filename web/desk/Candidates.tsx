import { useQuery } from '@tanstack/react-query'
import { Button, Table, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, Problem, told } from '../kit/api.ts'
import { t as translate } from '../kit/language.ts'

/** Who could go, best first, and why; one press places the order. */
export function Candidates({ search, status, changed }: { search: string; status: string; changed: () => void }) {
  const { t } = useTranslation()
  const [problem, setProblem] = useState<string | null>(null)
  const params = { params: { path: { id: search } } }
  const { data } = useQuery({
    queryKey: ['candidates', search],
    queryFn: () => told(api.GET('/api/v1/searches/{id}/candidates', params)),
  })
  const run = (work: Promise<unknown>) =>
    void work
      .then(() => setProblem(null))
      .catch((error) => setProblem(error instanceof Problem ? error.message : t('failed')))
      .then(changed)
  return (
    <section style={{ marginBottom: 16 }}>
      <h2 style={{ fontSize: 16 }}>{t('d.candidates')}</h2>
      {problem && <p role="alert">{problem}</p>}
      {status === 'exhausted' && (
        <Button onClick={() => run(told(api.POST('/api/v1/searches/{id}/retry', params)))}>
          {t('d.search.again')}
        </Button>
      )}
      <Table
        size="small"
        rowKey="technician"
        pagination={false}
        dataSource={data?.items ?? []}
        columns={[
          { title: t('technician'), dataIndex: 'name' },
          { title: t('d.score'), dataIndex: 'score', render: (score: number) => Math.round(score) },
          {
            title: t('d.why'),
            dataIndex: 'why',
            render: (why: string[]) => why.map((one) => <Tag key={one}>{reason(one)}</Tag>),
          },
          {
            title: '',
            dataIndex: 'technician',
            key: 'assign',
            render: (technician: string) => (
              <Button
                size="small"
                type="primary"
                onClick={() => run(told(api.POST('/api/v1/searches/{id}/assign', { ...params, body: { technician } })))}
              >
                {t('d.assign')}
              </Button>
            ),
          },
        ]}
      />
    </section>
  )
}

/** `load.2` → 在手 2 单: the number, where there is one, comes after the last dot of the code. */
export function reason(code: string): string {
  const counted = /^(load|km|rating|way|late)\.([\d.]+)$/.exec(code)
  return counted ? translate(`w.${counted[1]}`, { n: counted[2] }) : translate(`w.${code}`)
}
