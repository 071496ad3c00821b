import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { withNames } from '../../kit/frames.ts'
import { language } from '../../kit/language.ts'
import type { Found } from './claim.ts'
import { Grade, gradeMeans } from './Marks.tsx'
import type { Viewing } from './viewing.ts'

/** What was found in the photo: sentence, strength, and where; a region and its line point at each other. */
export function Findings({ view }: { view: Viewing }) {
  const { t } = useTranslation()
  const { inspection, findings, found, set } = view
  if (!inspection) return <p className="about">{t('cl.findings.none')}</p>
  // The map of changes and the scores are never shown to a side; that they are there is.
  const isPartial = findings.some((one) => one.isPartial) || inspection.against.some(({ score }) => score === null)
  return (
    <div>
      <p className="grade-told">
        <Grade grade={inspection.grade} /> {gradeMeans(inspection.grade).replace(/^.[：:]\s*/, '')}
      </p>
      <p className="says">{t('cl.findings.advice')}</p>
      <ol className="findings">
        {findings.map((one, i) => (
          <Line
            key={one.code + JSON.stringify(one.region)}
            one={one}
            says={withNames(language() === 'en' ? one.en : one.zh, view.frames, (slot) => t(`cl.slot.${slot}`))}
            isFound={found === i}
            look={(is) => set({ found: is ? i : null })}
          />
        ))}
      </ol>
      <ul className="against">
        {inspection.against.map(({ goods, relation, score }) => (
          <li key={goods}>
            {t(`cl.relation.${relation}`)}
            {score !== null && ` · ${Math.round(score * 100)}%`}
          </li>
        ))}
      </ul>
      {isPartial && <p className="says">{t('cl.findings.partial')}</p>}
    </div>
  )
}

type Telling = { one: Found; says: string; isFound: boolean; look: (is: boolean) => void }
function Line({ one, says, isFound, look }: Telling) {
  const { t } = useTranslation()
  const place = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (isFound) place.current?.scrollIntoView({ block: 'nearest' })
  }, [isFound])
  const { strength, region, family, isPartial } = one
  return (
    <li
      ref={place}
      className={isFound ? 'found' : undefined}
      aria-current={isFound}
      onMouseEnter={() => look(true)}
      onMouseLeave={() => look(false)}
    >
      {strength !== null && (
        <span className="strength" title={t('cl.strength', { percent: Math.round(strength * 100) })}>
          <i style={{ width: `${Math.round(strength * 100)}%` }} className={strength >= 0.5 ? 'strong' : undefined} />
        </span>
      )}
      <span>
        {says}
        <small>
          {t(`cl.family.${family}`)}
          {strength !== null && ` · ${Math.round(strength * 100)}%`}
          {region && ` · ▢ ${t('cl.marked')}`}
          {isPartial && ` · ${t('cl.partial')}`}
        </small>
      </span>
    </li>
  )
}
