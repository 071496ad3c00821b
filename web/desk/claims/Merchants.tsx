import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, Modal, Space, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../../kit/api.ts'
import { useAct } from '../Act.tsx'
import { List } from '../List.tsx'

type Merchant = Answer<'/api/v1/merchants', 'get'>['items'][number]

/** The merchants and who speaks for each. */
export function Merchants() {
  const { t } = useTranslation()
  const [isAdding, setAdding] = useState(false)
  const [joined, setJoined] = useState<Merchant | null>(null)
  const merchants = useQuery({ queryKey: ['merchants'], queryFn: () => told(api.GET('/api/v1/merchants', {})) })
  return (
    <>
      <div className="bar">
        <p className="about" style={{ flex: 1 }}>
          {t('cl.merchants.text')}
        </p>
        <Button type="primary" onClick={() => setAdding(true)}>
          {t('cl.merchant.new')}
        </Button>
      </div>
      <List<Merchant>
        query={merchants}
        none={t('cl.merchants.none')}
        rowKey="id"
        columns={[
          { title: t('cl.merchant'), dataIndex: 'name' },
          {
            title: t('cl.people'),
            dataIndex: 'members',
            render: (members: Merchant['members']) => (
              <Space wrap>
                {members.map(({ id, name, phone }) => (
                  <Tag key={id}>
                    {name ?? '—'} {phone}
                  </Tag>
                ))}
              </Space>
            ),
          },
          {
            title: t('d.do'),
            width: 140,
            render: (_, merchant) => (
              <Button size="small" onClick={() => setJoined(merchant)}>
                {t('cl.person.add')}
              </Button>
            ),
          },
        ]}
      />
      {isAdding && <NewMerchant close={() => setAdding(false)} />}
      {joined && <NewMember merchant={joined} close={() => setJoined(null)} />}
    </>
  )
}

function NewMerchant({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const act = useAct()
  const [form] = Form.useForm<{ name: string }>()
  const add = async (body: { name: string }) => {
    if (await act(() => told(api.POST('/api/v1/merchants', { body })), t('d.done'))) close()
  }
  return (
    <Modal
      open
      title={t('cl.merchant.new')}
      okText={t('save')}
      cancelText={t('cancel')}
      onCancel={close}
      onOk={() => form.submit()}
    >
      <Form form={form} layout="vertical" onFinish={(values) => void add(values)}>
        <Form.Item name="name" label={t('cl.merchant.name')} rules={[{ required: true, whitespace: true, max: 60 }]}>
          <Input autoFocus autoComplete="off" />
        </Form.Item>
      </Form>
    </Modal>
  )
}

type Member = { name: string; phone: string }
function NewMember({ merchant, close }: { merchant: Merchant; close: () => void }) {
  const { t } = useTranslation()
  const act = useAct()
  const [form] = Form.useForm<Member>()
  const params = { params: { path: { id: merchant.id } } }
  const add = async (body: Member) => {
    if (await act(() => told(api.POST('/api/v1/merchants/{id}/members', { ...params, body })), t('d.done'))) close()
  }
  return (
    <Modal
      open
      title={`${t('cl.person.add')} · ${merchant.name}`}
      okText={t('save')}
      cancelText={t('cancel')}
      onCancel={close}
      onOk={() => form.submit()}
    >
      <Form form={form} layout="vertical" onFinish={(values) => void add(values)}>
        <Form.Item name="name" label={t('f.name')} rules={[{ required: true, whitespace: true, max: 40 }]}>
          <Input autoFocus />
        </Form.Item>
        <Form.Item name="phone" label={t('f.phone')} rules={[{ required: true }]} extra={t('cl.person.text')}>
          <Input type="tel" />
        </Form.Item>
      </Form>
    </Modal>
  )
}
