import type { Day } from '../appliances/ageing.ts'
import type { Fen } from '../basics.ts'
import { type Missing, missing } from './missing.ts'
import { checkedTo, statute, type Text, unprovedOn, weakest } from './statutes.ts'
import type { Degree, Track } from './thresholds.ts'

/** One tier that may apply, or one that does not and why. `civil`, `administrative`, `criminal` name the law, no person. */
export type TierName = 'civil' | 'administrative' | 'criminal'
export type Kind =
  | 'restitution'
  | 'rescission'
  | 'damages'
  | 'earlier-law'
  | 'police-penalty'
  | 'malicious-returns'
  | 'label'
  | 'fraud'

type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value }
export type Figures = Readonly<Record<string, Value>>

type About = {
  tier: TierName
  kind: Kind
  /** Of criminal law: whose figures. */
  track: Track | null
  degree: Degree | null
  outcome: 'obtained' | 'attempted' | null
  /** The acts it is about, by their place in the list of facts, and what they come to. */
  acts: readonly number[]
  amountFen: Fen
}

export type Tier = About &
  Text & {
    /** `unknown`: what is missing decides whether it can apply at all. */
    applies: 'may' | 'unknown'
    /** Id of the provision, then of all that were used. */
    statute: string
    ids: readonly string[]
    article: string
    from: Day | null
    until: Day | null
    figures: Figures
    /** Documented figures of the place, those too weak to decide included. */
    local: readonly LocalFigure[]
    missing: readonly Missing[]
    confidence: string
    checkedTo: string | null
  }
export type LocalFigure = {
  place: Text
  fen: number | null
  document: string
  from: Day | null
  confidence: string
  lower: Text | null
}

export type Excluded = About & Text & { statute: string; ids: readonly string[]; why: string }

type Given = Omit<About, 'track' | 'degree' | 'outcome'> &
  Partial<Pick<About, 'track' | 'degree' | 'outcome'>> &
  Text & {
    applies: Tier['applies']
    ids: readonly [string, ...string[]]
    figures: Figures
    missing: readonly Missing[]
    local?: readonly LocalFigure[]
    /** Of figures that stand in no row of the law: their own. */
    confidence?: string
    /** The last day that the texts have to be in force on. */
    day: Day
  }

const nothing = { track: null, degree: null, outcome: null }
const noLocal: readonly LocalFigure[] = []

/** Puts together what every tier says in the same way: dates of the text, the weakest source, and whether a source reaches
 *  to the day of the act. */
export function tier({ day, confidence = 'A', ...given }: Given): Tier {
  const [main] = given.ids
  const { article, from, until } = statute(main)
  const unproved = unprovedOn(given.ids, day)
  return {
    ...nothing,
    ...given,
    ...{ statute: main, article, from, until, local: given.local ?? noLocal },
    missing: [...given.missing, ...(unproved.length > 0 ? [missing('text-not-checked', { ids: unproved })] : [])],
    confidence: [weakest(given.ids), confidence].sort().at(-1) ?? 'D',
    checkedTo: checkedTo(given.ids),
  }
}

type Left = Omit<About, 'track' | 'degree' | 'outcome'> &
  Partial<Pick<About, 'track' | 'degree' | 'outcome'>> &
  Text & { ids: readonly [string, ...string[]]; why: string }

export const excluded = (given: Left): Excluded => ({ ...nothing, ...given, statute: given.ids[0] })

export type Found = { tiers: readonly Tier[]; excluded: readonly Excluded[] }

/** `3,000` yuan of fen, with cents only where there are any. */
export function yuan(amount: number): string {
  const whole = String(Math.floor(amount / 100)).replace(/\B(?=(\d{3})+$)/g, ',')
  return amount % 100 === 0 ? whole : `${whole}.${String(amount % 100).padStart(2, '0')}`
}
