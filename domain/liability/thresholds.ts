import type { Day } from '../appliances/ageing.ts'
import { statute, type Text } from './statutes.ts'
import table from './thresholds.json' with { type: 'json' }

/** From which amount fraud is "large", "huge" and "especially huge": the national band, within which each province sets its
 *  own figure, and the one table for telecom and network fraud. */

export const degrees = ['large', 'huge', 'especially-huge'] as const
export type Degree = (typeof degrees)[number]
export type Track = 'ordinary' | 'network'

/** A degree is reached for certain from `sure`, and cannot be below `from`; between them our data cannot tell. In fen. */
export type Bounds = { from: number; sure: number }
export type Local = {
  id: string
  place: Text
  codes: readonly string[]
  except: readonly string[]
  largeFen: number | null
  hugeFen: number | null
  especiallyHugeFen: number | null
  /** Lower figures where some circumstance is there. */
  lower: (Text & { largeFen: number | null; hugeFen: number | null; especiallyHugeFen: number | null }) | null
  document: string
  from: Day | null
  until: Day | null
  confidence: string
}
export type Scale = {
  bounds: Record<Degree, Bounds>
  /** Documented figures of the place on that day, those that cannot decide included. */
  local: readonly Local[]
  /** How well the figures are sourced. */
  confidence: string
  isLocalKnown: boolean
}

export const locals: readonly Local[] = table.local

/** The digits of a code that say something: `440000` is all of 44. */
const stem = (code: string): string => code.replace(/^(\d\d)0000$/, '$1').replace(/^(\d{4})00$/, '$1')

/** Rows of a place on a day; two for a province that has two classes of cities, where the city is not given. Rows that nobody
 *  verified (D) are no ground. Those without a first day are all too weak (C) to decide: shown on every day. */
export function localsOf(place: string | null, day: Day): readonly Local[] {
  if (place === null) return []
  const at = stem(place)
  const isOf = ({ codes, except }: Local) =>
    codes.some((code) => at.startsWith(code) || code.startsWith(at)) && !except.some((code) => at.startsWith(code))
  const isThen = ({ from, until }: Local) => (from === null || from <= day) && (until === null || day <= until)
  return locals.filter((row) => row.confidence !== 'D' && isOf(row) && isThen(row))
}

const { band, network } = table

/** A row's figure for a degree. */
export function figureOf(
  row: Pick<Local, 'largeFen' | 'hugeFen' | 'especiallyHugeFen'>,
  degree: Degree,
): number | null {
  if (degree === 'large') return row.largeFen
  return degree === 'huge' ? row.hugeFen : row.especiallyHugeFen
}
const nation: Record<Degree, Bounds> = {
  large: pair(band.largeFen),
  huge: pair(band.hugeFen),
  'especially-huge': { from: band.especiallyHugeFen, sure: band.especiallyHugeFen },
}

function pair([from = 0, sure = from]: readonly number[]): Bounds {
  return { from, sure }
}

/** The bounds of one degree where the rows of the place can decide. */
function decided(degree: Degree, rows: readonly Local[]): Bounds {
  const own = rows.map((row) => figureOf(row, degree) ?? nation[degree].sure)
  const lower = rows.flatMap((row) => (row.lower ? [figureOf(row.lower, degree)] : []))
  const least = lower.filter((figure) => figure !== null)
  return { from: Math.min(...own, ...least), sure: Math.max(...own) }
}

/** The figures of a track at a place on a day. A local figure decides only with confidence A or B; a weaker one is shown
 *  beside the band. */
export function scaleFor(track: Track, { place, day }: { place: string | null; day: Day }): Scale {
  if (track === 'network') {
    const { largeFen, hugeFen, especiallyHugeFen, confidence } = network
    const one = (figure: number): Bounds => ({ from: figure, sure: figure })
    const bounds = { large: one(largeFen), huge: one(hugeFen), 'especially-huge': one(especiallyHugeFen) }
    return { bounds, local: [], confidence, isLocalKnown: true }
  }
  const local = localsOf(place, day)
  const isLocalKnown = local.length > 0 && local.every(({ confidence }) => confidence <= 'B')
  const [weakest = statute('FRD-1').confidence] = local
    .map(({ confidence }) => confidence)
    .sort((a, b) => (a < b ? 1 : -1))
  if (!isLocalKnown) return { bounds: nation, local, confidence: weakest, isLocalKnown }
  const bounds = {
    large: decided('large', local),
    huge: decided('huge', local),
    'especially-huge': decided('especially-huge', local),
  }
  return { bounds, local, confidence: weakest, isLocalKnown }
}

/** The band of a degree in the whole country; from and sure are one for the last. */
export const bandOf = (degree: Degree): Bounds => nation[degree]
