import type { Day } from '../appliances/ageing.ts'
import { fen } from '../basics.ts'
import { type Excluded, excluded, type Figures, type Found, type LocalFigure, type Tier, tier } from './entries.ts'
import type { Act, Facts } from './facts.ts'
import figures from './figures.json' with { type: 'json' }
import { allMissing, type MissingCode } from './missing.ts'
import { below, notPunishable, reached, undecided, whysLeftOut } from './sentences.ts'
import { inForce } from './statutes.ts'
import { type LeftOut, type Sum, sumOf, type WhyNot, whyNot } from './sums.ts'
import { bandOf, type Degree, degrees, figureOf, type Local, type Scale, scaleFor, type Track } from './thresholds.ts'

/** Fraud under Article 266, once with the figures of ordinary fraud and once with those of network fraud: which of them a
 *  claim of a buyer falls under is unsettled. "Or more" includes the figure itself (Article 99): 3,000.00 yuan reaches it. */

export const tracks = ['ordinary', 'network'] as const satisfies readonly Track[]
type Outcome = Act['outcome']
export type TrackSums = { scale: Scale; obtained: Sum | null; attempted: Sum | null; leftOut: readonly LeftOut[] }

/** What counts in a track, and by which figures: those of the day of the last act that counts. */
export function sumsOf(facts: Facts, track: Track, today: Day): TrackSums {
  const counted = facts.acts.filter((act) => whyNot(act, track) === null)
  const day =
    counted
      .map(({ date }) => date)
      .sort()
      .at(-1) ?? ''
  const scale = scaleFor(track, { place: facts.place, day })
  const asked = { facts, track, today, hugeFrom: scale.bounds.huge.from }
  const [obtained, attempted] = [sumOf('obtained', asked), sumOf('attempted', asked)]
  const leftOut = [...obtained.leftOut, ...attempted.leftOut].sort((a, b) => a.act - b.act)
  return { scale, obtained: obtained.sum, attempted: attempted.sum, leftOut }
}

export function criminal(facts: Facts, sums: Record<Track, TrackSums>): Found {
  const parts = tracks.flatMap((track) => {
    const { obtained, attempted, leftOut, scale } = sums[track]
    const on = { facts, track, scale }
    return [
      ...(obtained ? [completed({ ...on, sum: obtained })] : []),
      ...(attempted ? [tried({ ...on, sum: attempted })] : []),
      { tiers: [], excluded: excludedActs(facts, track, leftOut) },
    ]
  })
  return { tiers: parts.flatMap(({ tiers }) => tiers), excluded: parts.flatMap((part) => part.excluded) }
}

type On = { facts: Facts; track: Track; scale: Scale; sum: Sum }
type State = 'may' | 'unknown' | 'not'

const stateOf = (amount: number, { from, sure }: { from: number; sure: number }): State =>
  amount >= sure ? 'may' : amount >= from ? 'unknown' : 'not'

/** The highest degree that is reached, those above that may be, and the first that is not. */
function completed(on: On): Found {
  const states = degrees.map((degree) => ({ degree, state: stateOf(on.sum.amount, on.scale.bounds[degree]) }))
  const top = states.findLast(({ state }) => state === 'may')
  const shown = states.filter((one) => one === top || one.state === 'unknown')
  const not = states.find(({ state }) => state === 'not')
  return {
    tiers: shown.map(({ degree, state }) => fraud({ ...on, degree, state, outcome: 'obtained' })),
    excluded: not ? [short({ ...on, degree: not.degree, outcome: 'obtained' })] : [],
  }
}

/** An attempt counts only from a huge amount on (FRD-5): the greatest one alone, or, if they can be added up, together. */
function tried(on: On): Found {
  const { sum, scale } = on
  const states = degrees.slice(1).map((degree) => {
    const [alone, together] = [sum.largest, sum.amount].map((amount) => stateOf(amount, scale.bounds[degree]))
    const state: State = alone === 'not' && together !== 'not' ? 'unknown' : (alone ?? 'not')
    return { degree, state, isSummed: alone !== 'may' && together !== alone }
  })
  const top = states.findLast(({ state }) => state === 'may')
  const shown = states.filter((one) => one === top || one.state === 'unknown')
  const not = states.find(({ state }) => state === 'not')
  return {
    tiers: shown.map((one) => fraud({ ...on, ...one, outcome: 'attempted' })),
    excluded: not ? [short({ ...on, degree: not.degree, outcome: 'attempted' })] : [],
  }
}

type One = On & { degree: Degree; state: State; outcome: Outcome; isSummed?: boolean }

const about = ({ track, degree, outcome, sum }: Pick<One, 'track' | 'degree' | 'outcome' | 'sum'>) => ({
  ...{ tier: 'criminal' as const, kind: 'fraud' as const, track, degree, outcome },
  ...{ acts: sum.acts, amountFen: sum.amount },
})

function fraud(one: One): Tier {
  const { track, degree, outcome, state, sum, scale } = one
  const [day, bounds] = [sum.to, scale.bounds[degree]]
  const own = track === 'network' ? ['FRD-TEL-1', 'FRD-TEL-2', 'ATF-2'] : ['FRD-1']
  const more = [
    ...own,
    'FRD-2',
    ...(degree === 'large' ? ['FRD-3'] : []),
    ...(outcome === 'attempted' ? ['FRD-5'] : []),
  ]
  return tier({
    ...about(one),
    day,
    ids: ['CRM-266', ...inForce(['CRM-GEN', ...more, 'CIR-49'], day)],
    applies: state === 'may' ? 'may' : 'unknown',
    confidence: scale.confidence,
    figures: figuresOf(one),
    local: scale.local.map((row) => localFigure(row, degree)),
    missing: allMissing('intent', 'identity', ...missingFrom(one), 'court-decides'),
    ...(state === 'may' ? reached : undecided)({ track, degree, outcome, amount: sum.amount, bounds }),
  })
}

function figuresOf({ track, degree, scale, sum, outcome }: One): Figures {
  const { from, sure } = scale.bounds[degree]
  return {
    amountFen: outcome === 'attempted' ? sum.largest : sum.amount,
    sumFen: sum.amount,
    threshold: { fromFen: from, sureFromFen: sure },
    band: track === 'ordinary' ? { fromFen: bandOf(degree).from, toFen: bandOf(degree).sure } : null,
    imprisonmentYears: { ...figures['CRM-266'][degree] },
    limitationYears: degree === 'large' ? figures['CRM-GEN'].limitationYears : null,
  }
}

function localFigure(row: Local, degree: Degree): LocalFigure {
  const { place, document, from, confidence, lower } = row
  return {
    place,
    fen: figureOf(row, degree),
    document,
    from,
    confidence,
    lower: lower && { zh: lower.zh, en: lower.en },
  }
}

function missingFrom({ facts, track, degree, sum, scale, isSummed = false, outcome }: One): MissingCode[] {
  const acts = sum.acts.flatMap((i) => facts.acts[i] ?? [])
  const { local, isLocalKnown } = scale
  const isOrdinary = track === 'ordinary'
  const asks: [MissingCode, boolean][] = [
    ['age', acts.some(({ age }) => age === null)],
    ['which-fraud', true],
    ['place', isOrdinary && facts.place === null],
    ['local-threshold', isOrdinary && !isLocalKnown && local.length === 0 && degree !== 'especially-huge'],
    ['weak-threshold', isOrdinary && !isLocalKnown && local.length > 0 && degree !== 'especially-huge'],
    ['which-place', local.length > 1 && degree !== 'especially-huge'],
    ['circumstances', true],
    ['summing', isOrdinary && sum.acts.length > 1 && outcome === 'obtained'],
    ['attempts-summed', isSummed],
    ['limitation', sum.hasOld],
    ['leniency', degree === 'large'],
    ['minor', acts.some(({ age }) => age !== null && age < figures['PSP-12'].lighterUnder)],
  ]
  return asks.flatMap(([code, isAsked]) => (isAsked ? [code] : []))
}

function short(one: Omit<One, 'state'>): Excluded {
  const { track, degree, outcome, sum, scale } = one
  const { from } = scale.bounds[degree]
  const amounts = track === 'network' ? 'FRD-TEL-1' : 'FRD-1'
  const isTried = outcome === 'attempted'
  return excluded({
    ...about(one),
    ids: isTried ? ['FRD-5', 'CRM-266', amounts] : ['CRM-266', amounts],
    why: isTried && degree === 'huge' ? 'attempt-below-huge' : 'below-threshold',
    ...(isTried && degree === 'huge' ? notPunishable : below)({
      track,
      degree,
      amount: isTried ? sum.largest : sum.amount,
      from,
    }),
  })
}

const grounds = {
  punished: 'CRM-266',
  'too-young': 'CRM-GEN',
  'no-text': 'CRM-266',
  'in-person': 'ATF-2',
  'time-barred': 'CRM-GEN',
  outside: 'FRD-TEL-2',
} as const satisfies Record<WhyNot, string>

/** Acts that count for nothing, by their reason. */
function excludedActs(facts: Facts, track: Track, leftOut: readonly LeftOut[]): Excluded[] {
  const whys = [...new Set(leftOut.map(({ why }) => why))]
  return whys.map((why) => {
    const acts = leftOut.filter((one) => one.why === why).map(({ act }) => act)
    const amountFen = fen(acts.reduce((sum, i) => sum + (facts.acts[i]?.amount ?? 0), 0))
    return excluded({
      ...{ tier: 'criminal', kind: 'fraud', track, acts, amountFen, why },
      ids: [grounds[why]],
      ...whysLeftOut(why, track),
    })
  })
}
