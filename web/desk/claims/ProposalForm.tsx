import { paysMoney } from '@anxin/domain/claims/decide.ts'
import type { Remedy } from '@anxin/domain/claims/terms.ts'
import { Form, Input, Modal, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, told } from '../../kit/api.ts'
import { yuan } from '../../kit/format.ts'
import { useAct } from '../Act.tsx'
import { fenOf } from './amount.ts'
import { about, type Claim } from './claim.ts'

type Values = { remedy: Remedy; amount?: string; words?: string }

/** Another way out, offered to the buyer; only what both agree on settles the claim. */
export function ProposalForm({ claim, close }: { claim: Claim; close: () => void }) {
  const { t } = useTranslation()
  const act = useAct()
  const [form] = Form.useForm<Values>()
  const remedy = Form.useWatch('remedy', form)
  const isMoney = remedy !== undefined && paysMoney(remedy)
  const send = async ({ remedy, amount = '', words }: Values) => {
    const body = {
      remedy,
      amount: paysMoney(remedy) ? (fenOf(amount) ?? 0) : 0,
      ...(words?.trim() ? { words: words.trim() } : {}),
    }
    if (
      await act(() => told(api.POST('/api/v1/claims/{id}/propose', { ...about(claim), body })), t('cl.proposed.sent'))
    )
      close()
  }
  const isPayable = (_: unknown, text: string) => {
    const fen = fenOf(text ?? '')
    return fen !== null && fen > 0 && fen <= claim.paid
      ? Promise.resolve()
      : Promise.reject(new Error(t('cl.amount.most', { most: yuan(claim.paid) })))
  }
  return (
    <Modal
      open
      title={t('cl.propose')}
      okText={t('send')}
      cancelText={t('cancel')}
      onCancel={close}
      onOk={() => form.submit()}
    >
      <p className="about">{t('cl.propose.text')}</p>
      <Form form={form} layout="vertical" onFinish={(values) => void send(values)}>
        <Form.Item name="remedy" label={t('cl.outcome')} rules={[{ required: true }]}>
          <Select options={claim.remedies.map((value) => ({ value, label: t(`cl.outcome.${value}`) }))} />
        </Form.Item>
        {isMoney && (
          <Form.Item name="amount" label={t('cl.amount.yuan')} rules={[{ required: true, validator: isPayable }]}>
            <Input inputMode="decimal" prefix="¥" />
          </Form.Item>
        )}
        <Form.Item name="words" label={t('cl.propose.words')} rules={[{ max: 1_000 }]}>
          <Input.TextArea rows={3} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
