import type { Fen, Id, Instant, PrivateRef, Window } from '../basics.ts'
import { at, type Stamp } from '../machine.ts'

/** A line of a quote: what is done or fitted, how often, at what price each. */
export type QuoteLine = { what: PrivateRef; part: PrivateRef | null; quantity: number; each: Fen }
export type Quote = { lines: readonly QuoteLine[]; total: Fen }
/** A part fitted on this visit. */
export type FittedPart = { part: PrivateRef; name: PrivateRef; quantity: number; serial: PrivateRef | null }
/** How the consumer agreed: on the own page, with the code of the visit, or with a signature on the technician's phone. */
export type Consent = { kind: 'page' } | { kind: 'code' } | { kind: 'signature'; media: Id }

/** When a step really happened, by the technician's own clock, where it was recorded without network. */
export type OnDevice = { deviceAt: Instant | null }

export type Planned = {
  order: Id
  technician: Id
  /** First visit 1, second visit 2, … */
  ordinal: number
  window: Window | null
  /** A fault within warranty: nothing may be charged. */
  free: boolean
}

/** What can have happened on a visit. */
export type VisitFact = Stamp &
  (
    | ({ type: 'visit.planned' } & Planned)
    | { type: 'visit.rescheduled'; window: Window }
    | { type: 'visit.handed-over'; from: Id; to: Id }
    | ({ type: 'visit.departed'; minutesAway: number | null } & OnDevice)
    | ({ type: 'visit.arrived'; place: PrivateRef | null } & OnDevice)
    | ({ type: 'visit.diagnosed'; finding: PrivateRef; cause: PrivateRef } & OnDevice)
    | ({ type: 'visit.quoted'; quote: Quote } & OnDevice)
    | ({ type: 'visit.agreed'; consent: Consent } & OnDevice)
    | { type: 'visit.declined'; reason: PrivateRef }
    | ({ type: 'visit.code-missed' } & OnDevice)
    | { type: 'visit.code-renewed' }
    | ({ type: 'visit.fitted'; part: FittedPart } & OnDevice)
    | ({ type: 'visit.done'; media: readonly Id[]; consent: Consent; charged: Fen } & OnDevice)
    /** `numbers`: of the parts, as the maker has them; absent in older ones. */
    | ({ type: 'visit.awaiting-parts'; parts: PrivateRef; numbers?: readonly string[] } & OnDevice)
    | ({ type: 'visit.absent'; place: PrivateRef | null } & OnDevice)
    | ({ type: 'visit.unable'; reason: PrivateRef } & OnDevice)
    | { type: 'visit.cancelled'; reason: PrivateRef | null }
  )

/** How often the code of a visit was given wrongly since it was last renewed, and how often it was renewed. */
export type Code = { missed: number; renewed: number }
/** `code`: absent until the first wrong one. */
type There = { plan: Planned; arrivedAt: Instant; place: PrivateRef | null; parts: readonly FittedPart[]; code?: Code }
type Diagnosed = There & { finding: PrivateRef; cause: PrivateRef }

/** What a visit is now. */
export type Visit =
  | { status: 'none' }
  | { status: 'planned'; plan: Planned }
  | { status: 'enroute'; plan: Planned; departedAt: Instant; expectedAt: Instant | null }
  | (There & { status: 'arrived' })
  | (Diagnosed & { status: 'diagnosed'; declined: PrivateRef | null })
  | (Diagnosed & { status: 'quoted'; quote: Quote })
  | (Diagnosed & { status: 'agreed'; quote: Quote; consent: Consent })
  | (Diagnosed & { status: 'done'; doneAt: Instant; media: readonly Id[]; charged: Fen })
  | { status: 'parts' | 'absent' | 'unable' | 'cancelled'; plan: Planned; endedAt: Instant; reason: PrivateRef | null }

/** Whether somebody is still to come, or there. */
export const isUnderWay = (status: string): boolean =>
  ['planned', 'enroute', 'arrived', 'diagnosed', 'quoted', 'agreed'].includes(status)

/** What became of the code of a visit so far. */
export const codeOf = (visit: { code?: Code }): Code => visit.code ?? { missed: 0, renewed: 0 }

/** Folds one fact into a visit. Throws on a fact that does not fit: that would be our bug. */
export function evolve(visit: Visit, fact: VisitFact): Visit {
  switch (fact.type) {
    case 'visit.planned': {
      const { order, technician, ordinal, window, free } = fact
      at(visit, 'none')
      return { status: 'planned', plan: { order, technician, ordinal, window, free } }
    }
    case 'visit.rescheduled': {
      const { plan } = at(visit, 'planned')
      return { status: 'planned', plan: { ...plan, window: fact.window } }
    }
    case 'visit.handed-over': {
      const { plan } = at(visit, 'planned')
      return { status: 'planned', plan: { ...plan, technician: fact.to } }
    }
    case 'visit.departed': {
      const { plan } = at(visit, 'planned')
      const departedAt = fact.deviceAt ?? fact.at
      const expectedAt = fact.minutesAway === null ? null : ((departedAt + fact.minutesAway * 60_000) as Instant) // whole minutes after a whole moment
      return { status: 'enroute', plan, departedAt, expectedAt }
    }
    case 'visit.arrived': {
      const { plan } = at(visit, 'planned', 'enroute')
      return { status: 'arrived', plan, arrivedAt: fact.deviceAt ?? fact.at, place: fact.place, parts: [] }
    }
    case 'visit.diagnosed': {
      const there = thereOf(at(visit, 'arrived', 'diagnosed'))
      return { ...there, status: 'diagnosed', finding: fact.finding, cause: fact.cause, declined: null }
    }
    default:
      return evolveWork(visit, fact)
  }
}

type Work = Exclude<
  VisitFact,
  {
    type:
      | 'visit.planned'
      | 'visit.rescheduled'
      | 'visit.handed-over'
      | 'visit.departed'
      | 'visit.arrived'
      | 'visit.diagnosed'
  }
>

/** From the quote to the end of the visit. */
function evolveWork(visit: Visit, fact: Work): Visit {
  switch (fact.type) {
    case 'visit.quoted':
      return { ...diagnosedOf(at(visit, 'diagnosed', 'quoted')), status: 'quoted', quote: fact.quote }
    case 'visit.agreed':
      return { ...at(visit, 'quoted'), status: 'agreed', consent: fact.consent }
    case 'visit.declined':
      return { ...diagnosedOf(at(visit, 'quoted')), status: 'diagnosed', declined: fact.reason }
    case 'visit.code-missed': {
      const was = at(visit, 'diagnosed', 'quoted', 'agreed')
      const { missed, renewed } = codeOf(was)
      return { ...was, code: { missed: missed + 1, renewed } }
    }
    case 'visit.code-renewed': {
      const was = at(visit, 'diagnosed', 'quoted', 'agreed')
      return { ...was, code: { missed: 0, renewed: codeOf(was).renewed + 1 } }
    }
    case 'visit.fitted': {
      const was = at(visit, 'diagnosed', 'agreed')
      return { ...was, parts: [...was.parts, fact.part] }
    }
    case 'visit.done': {
      const was = diagnosedOf(at(visit, 'diagnosed', 'agreed'))
      const { media, charged } = fact
      return { ...was, status: 'done', doneAt: fact.deviceAt ?? fact.at, media, charged }
    }
    case 'visit.awaiting-parts':
      return over(visit, 'parts', { at: fact.at, reason: fact.parts })
    case 'visit.absent':
      return over(visit, 'absent', { at: fact.at, reason: null })
    case 'visit.unable':
      return over(visit, 'unable', fact)
    case 'visit.cancelled':
      return over(visit, 'cancelled', fact)
  }
}

function over(
  visit: Visit,
  status: 'parts' | 'absent' | 'unable' | 'cancelled',
  end: { at: Instant; reason: PrivateRef | null },
): Visit {
  const { plan } = at(visit, 'planned', 'enroute', 'arrived', 'diagnosed', 'quoted', 'agreed')
  return { status, plan, endedAt: end.at, reason: end.reason }
}

const thereOf = ({ plan, arrivedAt, place, parts, code }: There): There => ({
  ...{ plan, arrivedAt, place, parts },
  ...(code ? { code } : {}),
})
const diagnosedOf = (was: Diagnosed) => ({ ...thereOf(was), finding: was.finding, cause: was.cause })
