import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Form, Input, Modal, Popconfirm, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../kit/api.ts'
import { moment } from '../kit/format.ts'
import { useAct } from './Act.tsx'
import { List } from './List.tsx'
import { Mark } from './Mark.tsx'

type Key = Answer<'/api/v1/api-keys', 'get'>['items'][number]

/** Keys by which other programs come in. */
export function Keys() {
  const { t } = useTranslation()
  const act = useAct()
  const [isAdding, setAdding] = useState(false)
  const keys = useQuery({ queryKey: ['keys'], queryFn: () => told(api.GET('/api/v1/api-keys', {})) })
  const revoke = (id: string) =>
    act(() => told(api.POST('/api/v1/api-keys/{id}/revoke', { params: { path: { id } } })), t('d.done'))
  return (
    <>
      <div className="bar">
        <p className="about" style={{ flex: 1 }}>
          {t('d.keys.text')} <a href="/api/docs">{t('d.keys.docs')}</a>
        </p>
        <Button type="primary" onClick={() => setAdding(true)}>
          {t('d.key.new')}
        </Button>
      </div>
      <List<Key>
        query={keys}
        none={t('d.none.keys')}
        rowKey="id"
        columns={[
          { title: t('d.key.name'), dataIndex: 'name' },
          { title: t('d.key.made'), dataIndex: 'createdAt', render: moment },
          {
            title: t('d.duty'),
            render: (_, { revokedAt }) => (
              <Mark color={revokedAt ? 'default' : 'green'}>
                {revokedAt ? `${t('d.key.revoked')} ${moment(revokedAt)}` : t('d.key.valid')}
              </Mark>
            ),
          },
          {
            title: t('d.do'),
            render: (_, { id, revokedAt }) =>
              revokedAt === null && (
                <Popconfirm
                  title={t('d.key.sure')}
                  okText={t('d.key.revoke')}
                  cancelText={t('cancel')}
                  onConfirm={() => revoke(id)}
                >
                  <Button size="small" danger>
                    {t('d.key.revoke')}
                  </Button>
                </Popconfirm>
              ),
          },
        ]}
      />
      {isAdding && <NewKey close={() => setAdding(false)} />}
    </>
  )
}

function NewKey({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const act = useAct()
  const [form] = Form.useForm<{ name: string }>()
  const [key, setKey] = useState<string | null>(null)
  const make = (body: { name: string }) =>
    act(async () => setKey((await told(api.POST('/api/v1/api-keys', { body }))).key))
  if (key !== null)
    return (
      <Modal open title={t('d.key.new')} onCancel={close} footer={<Button onClick={close}>{t('d.key.kept')}</Button>}>
        <Alert type="warning" showIcon title={t('d.key.once')} style={{ marginBottom: 12 }} />
        <Typography.Paragraph copyable code style={{ overflowWrap: 'anywhere' }}>
          {key}
        </Typography.Paragraph>
      </Modal>
    )
  return (
    <Modal
      open
      title={t('d.key.new')}
      onCancel={close}
      onOk={() => form.submit()}
      okText={t('d.key.make')}
      cancelText={t('cancel')}
    >
      <Form form={form} layout="vertical" onFinish={(values) => void make(values)}>
        <Form.Item name="name" label={t('d.key.name')} rules={[{ required: true, max: 60 }]} extra={t('d.key.hint')}>
          <Input autoFocus autoComplete="off" />
        </Form.Item>
      </Form>
    </Modal>
  )
}
