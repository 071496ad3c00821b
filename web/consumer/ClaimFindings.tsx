import { grades } from '@anxin/domain/claims/terms.ts'
import { gradeWords } from '@anxin/domain/evidence/disclosed.ts'
import { useTranslation } from 'react-i18next'
import { callFrame, type Frame, framesOf, withNames } from '../kit/frames.ts'
import { language } from '../kit/language.ts'
import type { Claim } from './ClaimPage.tsx'

type Inspection = Claim['inspections'][number]

const wordsOf = (grade: string | null): string => {
  const known = grades.find((one) => one === grade)
  return known ? gradeWords[known][language()] : ''
}

/** What the inspection found in each photo, in the sentences that the other side reads too. */
export function Findings({ claim }: { claim: Claim }) {
  const { t } = useTranslation()
  return (
    <section className="card">
      <h2>{t('c.findings')}</h2>
      <p>
        <b className={`grade grade-${claim.grade}`}>{wordsOf(claim.grade)}</b>
      </p>
      {claim.inspections.map((one) => (
        <Photo key={one.media} inspection={one} frames={framesOf(claim)} />
      ))}
      <p className="muted small">{t('c.findings.note')}</p>
    </section>
  )
}

function Photo({ inspection, frames }: { inspection: Inspection; frames: readonly Frame[] }) {
  const { t } = useTranslation()
  const called = (slot: string) => t(`c.slot.${slot}`)
  const own = frames.find(({ media }) => media === inspection.media)
  const related = inspection.against.filter(({ relation }) => relation === 'derived' || relation === 'same-item')
  return (
    <div className="found">
      {own?.isThere ? (
        <img src={`/api/v1/media/${inspection.media}`} alt={callFrame(own, frames, called)} />
      ) : (
        <span className="no-picture">{t('c.gone')}</span>
      )}
      <ul>
        {related.map(({ goods, relation }) => (
          <li key={goods}>{t(`c.relation.${relation}`)}</li>
        ))}
        {inspection.flaws.map((flaw) => (
          <li key={flaw}>{t(`c.flaw.${flaw}`)}</li>
        ))}
        {inspection.findings.map((finding) => (
          <li key={`${finding.code}${finding.zh}`}>
            {withNames(finding[language()], frames, called)}
            {finding.isPartial && <span className="muted small">{t('c.partial')}</span>}
          </li>
        ))}
        {inspection.findings.length === 0 && <li className="muted">{t('c.findings.none')}</li>}
      </ul>
    </div>
  )
}
