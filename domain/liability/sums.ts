import { addMonths, type Day } from '../appliances/ageing.ts'
import { type Fen, fen } from '../basics.ts'
import { type Act, addYears, type Facts } from './facts.ts'
import figures from './figures.json' with { type: 'json' }
import { isInForce, statute } from './statutes.ts'
import type { Track } from './thresholds.ts'

/** Which amounts the interpretations add up. Network fraud: what was not dealt with, within two years (FRD-TEL-2). Ordinary
 *  fraud: the 2011 text has no sentence; what was not dealt with is summed in practice, here as one course of acts as long as
 *  no limitation (five years, CRM-GEN) lies between two of them. Completed and attempted acts are summed apart (FRD-5). */

export type Sum = {
  amount: Fen
  /** The greatest single one. */
  largest: Fen
  /** Places in the list of facts. */
  acts: readonly number[]
  from: Day
  to: Day
  /** Some of it is longer ago than the limitation of the lowest degree. */
  hasOld: boolean
}
export type WhyNot = 'punished' | 'too-young' | 'no-text' | 'in-person' | 'time-barred' | 'outside'
export type LeftOut = { act: number; why: WhyNot }
export type Summed = { sum: Sum | null; leftOut: readonly LeftOut[] }

const { age, limitationYears } = figures['CRM-GEN']
const { years: summedYears } = figures['FRD-TEL-2']
const amountsIn = { ordinary: 'FRD-1', network: 'FRD-TEL-1' } as const satisfies Record<Track, string>

type Asked = { facts: Facts; track: Track; today: Day }

/** Why an act counts for nothing in a track, whatever the sum; null where it counts. */
export function whyNot(act: Act, track: Track): WhyNot | null {
  if (act.isPunished) return 'punished'
  if (act.age !== null && act.age < age) return 'too-young'
  if (track === 'network' && act.means === 'in-person') return 'in-person'
  const isWritten = ['CRM-266', amountsIn[track]].every((id) => isInForce(statute(id), act.date))
  return isWritten ? null : 'no-text'
}

type Counted = { i: number; act: Act }
type Course = { amount: number; counted: readonly Counted[]; isOld: boolean }

/** The sum that counts: the greatest of those not barred by limitation. `hugeFrom`: from there the limitation is longer, and
 *  our data does not have it, so that age alone leaves nothing out. */
export function sumOf(outcome: Act['outcome'], asked: Asked & { hugeFrom: number }): Summed {
  const { facts, track, hugeFrom } = asked
  const all = facts.acts.map((act, i) => ({ act, i })).filter(({ act }) => act.outcome === outcome)
  const odd = all.flatMap(({ act, i }) => {
    const why = whyNot(act, track)
    return why ? [{ act: i, why }] : []
  })
  const counted = all.filter(({ act }) => whyNot(act, track) === null)
  counted.sort((a, b) => (a.act.date < b.act.date ? -1 : a.act.date > b.act.date ? 1 : a.i - b.i))
  const courses = coursesOf(counted, track).map((one) => course(one, asked))
  const open = courses.filter(({ isOld, amount }) => !isOld || amount >= hugeFrom)
  const [best] = [...open].sort((a, b) => b.amount - a.amount)
  const rest = counted
    .filter((one) => !best?.counted.includes(one))
    .map((one): LeftOut => {
      const isOpen = open.some(({ counted: among }) => among.includes(one))
      return { act: one.i, why: isOpen ? 'outside' : 'time-barred' }
    })
  return { sum: best ? told(best, asked) : null, leftOut: [...odd, ...rest].sort((a, b) => a.act - b.act) }
}

/** Runs of acts, in order of their days, that can be summed. */
function coursesOf(counted: readonly Counted[], track: Track): Counted[][] {
  if (track === 'network')
    return counted.map(({ act: { date: from } }, start) => {
      const until = addYears(from, summedYears)
      return counted.slice(start).filter(({ act }) => act.date <= until)
    })
  const courses: Counted[][] = []
  for (const one of counted) {
    const last = courses.at(-1)
    const before = last?.at(-1)
    if (last && before && one.act.date <= addYears(before.act.date, limitationYears)) last.push(one)
    else courses.push([one])
  }
  return courses
}

function course(counted: readonly Counted[], { facts, today }: Asked): Course {
  const last = counted.at(-1)?.act.date ?? today
  const amount = counted.reduce((sum, { act }) => sum + act.amount, 0)
  return { amount, counted, isOld: counted.every(({ act }) => isOver(last, takenUp(act, facts, today))) }
}

/** Whether the limitation of the lowest degree, from this day on, was over on that one. */
const isOver = (from: Day, day: Day): boolean => day > addYears(from, limitationYears)

/** The day until which time ran: when the police knew, else when it is decided, else today. */
export const takenUp = (act: Act, { decidedOn }: Facts, today: Day): Day => act.discoveredOn ?? decidedOn ?? today

function told({ amount, counted }: Course, { facts, today }: Asked): Sum {
  const days = counted.map(({ act }) => act.date)
  return {
    amount: fen(amount),
    largest: fen(Math.max(...counted.map(({ act }) => act.amount))),
    acts: counted.map(({ i }) => i).sort((a, b) => a - b),
    from: days[0] ?? '',
    to: days.at(-1) ?? '',
    hasOld: counted.some(({ act }) => isOver(act.date, takenUp(act, facts, today))),
  }
}

/** The last day on which the police can still have discovered an act in time (PSP-25). */
export const discoveredUntil = (date: Day): Day => addMonths(date, figures['PSP-25'].months)
