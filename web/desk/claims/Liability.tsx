import { commonTo, type Missing } from '@anxin/domain/liability/missing.ts'
import { useQuery } from '@tanstack/react-query'
import { Alert } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../../kit/api.ts'
import { yuan } from '../../kit/format.ts'
import { language } from '../../kit/language.ts'
import { RegionPicker } from '../RegionPicker.tsx'
import type { Claim } from './claim.ts'

type Found = Answer<'/api/v1/claims/{id}/liability', 'get'>
type Advice = NonNullable<Found['advice']>
type Tier = Advice['tiers'][number]
type Said = { zh: string; en: string }
const says = (one: Said) => one[language()]

/** What may follow in law where a reviewer found a forged picture: for staff, and nothing where nobody found one. */
export function Liability({ claim }: { claim: Claim }) {
  const { t } = useTranslation()
  const [places, setPlaces] = useState<string[]>([])
  const [place] = places
  const { id, version } = claim
  const found = useQuery({
    queryKey: ['claim-liability', id, version, place],
    queryFn: () =>
      told(api.GET('/api/v1/claims/{id}/liability', { params: { path: { id }, query: place ? { place } : {} } })),
    placeholderData: (before, query) => (query?.queryKey[1] === id ? before : undefined),
  })
  if (found.error) return <Alert type="error" title={found.error.message} />
  if (!found.data?.advice) return null
  const { claims, advice } = found.data
  return (
    <section className="liability" aria-labelledby="cl-liability">
      <h2 className="part" id="cl-liability">
        {t('cl.liability')}
      </h2>
      <Facts claims={claims} advice={advice} />
      <RegionPicker value={places} onChange={setPlaces} isSingle label={t('cl.liability.place')} />
      <Tiers advice={advice} />
      <Excluded advice={advice} />
      <ul className="says">
        {advice.notes.map((note) => (
          <li key={note.code}>{says(note)}</li>
        ))}
      </ul>
    </section>
  )
}

/** From what it follows: the claims that count, and whether one of them can still be appealed. */
function Facts({ claims, advice }: { claims: Found['claims']; advice: Advice }) {
  const { t } = useTranslation()
  const { obtainedFen, attemptedFen, asOf, place } = advice
  const open = claims.filter(({ isFinal }) => !isFinal).length
  const amounts = { n: claims.length, obtained: yuan(obtainedFen), attempted: yuan(attemptedFen), asOf }
  return (
    <>
      <p>
        {t('cl.liability.facts', amounts)}
        {open > 0 && ` · ${t('cl.liability.open', { n: open })}`}
      </p>
      {!place && <p className="says">{t('cl.liability.place.none')}</p>}
    </>
  )
}

function Tiers({ advice }: { advice: Advice }) {
  const { t } = useTranslation()
  const common = commonTo(advice.tiers as readonly { missing: readonly Missing[] }[]) // the codes are those of the rules
  const sentences = common.map(says)
  return (
    <>
      {common.length > 0 && <p className="says">{t('cl.liability.common', { missing: sentences.join('；') })}</p>}
      <ol className="tiers">
        {advice.tiers.map((tier) => (
          <TierLine
            key={`${tier.kind}${tier.statute}${tier.track}${tier.degree}${tier.outcome}`}
            tier={tier}
            advice={advice}
            common={sentences}
          />
        ))}
      </ol>
    </>
  )
}

type Line = { tier: Tier; advice: Advice; common: readonly string[] }
function TierLine({ tier, advice, common }: Line) {
  const { t } = useTranslation()
  const cited = advice.statutes.find(({ id }) => id === tier.statute)
  const own = tier.missing.map(says).filter((sentence) => !common.includes(sentence))
  const { from, until, confidence, checkedTo } = tier
  return (
    <li>
      <b>
        {t(`cl.liability.${tier.tier}`)} · {t(`cl.liability.${tier.applies}`)}
      </b>{' '}
      {says(tier)}
      <small title={cited && `${says(cited)} (${cited.source})`}>
        {cited && says(cited.statute)} {tier.article.replace(/ \(.*\)$/, '')} ({tier.statute}) ·{' '}
        {t(until ? 'cl.liability.between' : 'cl.liability.since', { from, until })} ·{' '}
        {t('cl.liability.source', { confidence, checkedTo })}
      </small>
      {tier.local.map((row) => (
        <small key={row.document + row.place.zh}>
          {t('cl.liability.local', { place: says(row.place), amount: row.fen === null ? '?' : yuan(row.fen) })} (
          {row.document}, {row.confidence}){row.lower && ` · ${says(row.lower)}`}
        </small>
      ))}
      {own.length > 0 && <small>{t('cl.liability.missing', { missing: own.join('；') })}</small>}
    </li>
  )
}

function Excluded({ advice }: { advice: Advice }) {
  const { t } = useTranslation()
  if (advice.excluded.length === 0) return null
  return (
    <details>
      <summary>{t('cl.liability.excluded', { n: advice.excluded.length })}</summary>
      <ul>
        {advice.excluded.map((one) => (
          <li key={`${one.kind}${one.track}${one.degree}${one.outcome}${one.why}${one.zh}`}>
            {t(`cl.liability.${one.tier}`)} · {says(one)} ({one.statute})
          </li>
        ))}
      </ul>
    </details>
  )
}
