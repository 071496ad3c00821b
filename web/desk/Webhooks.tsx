import { toldFacts } from '@anxin/domain/told.ts'
import { useQuery } from '@tanstack/react-query'
import { Button, Popconfirm, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../kit/api.ts'
import { moment } from '../kit/format.ts'
import { useAct } from './Act.tsx'
import { Deliveries } from './Deliveries.tsx'
import { List } from './List.tsx'
import { Mark } from './Mark.tsx'
import { NewWebhook } from './NewWebhook.tsx'

export type Webhook = Answer<'/api/v1/webhooks', 'get'>['items'][number]

/** Other systems that are told of orders, and what became of it. */
export function Webhooks() {
  const { t } = useTranslation()
  const [isAdding, setAdding] = useState(false)
  const [shown, setShown] = useState<Webhook | null>(null)
  const hooks = useQuery({ queryKey: ['webhooks'], queryFn: () => told(api.GET('/api/v1/webhooks', {})) })
  return (
    <>
      <div className="bar">
        <p className="about" style={{ flex: 1 }}>
          {t('d.hooks.text')}
        </p>
        <Button type="primary" onClick={() => setAdding(true)}>
          {t('d.hook.new')}
        </Button>
      </div>
      <List<Webhook>
        query={hooks}
        none={t('d.none.hooks')}
        rowKey="id"
        scroll={{ x: 900 }}
        columns={[
          { title: t('d.hook.url'), dataIndex: 'url', render: (url: string) => <span className="cell">{url}</span> },
          {
            title: t('d.hook.facts'),
            dataIndex: 'types',
            render: (types: string[]) =>
              types.length === toldFacts.length
                ? t('d.hook.all')
                : types.map((type) => t(`d.fact.${type}`)).join(' · '),
          },
          { title: t('d.key.made'), dataIndex: 'createdAt', render: moment },
          { title: t('d.duty'), render: (_, hook) => <Standing hook={hook} /> },
          {
            title: t('d.do'),
            render: (_, hook) => (
              <Space>
                <Button size="small" onClick={() => setShown(hook)}>
                  {t('d.hook.sent')}
                </Button>
                {hook.endedAt === null && <Stop id={hook.id} />}
              </Space>
            ),
          },
        ]}
      />
      {isAdding && <NewWebhook close={() => setAdding(false)} />}
      {shown && <Deliveries hook={shown} close={() => setShown(null)} />}
    </>
  )
}

function Standing({ hook: { endedAt, endedBy } }: { hook: Webhook }) {
  const { t } = useTranslation()
  if (endedAt === null) return <Mark color="green">{t('d.hook.on')}</Mark>
  return (
    <Mark color={endedBy === 'gone' ? 'red' : 'default'}>
      {t(`d.hook.ended.${endedBy ?? 'operator'}`)} {moment(endedAt)}
    </Mark>
  )
}

function Stop({ id }: { id: string }) {
  const { t } = useTranslation()
  const act = useAct()
  const stop = () =>
    act(() => told(api.POST('/api/v1/webhooks/{id}/revoke', { params: { path: { id } } })), t('d.done'))
  return (
    <Popconfirm title={t('d.hook.stop.sure')} okText={t('d.hook.stop')} cancelText={t('cancel')} onConfirm={stop}>
      <Button size="small" danger>
        {t('d.hook.stop')}
      </Button>
    </Popconfirm>
  )
}
