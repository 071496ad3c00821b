import { applianceCodes } from '@anxin/domain/appliances/kinds.ts'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd-mobile'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api, holdLink, Problem, told } from '../kit/api.ts'
import { applianceName } from '../kit/format.ts'
import { Field, Main, Row, Text, Top, Trouble, useDoing } from '../kit/phone.tsx'
import { SignIn } from '../kit/SignIn.tsx'

type Appliance = Answer<'/api/v1/appliances', 'get'>['items'][number]

export function Appliances() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [isAdding, setAdding] = useState(false)
  holdLink(null)
  const { data, error } = useQuery({
    queryKey: ['appliances'],
    queryFn: () => told(api.GET('/api/v1/appliances', {})),
  })
  const reload = () => void queries.invalidateQueries()
  return (
    <>
      <Top title={t('appliances')} back={() => void navigate({ to: '/' })} />
      {error instanceof Problem && error.status === 401 && <SignIn done={reload} />}
      {data?.items.map((one) => (
        <ApplianceCard key={one.id} appliance={one} changed={reload} />
      ))}
      {data && !isAdding && (
        <div className="actions" style={{ margin: 12 }}>
          <Button block color="primary" onClick={() => setAdding(true)}>
            {t('a.add')}
          </Button>
        </div>
      )}
      {data && isAdding && (
        <AddAppliance
          done={() => {
            setAdding(false)
            reload()
          }}
        />
      )}
    </>
  )
}

function ApplianceCard({ appliance, changed }: { appliance: Appliance; changed: () => void }) {
  const { t } = useTranslation()
  const doing = useDoing()
  const today = dayjs().format('YYYY-MM-DD')
  const renew = (part: string) =>
    doing.run(async () => {
      await told(api.POST('/api/v1/appliances/{id}/renew', { params: { path: { id: appliance.id } }, body: { part } }))
      changed()
    })
  const book = (part: string) => {
    const asked = new URLSearchParams({
      appliance: appliance.appliance,
      brand: appliance.brand,
      registered: appliance.id,
      fault: `${t('v.fit')}：${part}`,
    })
    location.assign(`/report?${asked}`)
  }
  return (
    <section className="card">
      <h2>
        {appliance.brand} {applianceName(appliance.appliance)}
      </h2>
      <Row name={t('a.model')}>{appliance.model}</Row>
      {appliance.soldOn && <Row name={t('a.sold')}>{appliance.soldOn}</Row>}
      {appliance.parts.map((part) => (
        <div key={part.name}>
          <Row name={part.name}>
            {part.due ? `${t('a.due')} ${part.due}${part.due < today ? ` · ${t('a.overdue')}` : ''}` : t('a.unknown')}
          </Row>
          {part.source && <small className="muted">{t('a.source', { source: part.source })}</small>}
          {part.due && (
            <div style={{ display: 'flex', gap: 8 }}>
              <Button size="small" color="primary" onClick={() => book(part.name)}>
                {t('a.book')}
              </Button>
              <Button size="small" onClick={() => renew(part.name)}>
                {t('a.renewed')}
              </Button>
            </div>
          )}
        </div>
      ))}
      <Trouble doing={doing} />
    </section>
  )
}

function AddAppliance({ done }: { done: () => void }) {
  const { t } = useTranslation()
  const doing = useDoing()
  const [appliance, setAppliance] = useState<(typeof applianceCodes)[number]>('gas-boiler')
  const [brand, setBrand] = useState('')
  const [model, setModel] = useState('')
  const [serial, setSerial] = useState('')
  const [soldOn, setSoldOn] = useState('')
  const [part, setPart] = useState('')
  const [months, setMonths] = useState('')
  const save = () =>
    doing.run(async () => {
      const since = soldOn || dayjs().format('YYYY-MM-DD')
      const life = Number(months) > 0 ? { months: Number(months) } : null
      const parts = part.trim() ? [{ name: part, life, since }] : []
      await told(
        api.POST('/api/v1/appliances', {
          body: { appliance, brand, model, serial: serial || null, soldOn: soldOn || null, warrantyUntil: null, parts },
        }),
      )
      done()
    })
  return (
    <section className="card">
      <Field id="kind" label={t('f.appliance')}>
        {(id) => (
          <select
            id={id}
            className="plain-input"
            value={appliance}
            onChange={(event) => setAppliance(applianceCodes.find((code) => code === event.target.value) ?? appliance)}
          >
            {applianceCodes.map((code) => (
              <option key={code} value={code}>
                {applianceName(code)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Text id="a-brand" label={t('f.brand')} value={brand} set={setBrand} error={doing.fieldError('brand')} />
      <Text id="a-model" label={t('a.model')} value={model} set={setModel} error={doing.fieldError('model')} />
      <Text id="a-serial" label={t('a.serial')} value={serial} set={setSerial} />
      <Text id="a-sold" label={t('a.sold')} kind="date" value={soldOn} set={setSoldOn} />
      <Text id="a-part" label={t('a.part')} value={part} set={setPart} />
      <Text id="a-months" label={t('a.months')} kind="number" value={months} set={setMonths} />
      <Trouble doing={doing} />
      <div className="actions">
        <Main doing={doing} onClick={save}>
          {t('save')}
        </Main>
      </div>
    </section>
  )
}
