import { toldFacts } from '@anxin/domain/told.ts'
import { Alert, Button, Checkbox, Form, Input, Modal, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, Problem, told } from '../kit/api.ts'
import { useAct } from './Act.tsx'

type Values = { url: string; types: (typeof toldFacts)[number][] }

/** Where to, and of what; then the secret, this once. */
export function NewWebhook({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const act = useAct()
  const [form] = Form.useForm<Values>()
  const [secret, setSecret] = useState<string | null>(null)
  // Not `required`, which would mark the group by an attribute that groups do not have.
  const some = {
    validator: async (_: unknown, types: readonly string[]) => {
      if (types.length === 0) throw new Error(t('d.hook.some'))
    },
  }
  const make = (body: Values) =>
    act(async () => {
      const made = told(api.POST('/api/v1/webhooks', { body })).catch((error) => {
        const wrong = error instanceof Problem ? error.errors.find(({ path }) => path === 'url') : undefined
        if (wrong) form.setFields([{ name: 'url', errors: [wrong.message] }])
        throw error
      })
      setSecret((await made).secret)
    })
  if (secret !== null)
    return (
      <Modal open title={t('d.hook.new')} onCancel={close} footer={<Button onClick={close}>{t('d.key.kept')}</Button>}>
        <Alert type="warning" showIcon title={t('d.hook.once')} style={{ marginBottom: 12 }} />
        <Typography.Paragraph copyable code style={{ overflowWrap: 'anywhere' }}>
          {secret}
        </Typography.Paragraph>
      </Modal>
    )
  return (
    <Modal
      open
      title={t('d.hook.new')}
      onCancel={close}
      onOk={() => form.submit()}
      okText={t('d.hook.add')}
      cancelText={t('cancel')}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ types: [...toldFacts] }}
        onFinish={(values) => void make(values)}
      >
        <Form.Item
          name="url"
          label={t('d.hook.url')}
          rules={[{ required: true, max: 500 }]}
          extra={t('d.hook.url.hint')}
        >
          <Input autoFocus autoComplete="off" inputMode="url" placeholder="https://" />
        </Form.Item>
        <Form.Item name="types" label={t('d.hook.facts')} rules={[some]}>
          <Checkbox.Group
            className="facts-told"
            options={toldFacts.map((value) => ({ value, label: t(`d.fact.${value}`) }))}
          />
        </Form.Item>
      </Form>
    </Modal>
  )
}
