import type { Day } from '../appliances/ageing.ts'
import { fen } from '../basics.ts'
import { civil } from './civil.ts'
import { criminal, sumsOf, type TrackSums } from './criminal.ts'
import type { Excluded, Tier } from './entries.ts'
import type { Facts } from './facts.ts'
import { notesOn } from './notes.ts'
import { police } from './police.ts'
import { asOf, type Statute, sourceOf, statute, type Text } from './statutes.ts'
import type { Track } from './thresholds.ts'
import { trade } from './trade.ts'

/** What may follow in law from confirmed facts: every tier that may apply with its text, figures, what is missing and how
 *  sure the source is; and those that do not, with the reason. Advice for people, no verdict: whether any of it applies to
 *  anybody is for courts and authorities. */

type Cited = Pick<Statute, 'id' | 'article' | 'from' | 'until' | 'numbers' | 'confidence' | 'checkedTo'> &
  Text & { statute: Text; source: string }
type SumShown = {
  obtainedFen: number
  attemptedFen: number
  largestAttemptFen: number
  acts: readonly number[]
  from: Day | null
  to: Day | null
  leftOut: readonly { act: number; why: string }[]
}
export type Advice = {
  place: { code: string; name: string | null } | null
  /** The day of the data, and the day that it was asked for. */
  asOf: Day
  today: Day
  sums: {
    obtainedFen: number
    attemptedFen: number
    returnedFen: number
    punishedFen: number
    ordinary: SumShown
    network: SumShown
  }
  /** Civil, then administrative, then criminal. */
  tiers: readonly Tier[]
  excluded: readonly Excluded[]
  /** The provisions that the tiers cite. */
  statutes: readonly Cited[]
  notes: readonly Note[]
}
export type Note = Text & { code: string; ids: readonly string[] }

/** Advice on facts. `today` is the day in China, and comes from outside, as does the name of the place. */
export function adviseOn(facts: Facts, { today, placeName }: { today: Day; placeName: string | null }): Advice {
  const sums = { ordinary: sumsOf(facts, 'ordinary', today), network: sumsOf(facts, 'network', today) }
  const found = [civil(facts, today), police(facts, today), trade(facts), criminal(facts, sums)]
  const tiers = found.flatMap((one) => one.tiers)
  const excluded = found.flatMap((one) => one.excluded)
  const notes = notesOn({ facts, tiers, day: facts.decidedOn ?? today })
  const ids = new Set([...tiers, ...excluded, ...notes].flatMap((one) => one.ids))
  return {
    place: facts.place === null ? null : { code: facts.place, name: placeName },
    ...{ asOf, today },
    sums: { ...totals(facts), ...shownSums(sums) },
    ...{ tiers, excluded, notes },
    statutes: [...ids].map((id) => cited(statute(id))),
  }
}

function totals({ acts }: Facts) {
  const of = (wanted: (act: Facts['acts'][number]) => number) => fen(acts.reduce((sum, act) => sum + wanted(act), 0))
  return {
    obtainedFen: of(({ outcome, amount }) => (outcome === 'obtained' ? amount : 0)),
    attemptedFen: of(({ outcome, amount }) => (outcome === 'attempted' ? amount : 0)),
    returnedFen: of(({ returned }) => returned),
    punishedFen: of(({ isPunished, amount }) => (isPunished ? amount : 0)),
  }
}

function shownSums(sums: Record<Track, TrackSums>): Record<Track, SumShown> {
  const shown = (track: Track): SumShown => {
    const { obtained, attempted, leftOut } = sums[track]
    const both = [obtained, attempted].filter((one) => one !== null)
    return {
      obtainedFen: obtained?.amount ?? 0,
      attemptedFen: attempted?.amount ?? 0,
      largestAttemptFen: attempted?.largest ?? 0,
      acts: both.flatMap(({ acts }) => acts).sort((a, b) => a - b),
      from: both.map(({ from }) => from).sort()[0] ?? null,
      to:
        both
          .map(({ to }) => to)
          .sort()
          .at(-1) ?? null,
      leftOut,
    }
  }
  return { ordinary: shown('ordinary'), network: shown('network') }
}

function cited(row: Statute): Cited {
  const { id, article, from, until, numbers, confidence, checkedTo, zh, en, says } = row
  return {
    ...{ id, statute: row.statute, article, from, until, numbers, confidence, checkedTo },
    ...{ source: sourceOf(row), zh: zh ?? says, en: en ?? says },
  }
}
