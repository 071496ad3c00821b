import { decisionReasons } from '@anxin/domain/decisions/reasons.ts'
import { useTranslation } from 'react-i18next'
import { moment, yuan } from '../kit/format.ts'
import { language } from '../kit/language.ts'
import { Row } from '../kit/phone.tsx'
import type { Claim } from './ClaimPage.tsx'

const reasons: Record<string, { zh: string; en: string }> = decisionReasons

/** What the sides have said, what was decided, why, and what can be done next. */
export function Decisions({ claim }: { claim: Claim }) {
  const { t } = useTranslation()
  return (
    <>
      {claim.hearings.map((hearing) => (
        <section key={hearing.id} className="card">
          <h2>{t(`c.hearing.${hearing.side}`)}</h2>
          {hearing.status === 'answered' && <p>{hearing.statement}</p>}
          {hearing.status === 'lapsed' && <p>{t('c.hearing.silent')}</p>}
          {hearing.status === 'dropped' && <p className="muted">{t('c.hearing.dropped')}</p>}
          {hearing.status === 'open' && (
            <p className="muted">
              {t('c.hearing.open')} · {moment(hearing.until)}
            </p>
          )}
        </section>
      ))}
      {claim.verdicts.map((verdict, i) => (
        <section key={`${verdict.outcome}${verdict.rules}`} className="card">
          <h2>{t(i === 0 ? 'c.verdict' : 'c.verdict.appeal')}</h2>
          <p className="status">
            {t(`c.outcome.${verdict.outcome}`)} {verdict.amount > 0 && yuan(verdict.amount)}
          </p>
          <ul>
            {verdict.reasons.map((code) => (
              <li key={code}>{reasons[code]?.[language()] ?? code}</li>
            ))}
          </ul>
          {verdict.words && <p>{verdict.words}</p>}
          <p className="muted small">
            {t(verdict.by === 'reviewer' && verdict.hasSecond ? 'c.by.reviewer.second' : `c.by.${verdict.by}`)} ·{' '}
            {t('c.rules')} {verdict.rules}
          </p>
          {verdict.outcome === 'refusal' && <p className="muted small">{t('c.next.refused')}</p>}
        </section>
      ))}
      {claim.appeal && (
        <section className="card">
          <h2>{t(`c.appealed.${claim.appeal.side}`)}</h2>
          <p>{claim.appeal.words}</p>
        </section>
      )}
      {claim.remedy && <Remedy remedy={claim.remedy} />}
    </>
  )
}

function Remedy({ remedy }: { remedy: NonNullable<Claim['remedy']> }) {
  const { t } = useTranslation()
  const sender = remedy.outcome === 'replacement' ? 'merchant' : 'buyer'
  const isOnItsWay = remedy.status === 'sending' || remedy.status === 'checking'
  return (
    <section className="card">
      <h2>{t('c.remedy')}</h2>
      <p>{t(isOnItsWay ? `c.remedy.${remedy.status}.${sender}` : `c.remedy.${remedy.status}`)}</p>
      {remedy.paid > 0 && <p>{t('c.remedy.paid', { amount: yuan(remedy.paid) })}</p>}
      {remedy.waybill && <Row name={t('c.waybill')}>{remedy.waybill}</Row>}
    </section>
  )
}
