import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, Modal, Popconfirm, Select, Space, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../kit/api.ts'
import { moment } from '../kit/format.ts'
import { useAct } from './Act.tsx'
import { List } from './List.tsx'

type Holder = Answer<'/api/v1/roles', 'get'>['items'][number]
const givable = ['agent', 'dispatcher', 'supervisor', 'operator', 'merchant', 'reviewer'] as const
type Givable = (typeof givable)[number]
const isGivable = (role: string): role is Givable => givable.some((one) => one === role)

/** Who holds which role; given and taken here, each time on record. */
export function Roles() {
  const { t } = useTranslation()
  const [isAdding, setAdding] = useState(false)
  const roles = useQuery({ queryKey: ['roles'], queryFn: () => told(api.GET('/api/v1/roles', {})) })
  return (
    <>
      <div className="bar">
        <p className="about" style={{ flex: 1 }}>
          {t('d.roles.text')}
        </p>
        <Button type="primary" onClick={() => setAdding(true)}>
          {t('d.role.give')}
        </Button>
      </div>
      <List<Holder>
        query={roles}
        none={t('empty')}
        rowKey="id"
        columns={[
          {
            title: t('d.who'),
            render: (_, { name, isMe }) => (
              <>
                {name ?? '—'} {isMe && <Tag>{t('d.me')}</Tag>}
              </>
            ),
          },
          { title: t('f.phone'), dataIndex: 'phone', render: (phone: string | null) => phone ?? '—' },
          { title: t('d.since.when'), dataIndex: 'since', render: moment },
          { title: t('d.roles'), render: (_, holder) => <Held holder={holder} /> },
        ]}
      />
      {isAdding && <GiveRole close={() => setAdding(false)} />}
    </>
  )
}

function Held({ holder: { id, name, roles } }: { holder: Holder }) {
  const { t } = useTranslation()
  const act = useAct()
  const take = (role: Givable) =>
    act(() => told(api.POST('/api/v1/roles/{id}/revoke', { params: { path: { id } }, body: { role } })), t('d.done'))
  return (
    <Space wrap>
      {roles.map((role) =>
        isGivable(role) ? (
          <Popconfirm
            key={role}
            title={t('d.role.sure', { name, role: t(`role.${role}`) })}
            okText={t('d.role.take')}
            cancelText={t('cancel')}
            onConfirm={() => take(role)}
          >
            <Button size="small" aria-label={`${t('d.role.take')} ${name} ${t(`role.${role}`)}`}>
              {t(`role.${role}`)} ×
            </Button>
          </Popconfirm>
        ) : (
          <Tag key={role}>{t(`role.${role}`)}</Tag>
        ),
      )}
    </Space>
  )
}

type Values = { phone: string; name: string; role: Givable }
function GiveRole({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const act = useAct()
  const [form] = Form.useForm<Values>()
  const give = async (body: Values) => {
    if (await act(() => told(api.POST('/api/v1/roles', { body })), t('d.done'))) close()
  }
  return (
    <Modal
      open
      title={t('d.role.give')}
      onCancel={close}
      onOk={() => form.submit()}
      okText={t('save')}
      cancelText={t('cancel')}
    >
      <Form form={form} layout="vertical" onFinish={(values) => void give(values)}>
        <Form.Item name="name" label={t('f.name')} rules={[{ required: true, max: 40 }]}>
          <Input autoFocus />
        </Form.Item>
        <Form.Item name="phone" label={t('f.phone')} rules={[{ required: true }]} extra={t('d.role.phone')}>
          <Input type="tel" />
        </Form.Item>
        <Form.Item name="role" label={t('d.role')} rules={[{ required: true }]}>
          <Select options={givable.map((value) => ({ value, label: t(`role.${value}`) }))} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
