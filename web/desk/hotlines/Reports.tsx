import { useQuery } from '@tanstack/react-query'
import { Button, Dropdown, Select, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../../kit/api.ts'
import { moment } from '../../kit/format.ts'
import { useAct } from '../Act.tsx'
import { List } from '../List.tsx'

type Report = Answer<'/api/v1/hotlines/reports', 'get'>['items'][number]
const statuses = ['open', 'confirmed', 'dismissed', 'lifted'] as const
const confirmations = ['brand-denies', 'charged-falsely', 'many-brands', 'look-alike'] as const
const dismissals = ['is-the-brand', 'nothing-found', 'not-a-hotline'] as const

/** What people say poses as a brand, until somebody has looked into it. */
export function Reports() {
  const { t } = useTranslation()
  const [status, setStatus] = useState<(typeof statuses)[number]>('open')
  const query = { params: { query: { status } } }
  const reports = useQuery({
    queryKey: ['hotline-reports', status],
    queryFn: () => told(api.GET('/api/v1/hotlines/reports', query)),
  })
  return (
    <>
      <div className="bar">
        <p className="about" style={{ flex: 1 }}>
          {t('dh.reports.text')}
        </p>
        <Select
          aria-label={t('dh.status')}
          value={status}
          onChange={setStatus}
          style={{ width: 160 }}
          options={statuses.map((value) => ({ value, label: t(`dh.status.${value}`) }))}
        />
      </div>
      <List<Report>
        query={reports}
        none={t('dh.reports.none')}
        rowKey="id"
        scroll={{ x: 900 }}
        columns={[
          { title: t('dh.what'), render: (_, { about }) => <span className="cell">{about.shown}</span> },
          { title: t('dh.poses'), render: (_, { alike, brand }) => alike.brands.join('、') || (brand ?? '—') },
          { title: t('dh.words'), dataIndex: 'words', render: (words: string | null) => words ?? '—' },
          { title: t('dh.alike'), render: (_, { alike }) => alike.open + alike.confirmed },
          { title: t('d.when'), dataIndex: 'openedAt', render: moment },
          {
            title: t('dh.ground'),
            dataIndex: 'ground',
            render: (ground: string | null) => (ground ? t(`dh.g.${ground}`) : '—'),
          },
          { title: t('d.do'), render: (_, report) => <Judging report={report} /> },
        ]}
      />
    </>
  )
}

function Judging({ report: { id, moves } }: { report: Report }) {
  const { t } = useTranslation()
  const act = useAct()
  const path = { params: { path: { id } } }
  const confirm = (ground: (typeof confirmations)[number]) =>
    act(() => told(api.POST('/api/v1/hotlines/reports/{id}/confirm', { ...path, body: { ground } })), t('d.done'))
  const dismiss = (ground: (typeof dismissals)[number]) =>
    act(() => told(api.POST('/api/v1/hotlines/reports/{id}/dismiss', { ...path, body: { ground } })), t('d.done'))
  const lift = () => act(() => told(api.POST('/api/v1/hotlines/reports/{id}/lift', path)), t('d.done'))
  const may = (move: string) => moves.includes(`hotline-report.${move}`)
  const menu = <G extends string>(grounds: readonly G[], choose: (ground: G) => unknown) => ({
    items: grounds.map((ground) => ({
      key: ground,
      label: t(`dh.g.${String(ground)}`),
      onClick: () => void choose(ground),
    })),
  })
  return (
    <Space>
      {may('confirm') && (
        <Dropdown trigger={['click']} menu={menu(confirmations, confirm)}>
          <Button size="small" danger>
            {t('dh.confirm')}
          </Button>
        </Dropdown>
      )}
      {may('dismiss') && (
        <Dropdown trigger={['click']} menu={menu(dismissals, dismiss)}>
          <Button size="small">{t('dh.dismiss')}</Button>
        </Dropdown>
      )}
      {may('lift') && (
        <Button size="small" onClick={() => void lift()}>
          {t('dh.lift')}
        </Button>
      )}
    </Space>
  )
}
