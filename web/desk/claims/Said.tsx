import { decisionReasons } from '@anxin/domain/decisions/reasons.ts'
import { useTranslation } from 'react-i18next'
import { moment, yuan } from '../../kit/format.ts'
import { language } from '../../kit/language.ts'
import type { Claim } from './claim.ts'

/** A reason of the codebook in the reader's language. */
export const reasonSays = (code: string): string =>
  Object.entries(decisionReasons).find(([one]) => one === code)?.[1][language()] ?? code

/** What both sides said, offered and were told, in the order of the procedure. */
export function Said({ claim }: { claim: Claim }) {
  const { t } = useTranslation()
  const { hearings, proposal, verdicts, appeal, withdrawnFor } = claim
  return (
    <div className="said">
      <Word who={t('cl.side.buyer')} when={claim.openedAt}>
        {claim.words ?? t('cl.gone')}
      </Word>
      {hearings.map((one) => (
        <Word key={one.id} who={t(`cl.side.${one.side}`)} when={one.answeredAt}>
          {one.status === 'answered' ? (one.statement ?? t('cl.gone')) : <i>{t(`cl.hearing.${one.status}`)}</i>}
        </Word>
      ))}
      {proposal && (
        <Word who={`${t(`cl.side.${proposal.side}`)} · ${t('cl.offer')}`} when={null}>
          <b>
            {t(`cl.outcome.${proposal.remedy}`)} {proposal.amount > 0 && yuan(proposal.amount)}
          </b>{' '}
          {proposal.words}
        </Word>
      )}
      {verdicts.map((one, i) => (
        <Word key={one.rules + one.outcome + String(i)} who={t(`cl.verdict.${one.by}`)} when={null}>
          <Judged {...one} />
          <span className="says">
            {t('cl.rules', { rules: one.rules })}
            {one.hasSecond && ` · ${t('cl.seconded')}`}
          </span>
        </Word>
      ))}
      {appeal && (
        <Word who={`${t(`cl.side.${appeal.side}`)} · ${t('cl.appeal')}`} when={appeal.at}>
          {appeal.words}
        </Word>
      )}
      {withdrawnFor && (
        <Word who={t('cl.status.withdrawn')} when={null}>
          {withdrawnFor}
        </Word>
      )}
    </div>
  )
}

type Judgement = { outcome: string; amount: number; reasons: readonly string[]; words: string | null }

/** An outcome with its amount, its reasons and the reviewer's own words. */
export function Judged({ outcome, amount, reasons, words }: Judgement) {
  const { t } = useTranslation()
  return (
    <>
      <b>
        {t(`cl.outcome.${outcome}`)} {amount > 0 && yuan(amount)}
      </b>
      <ul className="reasons">
        {reasons.map((code) => (
          <li key={code}>{reasonSays(code)}</li>
        ))}
      </ul>
      {words && <p>{words}</p>}
    </>
  )
}

function Word({ who, when, children }: { who: string; when: string | null; children: React.ReactNode }) {
  return (
    <article>
      <header>
        <b>{who}</b> {when && <time dateTime={when}>{moment(when)}</time>}
      </header>
      <div>{children}</div>
    </article>
  )
}
