import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, Modal, Popconfirm, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api, Problem, told } from '../../kit/api.ts'
import { moment } from '../../kit/format.ts'
import { useAct } from '../Act.tsx'
import { List } from '../List.tsx'
import { Mark } from '../Mark.tsx'

type Service = Answer<'/api/v1/ai-services', 'get'>['items'][number]

/** AI services that may be asked whether a picture is theirs. */
export function Services() {
  const { t } = useTranslation()
  const [isAdding, setAdding] = useState(false)
  const services = useQuery({ queryKey: ['ai-services'], queryFn: () => told(api.GET('/api/v1/ai-services', {})) })
  return (
    <>
      <div className="bar">
        <p className="about" style={{ flex: 1 }}>
          {t('iq.services.text')}
        </p>
        <Button type="primary" onClick={() => setAdding(true)}>
          {t('iq.services.new')}
        </Button>
      </div>
      <List<Service>
        query={services}
        none={t('iq.services.none')}
        rowKey="id"
        scroll={{ x: 900 }}
        columns={[
          { title: t('iq.service'), dataIndex: 'name' },
          { title: t('iq.url'), dataIndex: 'url', render: (url: string) => <span className="cell">{url}</span> },
          { title: t('iq.producers'), dataIndex: 'producers', render: (codes: string[]) => codes.join(' · ') || '—' },
          {
            title: t('iq.fingerprint'),
            dataIndex: 'fingerprints',
            render: (all: string[]) => <code className="cell">{all.join(' ')}</code>,
          },
          { title: t('d.key.made'), dataIndex: 'createdAt', render: moment },
          { title: t('d.do'), render: (_, one) => <Standing one={one} /> },
        ]}
      />
      {isAdding && <NewService close={() => setAdding(false)} />}
    </>
  )
}

function Standing({ one: { id, endedAt } }: { one: Service }) {
  const { t } = useTranslation()
  const act = useAct()
  const end = () => act(() => told(api.POST('/api/v1/ai-services/{id}/end', { params: { path: { id } } })), t('d.done'))
  if (endedAt) return <Mark color="default">{`${t('iq.ended')} ${moment(endedAt)}`}</Mark>
  return (
    <Popconfirm title={t('iq.end.sure')} okText={t('iq.end')} cancelText={t('cancel')} onConfirm={end}>
      <Button size="small" danger>
        {t('iq.end')}
      </Button>
    </Popconfirm>
  )
}

type Values = { name: string; url: string; producers: string[]; keys: string }
type Keys = { keys: { kty: string }[] }

/** A JWK set, or one key by itself. */
function keysIn(text: string): Keys | null {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return null
    return 'keys' in value ? (value as Keys) : ({ keys: [value] } as Keys) // the server looks at each
  } catch {
    return null
  }
}

function NewService({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const act = useAct()
  const [form] = Form.useForm<Values>()
  const make = async ({ keys: text, ...values }: Values) => {
    const keys = keysIn(text)
    if (!keys) return form.setFields([{ name: 'keys', errors: [t('iq.keys.wrong')] }])
    const isMade = await act(async () => {
      await told(api.POST('/api/v1/ai-services', { body: { ...values, keys } })).catch((error) => {
        if (error instanceof Problem)
          form.setFields(
            error.errors.flatMap(({ path, message }) => {
              const [name] = path.split('.')
              return name === 'url' || name === 'keys' || name === 'name' ? [{ name, errors: [message] }] : []
            }),
          )
        throw error
      })
    }, t('d.done'))
    if (isMade) close()
  }
  const required = [{ required: true, whitespace: true }]
  return (
    <Modal
      open
      title={t('iq.services.new')}
      onCancel={close}
      onOk={() => form.submit()}
      okText={t('iq.services.add')}
      cancelText={t('cancel')}
    >
      <Form form={form} layout="vertical" initialValues={{ producers: [] }} onFinish={(values) => void make(values)}>
        <Form.Item name="name" label={t('iq.service')} rules={required}>
          <Input autoFocus autoComplete="off" maxLength={100} />
        </Form.Item>
        <Form.Item name="url" label={t('iq.url')} rules={required}>
          <Input autoComplete="off" inputMode="url" maxLength={500} />
        </Form.Item>
        <Form.Item name="producers" label={t('iq.producers')} extra={t('iq.producers.hint')}>
          <Select mode="tags" open={false} suffixIcon={null} />
        </Form.Item>
        <Form.Item name="keys" label={t('iq.keys')} rules={required} extra={t('iq.keys.hint')}>
          <Input.TextArea rows={4} spellCheck={false} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
