import { Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAct } from './Act.tsx'

type Props = { isHeld: boolean; send: (step: 'hold' | 'release', reason: string) => Promise<unknown> }

/** A legal hold keeps evidence beyond its term; to begin and to end it both need a reason. */
export function HoldForm({ isHeld, send }: Props) {
  const { t } = useTranslation()
  const act = useAct()
  const [form] = Form.useForm<{ reason: string }>()
  const give = async ({ reason }: { reason: string }) => {
    if (await act(() => send(isHeld ? 'release' : 'hold', reason), t('rec.done'))) form.resetFields()
  }
  return (
    <Form form={form} layout="inline" style={{ marginTop: 12 }} onFinish={(body) => void give(body)}>
      <Form.Item name="reason" label={t('rec.hold.reason')} rules={[{ required: true, whitespace: true }]}>
        <Input maxLength={500} />
      </Form.Item>
      <Button htmlType="submit">{t(isHeld ? 'rec.release' : 'rec.hold')}</Button>
    </Form>
  )
}
