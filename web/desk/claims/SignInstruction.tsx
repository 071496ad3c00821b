import { categories } from '@anxin/domain/rules/input.ts'
import { useQuery } from '@tanstack/react-query'
import { Form, Input, Modal, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, told } from '../../kit/api.ts'
import { useAct } from '../Act.tsx'
import { fenOf } from './amount.ts'

type Values = {
  merchant: string
  amount: string
  categories: string[]
  grade: 'A' | 'B'
  until?: string
  signature: string
}

/** The limits, and the name under them. It says in full what will happen before anybody signs. */
export function SignInstruction({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const act = useAct()
  const [form] = Form.useForm<Values>()
  const mine = useQuery({ queryKey: ['merchants-mine'], queryFn: () => told(api.GET('/api/v1/merchants/mine', {})) })
  const merchants = mine.data?.items ?? []
  const sign = async ({ merchant, amount, until, ...given }: Values) => {
    const body = {
      ...given,
      merchant: merchant ?? merchants[0]?.id ?? '',
      amount: fenOf(amount) ?? 0,
      categories: given.categories.length === 0 ? ('*' as const) : given.categories,
      from: new Date().toISOString(),
      ...(until ? { until: new Date(`${until}T23:59:59`).toISOString() } : {}),
    }
    if (await act(() => told(api.POST('/api/v1/instructions', { body })), t('cl.instruction.signed'))) close()
  }
  const isAmount = (_: unknown, text: string) =>
    (fenOf(text ?? '') ?? 0) > 0 ? Promise.resolve() : Promise.reject(new Error(t('cl.amount.wrong')))
  return (
    <Modal
      open
      title={t('cl.instruction.sign')}
      okText={t('cl.instruction.go')}
      cancelText={t('cancel')}
      onCancel={close}
      onOk={() => form.submit()}
    >
      <p>{t('cl.instruction.text')}</p>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ categories: [], grade: 'A' }}
        onFinish={(values) => void sign(values)}
      >
        {merchants.length > 1 && (
          <Form.Item name="merchant" label={t('cl.merchant')} rules={[{ required: true }]}>
            <Select options={merchants.map(({ id, name }) => ({ value: id, label: name }))} />
          </Form.Item>
        )}
        <Form.Item name="amount" label={t('cl.instruction.most')} rules={[{ required: true, validator: isAmount }]}>
          <Input inputMode="decimal" prefix="¥" />
        </Form.Item>
        <Form.Item name="categories" label={t('cl.category')} extra={t('cl.instruction.categories')}>
          <Select
            mode="tags"
            options={categories.map((value) => ({ value, label: t(`cl.cat.${value}`) }))}
            placeholder={t('cl.instruction.all')}
          />
        </Form.Item>
        <Form.Item name="grade" label={t('cl.instruction.grade')}>
          <Radio.Group options={['A', 'B'].map((value) => ({ value, label: t(`cl.instruction.grade.${value}`) }))} />
        </Form.Item>
        <Form.Item name="until" label={t('cl.instruction.until')} extra={t('cl.instruction.until.text')}>
          <Input type="date" />
        </Form.Item>
        <Form.Item
          name="signature"
          label={t('cl.instruction.signature')}
          extra={t('cl.instruction.signature.text')}
          rules={[{ required: true, whitespace: true, max: 40 }]}
        >
          <Input autoComplete="off" />
        </Form.Item>
      </Form>
    </Modal>
  )
}
