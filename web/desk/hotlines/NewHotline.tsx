import { Form, Input, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, told } from '../../kit/api.ts'
import { useAct } from '../Act.tsx'

type Values = { number: string; brand: string; company: string; domain: string }

/** A number of a brand; what proves it comes after. */
export function NewHotline({ close, entered }: { close: () => void; entered: (id: string) => void }) {
  const { t } = useTranslation()
  const act = useAct()
  const [form] = Form.useForm<Values>()
  const enter = async (body: Values) => {
    const done = await act(
      async () => entered((await told(api.POST('/api/v1/hotlines/entries', { body }))).id),
      t('d.done'),
    )
    if (done) close()
  }
  const fields = [
    { name: 'brand', label: t('f.brand'), max: 40 },
    { name: 'number', label: t('dh.number'), max: 40, extra: t('dh.number.hint') },
    { name: 'company', label: t('dh.company'), max: 80, extra: t('dh.company.hint') },
    { name: 'domain', label: t('dh.domain'), max: 253, extra: t('dh.domain.hint') },
  ] as const
  return (
    <Modal
      open
      title={t('dh.new')}
      onCancel={close}
      onOk={() => form.submit()}
      okText={t('dh.enter')}
      cancelText={t('cancel')}
    >
      <Form form={form} layout="vertical" onFinish={(values) => void enter(values)}>
        {fields.map(({ name, label, max, ...more }, i) => (
          <Form.Item key={name} name={name} label={label} rules={[{ required: true, max }]} {...more}>
            <Input autoFocus={i === 0} autoComplete="off" />
          </Form.Item>
        ))}
      </Form>
    </Modal>
  )
}
