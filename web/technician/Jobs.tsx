import { Button } from 'antd-mobile'
import { useTranslation } from 'react-i18next'
import type { Visit } from '../kit/api.ts'
import { applianceName, span } from '../kit/format.ts'
import { discard, type Recorded } from './steps.ts'

type Props = {
  visits: readonly Visit[]
  recorded: readonly Recorded[]
  open: (id: string) => void
  changed: () => void
}

/** The jobs of the day, and what the server would not take. */
export function Jobs({ visits, recorded, open, changed }: Props) {
  const { t } = useTranslation()
  return (
    <section aria-label={t('t.jobs')}>
      {recorded
        .filter((one) => one.refused)
        .map((one) => (
          <div key={one.id} className="card error" role="alert">
            {t(`v.${one.step}`)}：{t('t.rejected', { why: one.refused })}
            <Button size="small" onClick={() => void discard(one.id).then(changed)}>
              {t('t.discard')}
            </Button>
          </div>
        ))}
      {visits.length === 0 && <p className="card muted">{t('t.none')}</p>}
      {visits.map((visit) => (
        <button
          key={visit.id}
          type="button"
          className="card"
          style={{
            display: 'block',
            width: 'calc(100% - 24px)',
            border: 0,
            font: 'inherit',
            textAlign: 'left',
            color: 'inherit',
          }}
          onClick={() => open(visit.id)}
        >
          <b>
            {visit.brand} {applianceName(visit.appliance)}
          </b>
          <div className="row">
            <span>{t(`visit.${visit.status}`)}</span>
            <span className="muted">{span(visit.window)}</span>
          </div>
          <div className="muted">{visit.address}</div>
        </button>
      ))}
    </section>
  )
}
