import { Button } from 'antd-mobile'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, Problem, told, type Visit } from '../kit/api.ts'
import { applianceName, span, yuan } from '../kit/format.ts'
import { Row, Trouble, useDoing } from '../kit/phone.tsx'
import { BadgeButton } from './Badge.tsx'
import type { StepName } from './fold.ts'
import { type Recorded, record } from './kept.ts'
import { Refused } from './Refused.tsx'
import { ShareButton } from './Sharing.tsx'
import { StepForm } from './StepForm.tsx'

type Props = { visit: Visit; recorded: readonly Recorded[]; changed: () => void }

/** One visit: what is known, and the steps that its table allows now. */
export function VisitPage({ visit, recorded, changed }: Props) {
  const { t } = useTranslation()
  const doing = useDoing()
  const [step, setStep] = useState<StepName | null>(null)
  const shown = visit.moves
    .map((move) => move.replace('visit.', ''))
    .filter((name): name is StepName => name !== 'reschedule')
  const isOpen = visit.moves.length > 0
  const call = () =>
    doing.run(async () => {
      const { phone } = await told(api.POST('/api/v1/orders/{id}/call', { params: { path: { id: visit.order } } }))
      location.assign(`tel:${phone}`)
      changed()
    })
  const finish = async (name: StepName, what: Omit<Parameters<typeof record>[0], 'visit' | 'step'>) => {
    try {
      await record({ visit: visit.id, step: name, ...what })
    } catch {
      throw new Problem({ title: t('t.full') })
    }
    setStep(null)
    changed()
  }
  return (
    <>
      {recorded
        .filter((one) => one.visit === visit.id && one.refused)
        .map((one) => (
          <Refused key={one.id} one={one} recorded={recorded} title={visit.number} changed={changed} />
        ))}
      <section className="card">
        <p className="status" role="status">
          {t(visit.status === 'quoted' ? 't.visit.quoted' : `visit.${visit.status}`)}
        </p>
        {visit.ordinal > 1 && <Row name={t('t.visit.ordinal')}>{t('t.ordinal', { n: visit.ordinal })}</Row>}
        <Row name={t('order.number')}>{visit.number}</Row>
        <Row name={t('f.appliance')}>
          {visit.brand} {applianceName(visit.appliance)}
        </Row>
        {visit.model && <Row name={t('a.model')}>{visit.model}</Row>}
        {visit.makerWarrantyUntil && <Row name={t('a.warranty')}>{visit.makerWarrantyUntil}</Row>}
        <Row name={t('fault')}>{visit.fault}</Row>
        <Row name={t('contact')}>
          {visit.contact.name} {visit.contact.phone}
        </Row>
        <Row name={t('f.address')}>{visit.address ?? t('t.address.hidden')}</Row>
        <Row name={t('window')}>{span(visit.window)}</Row>
        {visit.free && <Row name="">{t('free')}</Row>}
        {visit.quote && <Row name={t('quote')}>{yuan(visit.quote.total)}</Row>}
        {visit.parts.map((part) => (
          <Row key={part.part + part.name} name={t('v.part')}>
            {part.name} ×{part.quantity}
          </Row>
        ))}
        <Trouble doing={doing} />
        {isOpen && (
          <div className="contact">
            <Button color="primary" fill="outline" onClick={call} loading={doing.busy}>
              {t('t.call')}
            </Button>
            <Button
              fill="outline"
              onClick={() =>
                void window.open(`https://uri.amap.com/search?keyword=${encodeURIComponent(visit.address ?? '')}`)
              }
            >
              {t('t.navigate')}
            </Button>
            {visit.badge && <BadgeButton badge={visit.badge} />}
            <ShareButton changed={changed} />
          </div>
        )}
      </section>
      {(step || shown.length > 0) && (
        <section className="card">
          {step ? (
            <StepForm step={step} visit={visit} done={(what) => finish(step, what)} back={() => setStep(null)} />
          ) : (
            <div className="actions">
              {shown.map((name, i) => (
                <Button
                  key={name}
                  block
                  size="large"
                  color={i === 0 ? 'primary' : 'default'}
                  onClick={() => setStep(name)}
                >
                  {t(`v.${name}`)}
                </Button>
              ))}
            </div>
          )}
        </section>
      )}
    </>
  )
}
