import { readLabel } from '@anxin/domain/appliances/label.ts'
import { Link, useNavigate } from '@tanstack/react-router'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { applianceName } from '../kit/format.ts'
import { Row, Top } from '../kit/phone.tsx'

/** What a phone's camera opens when it reads the label on a machine: what it is, and what can be done for it. */
export function LabelPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const label = readLabel(location.hash) ?? readLabel(location.search)
  // The same fields go on behind the #, where no server sees them.
  const fields = (location.hash || location.search).slice(1)
  return (
    <>
      <Top title={t('label.title')} back={() => void navigate({ to: '/' })} />
      {!label && (
        <section className="card">
          <p className="error" role="alert">
            {t('label.bad')}
          </p>
          <div className="actions">
            <Link to="/report" className="plain-button main">
              {t('label.report')}
            </Link>
          </div>
        </section>
      )}
      {label && (
        <section className="card">
          <h2>
            {label.brand} {applianceName(label.kind)}
          </h2>
          <Row name={t('a.model')}>{label.model}</Row>
          {label.serial && <Row name={t('a.serial')}>{label.serial}</Row>}
          {label.soldOn && <Row name={t('a.sold')}>{label.soldOn}</Row>}
          <Row name={t('a.warranty')}>
            {label.warrantyUntil ?? t('label.no_warranty')}
            {label.warrantyUntil && (
              <b className={label.warrantyUntil < dayjs().format('YYYY-MM-DD') ? 'late' : 'within'}>
                {t(label.warrantyUntil < dayjs().format('YYYY-MM-DD') ? 'a.warranty.over' : 'a.warranty.within')}
              </b>
            )}
          </Row>
          <div className="actions">
            <Link to="/report" hash={fields} className="plain-button main">
              {t('label.report')}
            </Link>
            <Link to="/appliances" hash={fields} className="plain-button">
              {t('a.add')}
            </Link>
          </div>
        </section>
      )}
    </>
  )
}
