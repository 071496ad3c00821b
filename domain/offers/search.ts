import { type Id, type Instant, later, type Mover, minutes, type PrivateRef, seconds } from '../basics.ts'
import { at, hindrance, type Machine, type Stamp } from '../machine.ts'
import { type Refusal, refuse } from '../refusals.ts'

/** The offer loop (R4): one search for a technician. Offers go out one by one, then to all, then to the dispatcher. */

/** A technician who could take the order: best first, with the reasons a dispatcher is shown. */
export type Candidate = { technician: Id; score: number; why: readonly string[] }

/** One offer stands for a minute. */
export const offerStands = seconds(60)
/** After five single offers everybody who fits is asked at once. */
export const singleOffers = 5
/** A broadcast stands for ten minutes; then a dispatcher has to place the order by hand. */
export const broadcastStands = minutes(10)

export type SearchFact = Stamp &
  (
    | { type: 'search.started'; order: Id }
    | { type: 'search.offered'; candidate: Candidate; until: Instant }
    | { type: 'search.declined'; technician: Id; reason: PrivateRef }
    | { type: 'search.lapsed'; technician: Id }
    | { type: 'search.broadcast'; technicians: readonly Id[]; until: Instant }
    | { type: 'search.exhausted' }
    | { type: 'search.taken'; technician: Id; how: 'offer' | 'broadcast' | 'desk' }
    | { type: 'search.stopped'; reason: string }
  )

type Begun = { order: Id; startedAt: Instant; asked: readonly Id[]; declined: readonly Id[] }
export type Search =
  | { status: 'none' }
  | (Begun & { status: 'started' })
  | (Begun & { status: 'offering'; technician: Id; offeredAt: Instant; until: Instant; why: readonly string[] })
  | (Begun & { status: 'broadcast'; technicians: readonly Id[]; offeredAt: Instant; until: Instant })
  | (Begun & { status: 'exhausted' })
  | (Begun & { status: 'taken'; technician: Id; takenAt: Instant })
  | (Begun & { status: 'stopped'; reason: string })

/** `ranked`: who could take it at this moment, best first; gathered by whoever sends the command. */
type Ranked = { ranked: readonly Candidate[] }
export type SearchCommand = Stamp &
  (
    | ({ type: 'search.start'; order: Id } & Ranked)
    | { type: 'search.accept'; technician: Id }
    | ({ type: 'search.decline'; technician: Id; reason: PrivateRef } & Ranked)
    | ({ type: 'search.lapse' } & Ranked)
    | ({ type: 'search.retry' } & Ranked)
    | { type: 'search.assign'; technician: Id }
    | { type: 'search.stop'; reason: string }
  )

export const allowed = {
  none: ['search.start'],
  started: [],
  offering: ['search.accept', 'search.decline', 'search.lapse', 'search.assign', 'search.stop'],
  broadcast: ['search.accept', 'search.decline', 'search.lapse', 'search.assign', 'search.stop'],
  exhausted: ['search.assign', 'search.retry', 'search.stop'],
  taken: [],
  stopped: [],
} as const satisfies Record<Search['status'], readonly SearchCommand['type'][]>

const placing = ['dispatcher', 'supervisor', 'operator'] as const
export const movers = {
  'search.start': ['reaction'],
  'search.accept': ['technician'],
  'search.decline': ['technician'],
  'search.lapse': ['clock'],
  'search.retry': ['clock', ...placing],
  'search.assign': placing,
  'search.stop': ['reaction'],
} as const satisfies Record<SearchCommand['type'], readonly Mover[]>

/** What follows from a command: the facts to add, or a refusal. */
export function decide(search: Search, command: SearchCommand): SearchFact[] | Refusal {
  const no = hindrance(searches, search, command)
  if (no) return no
  const stamp = { at: command.at, by: command.by }
  switch (command.type) {
    case 'search.start':
      return [{ type: 'search.started', ...stamp, order: command.order }, next([], command)]
    case 'search.retry':
      return [next([], command)]
    case 'search.assign':
      return [{ type: 'search.taken', ...stamp, technician: command.technician, how: 'desk' }]
    case 'search.stop':
      return [{ type: 'search.stopped', ...stamp, reason: command.reason }]
    default:
      return answered(at(search, 'offering', 'broadcast'), command)
  }
}

type Offered = Extract<Search, { status: 'offering' | 'broadcast' }>
type Answer = Extract<SearchCommand, { type: 'search.accept' | 'search.decline' | 'search.lapse' }>

function answered(search: Offered, command: Answer): SearchFact[] | Refusal {
  const stamp = { at: command.at, by: command.by }
  if (command.type === 'search.lapse') return lapsed(search, command)
  const { technician } = command
  if (!isAsked(search, technician)) return refuse('search.not_yours')
  if (command.type === 'search.accept') {
    if (command.at >= search.until) return refuse('search.too_late')
    const how = search.status === 'offering' ? 'offer' : 'broadcast'
    return [{ type: 'search.taken', ...stamp, technician, how }]
  }
  const declined: SearchFact = { type: 'search.declined', ...stamp, technician, reason: command.reason }
  if (search.status === 'offering') return [declined, next(search.asked, command)]
  const left = search.technicians.filter((other) => other !== technician && !search.declined.includes(other))
  return left.length > 0 ? [declined] : [declined, { type: 'search.exhausted', ...stamp }]
}

function lapsed(search: Offered, command: Stamp & Ranked): SearchFact[] | Refusal {
  const stamp = { at: command.at, by: command.by }
  if (command.at < search.until) return refuse('search.still_open')
  if (search.status === 'broadcast') return [{ type: 'search.exhausted', ...stamp }]
  return [{ type: 'search.lapsed', ...stamp, technician: search.technician }, next(search.asked, command)]
}

/** Whether this technician holds an offer now and has not said no. */
export const isAsked = (search: Search, technician: Id): boolean =>
  (search.status === 'offering' && search.technician === technician) ||
  (search.status === 'broadcast' && search.technicians.includes(technician) && !search.declined.includes(technician))

/** The next offer: to the best who was not asked yet; after five, to all who fit; to nobody when nobody fits. */
function next(asked: readonly Id[], { at, by, ranked }: Stamp & Ranked): SearchFact {
  const fresh = ranked.filter((candidate) => !asked.includes(candidate.technician))
  const [best] = fresh
  if (best && asked.length < singleOffers)
    return { type: 'search.offered', at, by, candidate: best, until: later(at, offerStands) }
  if (ranked.length === 0) return { type: 'search.exhausted', at, by }
  const technicians = ranked.map((candidate) => candidate.technician)
  return { type: 'search.broadcast', at, by, technicians, until: later(at, broadcastStands) }
}

/** Folds one fact into a search. Throws on a fact that does not fit. */
export function evolve(search: Search, fact: SearchFact): Search {
  if (fact.type === 'search.started')
    return { status: 'started', order: fact.order, startedAt: fact.at, asked: [], declined: [] }
  const was = at(search, 'started', 'offering', 'broadcast', 'exhausted')
  const { order, startedAt, asked, declined } = was
  const begun: Begun = { order, startedAt, asked, declined }
  switch (fact.type) {
    case 'search.offered': {
      const { technician, why } = fact.candidate
      const offer = { technician, why, offeredAt: fact.at, until: fact.until }
      return { ...begun, ...offer, status: 'offering', asked: [...asked, technician] }
    }
    case 'search.declined':
      return { ...was, declined: [...declined, fact.technician] }
    case 'search.lapsed':
      return was
    case 'search.broadcast':
      return { ...begun, status: 'broadcast', technicians: fact.technicians, offeredAt: fact.at, until: fact.until }
    case 'search.exhausted':
      return { ...begun, status: 'exhausted' }
    case 'search.taken':
      return { ...begun, status: 'taken', technician: fact.technician, takenAt: fact.at }
    case 'search.stopped':
      return { ...begun, status: 'stopped', reason: fact.reason }
  }
}

export const searches: Machine<Search, SearchCommand, SearchFact> = {
  kind: 'search',
  start: { status: 'none' },
  allowed,
  movers,
  final: ['taken', 'stopped'],
  passing: ['started'],
  decide,
  evolve,
}
