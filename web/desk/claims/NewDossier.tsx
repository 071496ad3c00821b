import {
  type AddresseeName,
  addresseeNames,
  addressees,
  type Extent,
  type Purpose,
  personalFields,
} from '@anxin/domain/dossiers/addressees.ts'
import { Form, Modal, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, told } from '../../kit/api.ts'
import { language } from '../../kit/language.ts'
import { useAct } from '../Act.tsx'
import { purposeName } from './dossier.ts'

type Asked = { addressee: AddresseeName; purpose: Purpose }
type Props = { claim: string; isOpen: boolean; close(): void }

/** For whom and what for; says beforehand how much of the people in it they will read, and why. */
export function NewDossier({ claim, isOpen, close }: Props) {
  const { t } = useTranslation()
  const act = useAct()
  const [form] = Form.useForm<Asked>()
  const addressee = Form.useWatch('addressee', form)
  const send = async (body: Asked) => {
    const params = { path: { id: claim } }
    if (await act(() => told(api.POST('/api/v1/claims/{id}/dossier', { params, body })), t('cl.dossier.asked'))) close()
  }
  const options = addressee ? addressees[addressee].purposes : []
  return (
    <Modal
      open={isOpen}
      title={t('cl.dossier.make')}
      okText={t('cl.dossier.make')}
      cancelText={t('cancel')}
      onCancel={close}
      onOk={() => form.submit()}
      destroyOnHidden
    >
      <Form
        form={form}
        layout="vertical"
        onFinish={(values) => void send(values)}
        onValuesChange={({ addressee: changed }: Partial<Asked>) => {
          // Each has purposes of its own; the first is what it is usually for.
          if (changed) form.setFieldValue('purpose', addressees[changed].purposes[0])
        }}
      >
        <Form.Item name="addressee" label={t('cl.dossier.addressee')} rules={[{ required: true }]}>
          <Select options={addresseeNames.map((value) => ({ value, label: addressees[value][language()] }))} />
        </Form.Item>
        <Form.Item name="purpose" label={t('cl.dossier.purpose')} rules={[{ required: true }]}>
          <Select options={options.map((value) => ({ value, label: purposeName(value) }))} />
        </Form.Item>
        {addressee && <Extents addressee={addressee} />}
      </Form>
    </Modal>
  )
}

function Extents({ addressee }: { addressee: AddresseeName }) {
  const { t } = useTranslation()
  const { sees, why } = addressees[addressee]
  const named = (extent: Extent) =>
    personalFields
      .filter((field) => sees[field] === extent)
      .map((field) => t(`cl.dossier.field.${field}`))
      .join(t('cl.dossier.and'))
  return (
    <p className="says">
      {t('cl.dossier.whole', { fields: named('whole') || '—' })}
      <br />
      {t('cl.dossier.masked', { fields: named('masked') || '—' })}
      <br />
      {why[language()]}
    </p>
  )
}
