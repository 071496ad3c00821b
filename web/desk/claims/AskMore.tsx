import { type Slot, slots } from '@anxin/domain/evidence/slots.ts'
import { Button, Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../../kit/api.ts'
import { useAct } from '../Act.tsx'
import { usePageKeys } from '../shortcuts.ts'
import { about, type Claim } from './claim.ts'

type Asked = { needs: Slot[]; words: string }
const askable = slots.filter((slot) => !/^packing(-video)?$/.test(slot))

/** Sends the case back to the buyer for more evidence; it comes back to a reviewer after the merchant was heard on it. */
export function AskMore({ claim }: { claim: Claim }) {
  const { t } = useTranslation()
  const act = useAct()
  const [form] = Form.useForm<Asked>()
  const [isOpen, setOpen] = useState(false)
  usePageKeys([{ keys: ['m'], does: t('cl.more'), act: () => setOpen(true) }])
  const send = async (body: Asked) => {
    if (await act(() => told(api.POST('/api/v1/claims/{id}/ask-more', { ...about(claim), body })), t('cl.more.sent')))
      setOpen(false)
  }
  return (
    <>
      <Button style={{ marginTop: 8 }} onClick={() => setOpen(true)}>
        {t('cl.more')} <kbd>m</kbd>
      </Button>
      <Modal
        open={isOpen}
        title={t('cl.more')}
        okText={t('send')}
        cancelText={t('cancel')}
        onCancel={() => setOpen(false)}
        onOk={() => form.submit()}
        destroyOnHidden
      >
        <Form form={form} layout="vertical" onFinish={(values) => void send(values)}>
          <Form.Item name="needs" label={t('cl.more.what')} rules={[{ required: true, type: 'array', min: 1, max: 6 }]}>
            <Select mode="multiple" options={askable.map((value) => ({ value, label: t(`cl.slot.${value}`) }))} />
          </Form.Item>
          <Form.Item
            name="words"
            label={t('cl.more.words')}
            extra={t('cl.more.text')}
            rules={[{ required: true, whitespace: true, max: 1_000 }]}
          >
            <Input.TextArea rows={3} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  )
}
