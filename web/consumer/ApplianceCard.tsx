import { applianceCodes } from '@anxin/domain/appliances/kinds.ts'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd-mobile'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../kit/api.ts'
import { applianceName } from '../kit/format.ts'
import { Main, Row, Text, Trouble, useDoing } from '../kit/phone.tsx'

export type Appliance = Answer<'/api/v1/appliances', 'get'>['items'][number]
type Part = Appliance['parts'][number]

/** One appliance of the register: what it is, when its parts are due, and its label. */
export function ApplianceCard({ appliance, changed }: { appliance: Appliance; changed: () => void }) {
  const { t } = useTranslation()
  const doing = useDoing()
  const [isSure, setSure] = useState(false)
  const [code, setCode] = useState<{ url: string; png: string } | null>(null)
  const today = dayjs().format('YYYY-MM-DD')
  const retire = () =>
    doing.run(async () => {
      await told(api.POST('/api/v1/appliances/{id}/retire', { params: { path: { id: appliance.id } } }))
      changed()
    })
  const showCode = () =>
    doing.run(async () => {
      const kind = applianceCodes.find((one) => one === appliance.appliance) ?? 'other'
      const { brand, model, serial, soldOn, warrantyUntil } = appliance
      setCode(await told(api.POST('/api/v1/labels', { body: { kind, brand, model, serial, soldOn, warrantyUntil } })))
    })
  const name = `${appliance.brand} ${applianceName(appliance.appliance)}`
  return (
    <section className="card" aria-label={name}>
      <h2>{name}</h2>
      <Row name={t('a.model')}>{appliance.model}</Row>
      {appliance.serial && <Row name={t('a.serial')}>{appliance.serial}</Row>}
      {appliance.soldOn && <Row name={t('a.sold')}>{appliance.soldOn}</Row>}
      {appliance.warrantyUntil && (
        <Row name={t('a.warranty')}>
          {appliance.warrantyUntil}
          {appliance.warrantyUntil < today && ` · ${t('a.warranty.over')}`}
        </Row>
      )}
      {appliance.parts.map((part) => (
        <PartOf key={part.name} appliance={appliance.id} part={part} changed={changed} />
      ))}
      {code && (
        <figure className="label-code">
          <img src={code.png} alt={t('a.code')} width={220} height={220} />
          <figcaption>
            {t('a.code.text')}
            <br />
            <a href={code.png} download={`${appliance.model}.png`}>
              {t('a.code.save')}
            </a>
          </figcaption>
        </figure>
      )}
      {isSure && <p>{t('a.retire.text')}</p>}
      <Trouble doing={doing} />
      <div className="chips foot">
        <Button size="small" onClick={code ? () => setCode(null) : showCode}>
          {t(code ? 'a.code.hide' : 'a.code')}
        </Button>
        <Button size="small" onClick={isSure ? retire : () => setSure(true)} color={isSure ? 'danger' : 'default'}>
          {t(isSure ? 'a.retire.sure' : 'a.retire')}
        </Button>
      </div>
    </section>
  )
}

/** A part: by months it comes due of itself; by hours or cycles it needs to be read now and then. */
function PartOf({ appliance, part, changed }: { appliance: string; part: Part; changed: () => void }) {
  const { t } = useTranslation()
  const doing = useDoing()
  const [reading, setReading] = useState<string | null>(null)
  const path = { params: { path: { id: appliance } } }
  const today = dayjs().format('YYYY-MM-DD')
  const unit = part.life === null || 'months' in part.life ? null : 'hours' in part.life ? 'hours' : 'cycles'
  const save = () =>
    doing.run(async () => {
      const body = { part: part.name, used: Number(reading) }
      await told(api.POST('/api/v1/appliances/{id}/read', { ...path, body }))
      setReading(null)
      changed()
    })
  const renew = () =>
    doing.run(async () => {
      await told(api.POST('/api/v1/appliances/{id}/renew', { ...path, body: { part: part.name } }))
      changed()
    })
  return (
    <div className="part">
      <Row name={part.name}>
        {part.due ? `${t('a.due')} ${part.due}` : t(unit ? 'a.unread' : 'a.unknown')}
        {part.due && part.due < today && <b className="late">{t('a.overdue')}</b>}
      </Row>
      {unit && <small className="muted">{t(`a.used.${unit}`, { n: part.used, most: lifeOf(part) })}</small>}
      {part.source && <small className="muted">{t('a.source', { source: part.source })}</small>}
      {reading !== null && (
        <>
          <Text
            id={`read-${appliance}-${part.name}`}
            label={t(`a.read.${unit}`)}
            kind="number"
            value={reading}
            set={setReading}
            error={doing.fieldError('used')}
          />
          <div className="actions">
            <Main doing={doing} onClick={save}>
              {t('save')}
            </Main>
          </div>
        </>
      )}
      <Trouble doing={doing} />
      <div className="chips">
        {part.due && (
          <Link to="/renew/$id" params={{ id: appliance }} search={{ part: part.name }} className="chip chosen">
            {t('a.book')}
          </Link>
        )}
        {unit && reading === null && (
          <button type="button" className="chip" onClick={() => setReading('')}>
            {t('a.read')}
          </button>
        )}
        {part.life && (
          <button type="button" className="chip" onClick={renew}>
            {t('a.renewed')}
          </button>
        )}
      </div>
    </div>
  )
}

const lifeOf = ({ life }: Part): number =>
  life === null ? 0 : 'months' in life ? life.months : 'hours' in life ? life.hours : life.cycles
