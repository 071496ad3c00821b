import { type Id, type Instant, later, type Mover } from '../basics.ts'
import { at, hindrance, type Machine, type Stamp } from '../machine.ts'
import { type Refusal, refuse } from '../refusals.ts'

/** A promise to a consumer: an object with a clock of its own, which warns before it breaks and stands still while it may. */

/** What is promised: a first call by a technician, or the repair itself. */
export type Promised = 'first-call' | 'repair'
/** Running time, in milliseconds from the start, after which somebody is told, and who. */
export type Alert = { after: number; tell: 'dispatcher' | 'supervisor' }
export type Terms = {
  order: Id
  promised: Promised
  county: string | null
  /** Running time until it is broken. */
  within: number
  alerts: readonly Alert[]
}

export type PromiseFact = Stamp &
  (
    | { type: 'promise.started'; terms: Terms }
    | { type: 'promise.alerted'; level: number; tell: Alert['tell'] }
    | { type: 'promise.broken' }
    | { type: 'promise.paused'; reason: string }
    | { type: 'promise.resumed' }
    | { type: 'promise.met'; ran: number; isKept: boolean }
    | { type: 'promise.released'; reason: string }
  )

/** `ran`: running time before `since`, without the pauses. */
type Clock = { terms: Terms; startedAt: Instant; ran: number; level: number; isBroken: boolean }
export type ServicePromise =
  | { status: 'none' }
  | (Clock & { status: 'running'; since: Instant })
  | (Clock & { status: 'paused'; since: Instant; reason: string })
  | (Clock & { status: 'met'; metAt: Instant; isKept: boolean })
  | (Clock & { status: 'released'; reason: string })

export type PromiseCommand = Stamp &
  (
    | { type: 'promise.start'; terms: Terms }
    | { type: 'promise.tick' }
    | { type: 'promise.pause'; reason: string }
    | { type: 'promise.resume' }
    | { type: 'promise.meet' }
    | { type: 'promise.release'; reason: string }
  )

export const allowed = {
  none: ['promise.start'],
  running: ['promise.tick', 'promise.pause', 'promise.meet', 'promise.release'],
  paused: ['promise.resume', 'promise.meet', 'promise.release'],
  met: [],
  released: [],
} as const satisfies Record<ServicePromise['status'], readonly PromiseCommand['type'][]>

export const movers = {
  'promise.start': ['reaction'],
  'promise.tick': ['clock'],
  'promise.pause': ['reaction'],
  'promise.resume': ['reaction'],
  'promise.meet': ['reaction', 'technician', 'agent', 'dispatcher', 'supervisor', 'operator'],
  'promise.release': ['reaction'],
} as const satisfies Record<PromiseCommand['type'], readonly Mover[]>

/** How long the promise has run at a moment, in milliseconds, pauses left out. */
export function ranAt(promise: Exclude<ServicePromise, { status: 'none' }>, now: Instant): number {
  return promise.status === 'running' ? promise.ran + Math.max(0, now - promise.since) : promise.ran
}

/** The next moment at which this promise has something to say; null while it stands still. */
export function nextTick(promise: ServicePromise): Instant | null {
  if (promise.status !== 'running') return null
  const alert = promise.terms.alerts[promise.level]
  const mark = alert ? alert.after : promise.isBroken ? null : promise.terms.within
  return mark === null ? null : later(promise.since, mark - promise.ran)
}

/** What follows from a command: the facts to add, or a refusal. */
export function decide(promise: ServicePromise, command: PromiseCommand): PromiseFact[] | Refusal {
  const no = hindrance(promises, promise, command)
  if (no) return no
  const stamp = { at: command.at, by: command.by }
  switch (command.type) {
    case 'promise.start':
      return [{ type: 'promise.started', ...stamp, terms: command.terms }]
    case 'promise.tick':
      return ticked(at(promise, 'running'), stamp)
    case 'promise.pause':
      return [{ type: 'promise.paused', ...stamp, reason: command.reason }]
    case 'promise.resume':
      return [{ type: 'promise.resumed', ...stamp }]
    case 'promise.meet': {
      const known = at(promise, 'running', 'paused')
      const ran = ranAt(known, command.at)
      return [{ type: 'promise.met', ...stamp, ran, isKept: ran <= known.terms.within }]
    }
    case 'promise.release':
      return [{ type: 'promise.released', ...stamp, reason: command.reason }]
  }
}

/** Every alert that is due is told once, in order; then, once, that the promise is broken. */
function ticked(promise: Extract<ServicePromise, { status: 'running' }>, stamp: Stamp): PromiseFact[] | Refusal {
  const ran = ranAt(promise, stamp.at)
  const facts: PromiseFact[] = promise.terms.alerts.flatMap((alert, level) =>
    level >= promise.level && ran >= alert.after
      ? [{ type: 'promise.alerted', ...stamp, level, tell: alert.tell }]
      : [],
  )
  if (!promise.isBroken && ran >= promise.terms.within) facts.push({ type: 'promise.broken', ...stamp })
  return facts.length > 0 ? facts : refuse('promise.not_due')
}

/** Folds one fact into a promise. Throws on a fact that does not fit. */
export function evolve(promise: ServicePromise, fact: PromiseFact): ServicePromise {
  switch (fact.type) {
    case 'promise.started':
      at(promise, 'none')
      return {
        status: 'running',
        terms: fact.terms,
        startedAt: fact.at,
        since: fact.at,
        ran: 0,
        level: 0,
        isBroken: false,
      }
    case 'promise.alerted':
      return { ...at(promise, 'running'), level: fact.level + 1 }
    case 'promise.broken':
      return { ...at(promise, 'running'), isBroken: true }
    case 'promise.paused': {
      const was = at(promise, 'running')
      return { ...clockOf(was), status: 'paused', ran: ranAt(was, fact.at), since: fact.at, reason: fact.reason }
    }
    case 'promise.resumed':
      return { ...clockOf(at(promise, 'paused')), status: 'running', since: fact.at }
    case 'promise.met':
      return {
        ...clockOf(at(promise, 'running', 'paused')),
        status: 'met',
        ran: fact.ran,
        metAt: fact.at,
        isKept: fact.isKept,
      }
    case 'promise.released':
      return { ...clockOf(at(promise, 'running', 'paused')), status: 'released', reason: fact.reason }
  }
}

const clockOf = ({ terms, startedAt, ran, level, isBroken }: Clock): Clock => ({
  terms,
  startedAt,
  ran,
  level,
  isBroken,
})

export const promises: Machine<ServicePromise, PromiseCommand, PromiseFact> = {
  kind: 'promise',
  start: { status: 'none' },
  allowed,
  movers,
  final: ['met', 'released'],
  decide,
  evolve,
}

const minute = 60_000
/** A technician accepts and phones within 30 minutes; the dispatcher hears at 10, the supervisor at 20. */
export const firstCallTerms = (order: Id, county: string | null): Terms => ({
  order,
  promised: 'first-call',
  county,
  within: 30 * minute,
  alerts: [
    { after: 10 * minute, tell: 'dispatcher' },
    { after: 20 * minute, tell: 'supervisor' },
  ],
})

/** The repair itself is done within three days of running time; waiting for the consumer or for parts does not count. */
export const repairTerms = (order: Id, county: string | null): Terms => ({
  order,
  promised: 'repair',
  county,
  within: 72 * 60 * minute,
  alerts: [
    { after: 48 * 60 * minute, tell: 'dispatcher' },
    { after: 66 * 60 * minute, tell: 'supervisor' },
  ],
})
