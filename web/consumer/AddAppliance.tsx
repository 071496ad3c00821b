import type { ApplianceKind } from '@anxin/domain/appliances/kinds.ts'
import { type Label, readLabel } from '@anxin/domain/appliances/label.ts'
import { Button } from 'antd-mobile'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../kit/api.ts'
import { Chips, Main, Text, Trouble, useDoing } from '../kit/phone.tsx'
import { Scan } from '../kit/Scan.tsx'
import { ApplianceChoice } from './ApplianceChoice.tsx'

type Form = {
  appliance: ApplianceKind
  brand: string
  model: string
  serial: string
  soldOn: string
  warrantyUntil: string
  part: string
  life: string
  unit: 'months' | 'hours' | 'cycles'
}
const blank: Form = {
  appliance: 'gas-boiler',
  brand: '',
  model: '',
  serial: '',
  soldOn: '',
  warrantyUntil: '',
  part: '',
  life: '',
  unit: 'months',
}
const filled = ({ kind, brand, model, serial, soldOn, warrantyUntil }: Label) => ({
  appliance: kind,
  brand,
  model,
  serial: serial ?? '',
  soldOn: soldOn ?? '',
  warrantyUntil: warrantyUntil ?? '',
})

/** What the server is told. A life of nothing stays unknown, rather than being made up. */
function bodyOf({ appliance, brand, model, serial, soldOn, warrantyUntil, part, life, unit }: Form) {
  const n = Math.round(Number(life))
  const lives = { months: { months: n }, hours: { hours: n }, cycles: { cycles: n } }
  const since = soldOn || dayjs().format('YYYY-MM-DD')
  return {
    appliance,
    brand,
    model,
    serial: serial || null,
    soldOn: soldOn || null,
    warrantyUntil: warrantyUntil || null,
    parts: part.trim() ? [{ name: part, life: n > 0 ? lives[unit] : null, since }] : [],
  }
}

type AddProps = { label: Label | null; done: () => void; close: () => void }

/** The register's form: by hand, or from the label on the machine. */
export function AddAppliance({ label, done, close }: AddProps) {
  const { t } = useTranslation()
  const doing = useDoing()
  const [form, setForm] = useState<Form>(() => ({ ...blank, ...(label ? filled(label) : {}) }))
  const [isScanning, setScanning] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [isRead, setRead] = useState(label !== null)
  const change = (some: Partial<Form>) => setForm((was) => ({ ...was, ...some }))
  const found = (text: string) => {
    const read = readLabel(text)
    setTrouble(read ? null : t('scan.not_ours'))
    if (!read) return
    change(filled(read))
    setRead(true)
    setScanning(false)
  }
  const save = () =>
    doing.run(async () => {
      await told(api.POST('/api/v1/appliances', { body: bodyOf(form) }))
      done()
    })
  const errorOf = doing.fieldError
  return (
    <section className="card" aria-label={t('a.add')}>
      {!isScanning && (
        <Button block onClick={() => setScanning(true)}>
          {t('scan')}
        </Button>
      )}
      {isScanning && <Scan found={found} trouble={trouble} close={() => setScanning(false)} />}
      {isRead && !isScanning && (
        <p className="read-from-label" role="status">
          {t('scan.done')}
        </p>
      )}
      <ApplianceChoice id="kind" value={form.appliance} set={(appliance) => change({ appliance })} />
      <Text
        id="a-brand"
        label={t('f.brand')}
        value={form.brand}
        set={(brand) => change({ brand })}
        error={errorOf('brand')}
      />
      <Text
        id="a-model"
        label={t('a.model')}
        value={form.model}
        set={(model) => change({ model })}
        error={errorOf('model')}
      />
      <Text id="a-serial" label={t('a.serial.optional')} value={form.serial} set={(serial) => change({ serial })} />
      <div className="two">
        <Text id="a-sold" label={t('a.sold')} kind="date" value={form.soldOn} set={(soldOn) => change({ soldOn })} />
        <Text
          id="a-warranty"
          label={t('a.warranty')}
          kind="date"
          value={form.warrantyUntil}
          set={(warrantyUntil) => change({ warrantyUntil })}
        />
      </div>
      <PartOfForm form={form} change={change} />
      <Trouble doing={doing} />
      <div className="actions">
        <Main doing={doing} onClick={save}>
          {t('save')}
        </Main>
        <Button block onClick={close}>
          {t('cancel')}
        </Button>
      </div>
    </section>
  )
}

/** A part that ages, as its maker says: by the calendar, by hours run or by cycles. */
function PartOfForm({ form, change }: { form: Form; change: (some: Partial<Form>) => void }) {
  const { t } = useTranslation()
  return (
    <>
      <Text
        id="a-part"
        label={t('a.part')}
        hint={t('a.part.hint')}
        value={form.part}
        set={(part) => change({ part })}
      />
      {form.part.trim() && (
        <>
          <Chips
            label={t('a.life')}
            options={(['months', 'hours', 'cycles'] as const).map((value) => ({ value, label: t(`a.unit.${value}`) }))}
            value={form.unit}
            set={(unit) => change({ unit })}
          />
          <Text
            id="a-life"
            label={t(`a.life.${form.unit}`)}
            kind="number"
            value={form.life}
            set={(life) => change({ life })}
          />
        </>
      )}
    </>
  )
}
