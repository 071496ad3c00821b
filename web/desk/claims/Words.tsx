import { Form, Input, Modal } from 'antd'
import { useTranslation } from 'react-i18next'

type Props = {
  title: string
  label: string
  hint?: string
  most: number
  /** True when it was taken: then it closes. */
  send: (words: string) => Promise<boolean>
  close: () => void
}

/** Asks for some words and sends them. */
export function Words({ title, label, hint, most, send, close }: Props) {
  const { t } = useTranslation()
  const [form] = Form.useForm<{ words: string }>()
  const go = async ({ words }: { words: string }) => {
    if (await send(words.trim())) close()
  }
  return (
    <Modal open title={title} onCancel={close} onOk={() => form.submit()} okText={t('send')} cancelText={t('cancel')}>
      <Form form={form} layout="vertical" onFinish={(values) => void go(values)}>
        <Form.Item name="words" label={label} extra={hint} rules={[{ required: true, whitespace: true, max: most }]}>
          <Input.TextArea
            autoFocus
            rows={4}
            onKeyDown={(event) => event.key === 'Enter' && event.ctrlKey && form.submit()}
          />
        </Form.Item>
      </Form>
    </Modal>
  )
}
