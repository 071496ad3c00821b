import { movesFor } from '@anxin/domain/machine.ts'
import { type Standing, visits } from '@anxin/domain/visits/decide.ts'
import type { Visit } from '../kit/api.ts'

/** The pure half of working without network: what the recorded steps make of the visits, and which may be sent. */

/** Where each step leads, as the server's machine has it; null where a visit stays what it is. */
const leadsTo = {
  depart: 'enroute',
  arrive: 'arrived',
  diagnose: 'diagnosed',
  quote: 'quoted',
  agree: 'agreed',
  decline: 'diagnosed',
  fit: null,
  finish: 'done',
  'await-parts': 'parts',
  absent: 'absent',
  unable: 'unable',
  'hand-back': 'cancelled',
} as const
export type StepName = keyof typeof leadsTo

/** What the rules need to know of a recorded step. Ids grow with time. */
export type Taken = {
  id: number
  visit: string
  step: StepName
  body: Record<string, unknown>
  refused: string | null
}

const oldestFirst = (a: Taken, b: Taken) => a.id - b.id
const isEnded = (status: string) => visits.final.some((final) => final === status)

/** The visit with its steps that are not with the server yet. From a refused step on nothing counts until it is
 *  settled; then the page offers no further step either. A visit that ended, here or there, shows no address. */
export function standing(visit: Visit, taken: readonly Taken[]): Visit {
  const own = taken.filter((one) => one.visit === visit.id).sort(oldestFirst)
  const stop = own.findIndex((one) => one.refused !== null)
  const folded = (stop < 0 ? own : own.slice(0, stop)).reduce(after, visit)
  const moves = stop < 0 ? folded.moves : []
  return { ...folded, moves, address: isEnded(folded.status) ? null : folded.address }
}

/** A visit after a step that the server has not seen yet. A step that does not fit (the server has it already and
 *  only its answer was lost) is passed over. */
function after(visit: Visit, { step, body }: Taken): Visit {
  if (!movesNow(visit).includes(`visit.${step}`)) return visit
  const status = leadsTo[step] ?? visit.status
  const moved = { ...visit, status, moves: movesNow({ ...visit, status }) }
  if (step === 'quote') return { ...moved, quote: quoteOf(body) }
  if (step === 'fit') return { ...moved, parts: [...visit.parts, partOf(body)] }
  if (step === 'diagnose') return { ...moved, finding: String(body.finding), cause: String(body.cause) }
  return moved
}

function movesNow({ status, free }: Visit): string[] {
  const known: Standing = { status, plan: { free } }
  return movesFor(visits, known, 'technician')
}

type Quote = NonNullable<Visit['quote']>
function quoteOf(body: Record<string, unknown>): Quote {
  const lines = body.lines as Quote['lines'] // as the form made them
  return { lines, total: lines.reduce((sum, line) => sum + line.quantity * line.each, 0) }
}
const partOf = ({ part, name, quantity }: Record<string, unknown>) => ({
  part: String(part),
  name: String(name),
  quantity: Number(quantity),
})

/** The steps that may be sent, oldest first: none of a visit from its refused step on, they wait behind it. */
export function due<T extends Taken>(taken: readonly T[]): T[] {
  const stopped = new Set<string>()
  return [...taken].sort(oldestFirst).filter(({ visit, refused }) => {
    if (refused !== null) stopped.add(visit)
    return !stopped.has(visit)
  })
}

/** The steps that wait behind a refused one. */
export const behind = <T extends Taken>(refused: Taken, taken: readonly T[]): T[] =>
  taken.filter((one) => one.visit === refused.visit && one.id > refused.id)

/** What an answer to a step means: it did not get through, nobody is signed in, or the server will not have it. */
export type Meaning = 'later' | 'sign-in' | 'refused'
export function meaningOf({ status, code }: { status: number; code: string }): Meaning {
  if (status === 401) return 'sign-in'
  if (status >= 500 || status === 429 || status === 408 || code === 'http.key_in_flight') return 'later'
  return 'refused'
}

/** A refused step that has come true without it: the consumer agreed on the own page, the desk took the job back. */
export const isMoot = (step: StepName, status: string): boolean =>
  ['agree', 'decline', 'hand-back'].includes(step) && leadsTo[step] === status

export type Day = 'now' | 'asap' | 'today' | 'tomorrow' | 'later' | 'ended'
export type Heading = { day: Day; visits: Visit[] }
const days: readonly Day[] = ['now', 'asap', 'today', 'tomorrow', 'later', 'ended']

/** The jobs under the headings of the day: what is under way, what has no appointment, then by appointment. */
export function planned(all: readonly Visit[], midnight: (days: number) => number): Heading[] {
  const dayOf = ({ status, window }: Visit): Day => {
    if (isEnded(status)) return 'ended'
    if (status !== 'planned') return 'now'
    if (!window) return 'asap'
    const from = Date.parse(window.from)
    if (from < midnight(1)) return 'today'
    return from < midnight(2) ? 'tomorrow' : 'later'
  }
  const begin = ({ window }: Visit) => window?.from ?? ''
  const sorted = [...all].sort((a, b) => begin(a).localeCompare(begin(b)) || a.id.localeCompare(b.id))
  return days
    .map((day) => ({ day, visits: sorted.filter((visit) => dayOf(visit) === day) }))
    .filter((heading) => heading.visits.length > 0)
}
