import { applianceCodes } from '@anxin/domain/appliances/kinds.ts'
import { useNavigate } from '@tanstack/react-router'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../kit/api.ts'
import { applianceName } from '../kit/format.ts'
import { Chips, Field, Main, Photos, Text, Top, Trouble, uploadAll, useDoing } from '../kit/phone.tsx'

/** What a code on the appliance, a reminder or a brand's page fills in beforehand. */
const prefilled = () => {
  const asked = new URLSearchParams(location.search)
  const appliance = applianceCodes.find((code) => code === asked.get('appliance')) ?? 'gas-boiler'
  return {
    appliance,
    brand: asked.get('brand') ?? '',
    registered: asked.get('registered'),
    fault: asked.get('fault') ?? '',
  }
}

/** Wanted times: at once, or the next three half days. */
function windows() {
  const part = (day: dayjs.Dayjs, from: number, to: number) => ({
    from: day.hour(from).startOf('hour'),
    to: day.hour(to).startOf('hour'),
  })
  const today = dayjs()
  const all = [today, today.add(1, 'day')].flatMap((day, i) => [
    { day: i, name: 'am', ...part(day, 9, 12) },
    { day: i, name: 'pm', ...part(day, 13, 18) },
    { day: i, name: 'evening', ...part(day, 18, 21) },
  ])
  return all.filter(({ to }) => to.isAfter(today.add(1, 'hour'))).slice(0, 4)
}

/** One report: seven questions, most of them one tap. */
export function Report() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const doing = useDoing()
  const [start] = useState(prefilled)
  const [choices] = useState(windows)
  const [appliance, setAppliance] = useState(start.appliance)
  const [brand, setBrand] = useState(start.brand)
  const [fault, setFault] = useState(start.fault)
  const [name, setName] = useState('')
  const [phone, setPhone] = useState('')
  const [address, setAddress] = useState('')
  const [when, setWhen] = useState('asap')
  const [files, setFiles] = useState<Blob[]>([])
  const [key] = useState(() => crypto.randomUUID())
  const send = () =>
    doing.run(async () => {
      const media = await uploadAll(files)
      const chosen = choices.find((choice) => `${choice.day}${choice.name}` === when)
      const answer = await told(
        api.POST('/api/v1/orders', {
          // The same tap, however often it has to be sent, is one report; changed answers are a new one.
          headers: { 'Idempotency-Key': doing.problem ? crypto.randomUUID() : key },
          body: {
            appliance,
            brand,
            fault,
            name,
            phone,
            address,
            media,
            urgency: chosen ? 'planned' : 'urgent',
            ...(chosen ? { window: { from: chosen.from.toISOString(), to: chosen.to.toISOString() } } : {}),
            ...(start.registered ? { registered: start.registered, channel: 'reminder' } : {}),
          },
        }),
      )
      await navigate({ to: '/t/$token', params: { token: answer.tracking.token } })
    })
  const options = [
    { value: 'asap', label: t('asap') },
    ...choices.map((choice) => ({
      value: `${choice.day}${choice.name}`,
      label: `${t(choice.day ? 'tomorrow' : 'today')}${t(choice.name)}`,
    })),
  ]
  return (
    <>
      <Top title={t('report')} back={() => void navigate({ to: '/' })} />
      <form
        className="card"
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <Field id="appliance" label={t('f.appliance')} error={doing.fieldError('appliance')}>
          {(id) => (
            <select
              id={id}
              className="plain-input"
              value={appliance}
              onChange={(event) =>
                setAppliance(applianceCodes.find((code) => code === event.target.value) ?? appliance)
              }
            >
              {applianceCodes.map((code) => (
                <option key={code} value={code}>
                  {applianceName(code)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Text
          id="brand"
          label={t('f.brand')}
          hint={t('f.brand.hint')}
          value={brand}
          set={setBrand}
          error={doing.fieldError('brand')}
        />
        <Text
          id="fault"
          label={t('f.fault')}
          hint={t('f.fault.hint')}
          rows={3}
          value={fault}
          set={setFault}
          error={doing.fieldError('fault')}
        />
        <Photos label={t('f.photos')} files={files} set={setFiles} />
        <Text
          id="name"
          label={t('f.name')}
          value={name}
          set={setName}
          error={doing.fieldError('name')}
          autoComplete="name"
        />
        <Text
          id="phone"
          label={t('f.phone')}
          kind="tel"
          value={phone}
          set={setPhone}
          error={doing.fieldError('phone')}
          autoComplete="tel"
        />
        <Text
          id="address"
          label={t('f.address')}
          hint={t('f.address.hint')}
          rows={2}
          value={address}
          set={setAddress}
          error={doing.fieldError('address')}
          autoComplete="street-address"
        />
        <Chips label={t('f.window')} options={options} value={when} set={setWhen} />
        {doing.problem && doing.problem.errors.length === 0 && <Trouble doing={doing} />}
        <div className="actions">
          <Main doing={doing} onClick={send}>
            {t('send.report')}
          </Main>
        </div>
        <p className="muted">{t('privacy')}</p>
      </form>
    </>
  )
}
