import { applianceCodes } from '@anxin/domain/appliances/kinds.ts'
import { Alert, Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { v4 as newKey } from 'uuid'
import { api, Problem, told } from '../kit/api.ts'
import { applianceName } from '../kit/format.ts'

type Values = {
  appliance: (typeof applianceCodes)[number]
  brand: string
  fault: string
  name: string
  phone: string
  address: string
}

/** The order that an agent takes while somebody is on the phone: one form. */
export function NewReport({ close, opened }: { close: () => void; opened: (order: string) => void }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Values>()
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [key] = useState(() => newKey())
  const send = async (values: Values) => {
    setBusy(true)
    try {
      const headers = { 'Idempotency-Key': problem ? newKey() : key }
      const { id } = await told(
        api.POST('/api/v1/orders', { headers, body: { ...values, urgency: 'urgent', channel: 'phone', media: [] } }),
      )
      close()
      opened(id)
    } catch (error) {
      if (error instanceof Problem)
        form.setFields(error.errors.map(({ path, message }) => ({ name: path as keyof Values, errors: [message] }))) // fields of this very form
      setProblem(error instanceof Problem ? error.message : t('failed'))
    }
    setBusy(false)
  }
  const text = (name: keyof Values) => (
    <Form.Item name={name} label={t(`f.${name}`)} rules={[{ required: true }]}>
      <Input />
    </Form.Item>
  )
  return (
    <Modal
      open
      title={t('d.new')}
      onCancel={close}
      onOk={() => form.submit()}
      okText={t('send')}
      confirmLoading={isBusy}
    >
      {problem && <Alert type="error" title={problem} role="alert" />}
      <Form
        form={form}
        layout="vertical"
        initialValues={{ appliance: 'gas-boiler' }}
        onFinish={(values) => void send(values)}
      >
        <Form.Item name="appliance" label={t('f.appliance')}>
          <Select options={applianceCodes.map((value) => ({ value, label: applianceName(value) }))} />
        </Form.Item>
        {text('brand')}
        {text('fault')}
        {text('name')}
        {text('phone')}
        {text('address')}
      </Form>
    </Modal>
  )
}
