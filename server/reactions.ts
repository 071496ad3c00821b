import type { ApplianceFact } from '@anxin/domain/appliances/appliance.ts'
import { type Id, type Instant, later, minutes, type PrivateRef } from '@anxin/domain/basics.ts'
import type { Search, SearchFact } from '@anxin/domain/offers/search.ts'
import type { Order, OrderFact } from '@anxin/domain/orders/order.ts'
import type { PersonFact } from '@anxin/domain/people/person.ts'
import { nextTick, type PromiseFact, type ServicePromise } from '@anxin/domain/promises/promise.ts'
import { lowAt, type RatingFact } from '@anxin/domain/ratings/rating.ts'
import type { Visit, VisitFact } from '@anxin/domain/visits/visit.ts'
import {
  ofClaims,
  ofCustodies,
  ofDecisions,
  ofHearings,
  ofInquiries,
  ofRecordings,
  ofRemedies,
} from './claim-reactions.ts'
import { type Errand, type Happened, notice, now, type Reactions, wake } from './errand.ts'
import type { Occasion } from './notices/texts.ts'
import { ofHotlineReports, ofHotlines, ofRules } from './operator-reactions.ts'

/** What an order sets off. */
const ofOrders: Reactions<OrderFact, Order> = {
  'order.opened': ({ id, fact }) => [
    ...(fact.asked.media.length > 0 ? [now('media.adopt', fact, { order: id, media: fact.asked.media })] : []),
    now('search.start', fact, { order: id }),
    now('promise.start', fact, { order: id, promised: 'first-call' }),
    now('promise.start', fact, { order: id, promised: 'repair' }),
    notice('order.received', fact, { order: id }, { order: id }),
    ...(fact.asked.claim ? [now('remedy.note-order', fact, { claim: fact.asked.claim, order: id })] : []),
  ],
  'order.reopened': ({ id, fact }) => [
    now('search.start', fact, { order: id }),
    now('promise.start', fact, { order: id, promised: 'first-call' }),
    now('promise.start', fact, { order: id, promised: 'repair' }),
    notice('order.reopened', fact, { order: id }, { order: id }),
  ],
  'order.assigned': ({ id, fact }) => [
    now('visit.plan', fact, { order: id, visit: fact.visit, technician: fact.technician }),
    notice('order.assigned', fact, { order: id }, { order: id }),
  ],
  'order.resumed': ({ id, fact }) => [
    now('promise.resume', fact, { order: id }),
    now('visit.plan', fact, { order: id, visit: fact.visit, technician: null }),
    notice('order.resumed', fact, { order: id }, { order: id }),
  ],
  'order.released': ({ id, fact }) => [
    now('visit.cancel', fact, { order: id, reason: fact.reason }),
    now('promise.resume', fact, { order: id }),
    now('search.start', fact, { order: id }),
  ],
  'order.paused': ({ id, fact }) => [
    now('promise.pause', fact, { order: id, reason: fact.waitingFor }),
    notice(`order.waiting.${fact.waitingFor}`, fact, { order: id }, { order: id }),
    ...(fact.waitingFor === 'desk' ? [notice('desk.visit_failed', fact, { desk: 'dispatcher' }, { order: id })] : []),
  ],
  'order.completed': ({ id, fact, state }) => [
    ...('asked' in state && state.asked.claim ? [now('remedy.order-completed', fact, { order: id })] : []),
    now('promise.meet', fact, { order: id, promised: 'repair' }),
    now('promise.release', fact, { order: id, reason: 'order.completed' }),
    wake('order.close', fact.warrantyUntil, { order: id }),
    notice('order.completed', fact, { order: id }, { order: id }),
  ],
  'order.cancelled': ({ id, fact }) => stopped(id, fact, 'order.cancelled'),
  'order.unresolved': ({ id, fact }) => stopped(id, fact, 'order.unresolved'),
}

const stopped = (order: Id, fact: { at: Instant; reason: PrivateRef }, text: Occasion): Errand[] => [
  now('search.stop', fact, { order, reason: text }),
  now('visit.cancel', fact, { order, reason: fact.reason }),
  now('promise.release', fact, { order, reason: text }),
  notice(text, fact, { order }, { order }),
]

/** What the search for a technician sets off. */
const ofSearches: Reactions<SearchFact, Search> = {
  'search.offered': ({ id, fact, state }) => [
    wake('search.lapse', fact.until, { search: id }),
    notice('technician.offer', fact, { technician: fact.candidate.technician }, { search: id, ...orderOf(state) }),
  ],
  'search.broadcast': ({ id, fact, state }) => [
    wake('search.lapse', fact.until, { search: id }),
    ...fact.technicians.map((technician) =>
      notice('technician.broadcast', fact, { technician }, { search: id, ...orderOf(state) }),
    ),
  ],
  'search.exhausted': ({ id, fact, state }) => [
    notice('desk.nobody_found', fact, { desk: 'dispatcher' }, { search: id, ...orderOf(state) }),
    wake('search.retry', later(fact.at, minutes(2)), { search: id }),
  ],
  'search.taken': ({ fact, state }) => [now('order.assign', fact, { ...orderOf(state), technician: fact.technician })],
}

const orderOf = (state: Search) => (state.status === 'none' ? {} : { order: state.order })

/** What a promise sets off: its own next tick, and whom it warns. */
const ofPromises: Reactions<PromiseFact, ServicePromise> = {
  'promise.started': ({ id, state }) => ticks(id, state),
  'promise.resumed': ({ id, state }) => ticks(id, state),
  'promise.alerted': ({ id, fact, state }) => [
    ...ticks(id, state),
    notice('desk.promise_at_risk', fact, { desk: fact.tell }, { promise: id, ...promisedTo(state) }),
  ],
  'promise.broken': ({ id, fact, state }) => [
    notice('desk.promise_broken', fact, { desk: 'supervisor' }, { promise: id, ...promisedTo(state) }),
  ],
}

const promisedTo = (state: ServicePromise) => (state.status === 'none' ? {} : { order: state.terms.order })
function ticks(promise: Id, state: ServicePromise): Errand[] {
  const next = nextTick(state)
  return next === null ? [] : [wake('promise.tick', next, { promise })]
}

/** What a visit sets off in its order. */
const ofVisits: Reactions<VisitFact, Visit> = {
  'visit.rescheduled': ({ fact, state }) =>
    inOrder(state, (order) => [
      now('order.reschedule', fact, { order, window: fact.window }),
      notice('visit.rescheduled', fact, { order }, { order }),
    ]),
  'visit.handed-over': ({ id, fact, state }) =>
    inOrder(state, (order) => [
      now('order.hand-over', fact, { order, visit: id }),
      notice('visit.handed_over', fact, { order }, { order }),
      notice('technician.given', fact, { technician: fact.to }, { order }),
      notice('technician.taken_off', fact, { technician: fact.from }, { order }),
    ]),
  'visit.departed': ({ fact, state }) =>
    inOrder(state, (order) => [notice('visit.departed', fact, { order }, { order })]),
  'visit.arrived': ({ id, fact, state }) => inOrder(state, (order) => [now('order.begin', fact, { order, visit: id })]),
  'visit.quoted': ({ fact, state }) => inOrder(state, (order) => [notice('visit.quoted', fact, { order }, { order })]),
  'visit.agreed': ({ fact, state }) =>
    inOrder(state, (order) => {
      const media = signatureOf(fact.consent)
      return media.length > 0 ? [now('media.adopt', fact, { order, media })] : []
    }),
  'visit.done': ({ id, fact, state }) =>
    inOrder(state, (order) => [
      now('order.complete', fact, { order, visit: id }),
      now('media.adopt', fact, { order, media: [...fact.media, ...signatureOf(fact.consent)] }),
    ]),
  'visit.awaiting-parts': (it) => paused(it, { waitingFor: 'parts', reason: it.fact.parts }),
  'visit.absent': (it) => paused(it, { waitingFor: 'consumer', reason: null }),
  'visit.unable': (it) => paused(it, { waitingFor: 'desk', reason: it.fact.reason }),
  'visit.cancelled': ({ id, fact, state }) =>
    inOrder(state, (order) => [now('order.release', fact, { order, visit: id, reason: fact.reason })]),
}

const signatureOf = (consent: { kind: string; media?: Id }): Id[] => (consent.media ? [consent.media] : [])
const inOrder = (visit: Visit, errands: (order: Id) => Errand[]): Errand[] =>
  visit.status === 'none' ? [] : errands(visit.plan.order)
const paused = (
  { id: visit, fact, state }: { id: Id; fact: { at: Instant }; state: Visit },
  why: { waitingFor: string; reason: PrivateRef | null },
): Errand[] => inOrder(state, (order) => [now('order.pause', fact, { order, visit, ...why })])

/** What a rating sets off: the technician's own record, and somebody who phones back. */
const ofRatings: Reactions<RatingFact, unknown> = {
  'rating.given': ({ id, fact }) => [
    now('technician.rate', fact, { technician: fact.technician, stars: fact.stars }),
    ...(fact.stars <= lowAt
      ? [notice('rating.low', fact, { desk: 'dispatcher' }, { order: fact.order, rating: id })]
      : []),
  ],
}

/** What an appliance sets off: a look at its parts when the first of them comes due. */
const ofAppliances: Reactions<ApplianceFact, unknown> = {
  'appliance.registered': ({ id, fact }) => [now('appliance.watch', fact, { appliance: id })],
  'appliance.changed': ({ id, fact }) => [now('appliance.watch', fact, { appliance: id })],
  'appliance.read': ({ id, fact }) => [now('appliance.watch', fact, { appliance: id })],
  'appliance.renewed': ({ id, fact }) => [now('appliance.watch', fact, { appliance: id })],
  'appliance.reminded': ({ id, fact, state }) =>
    isInUse(state)
      ? [
          notice(
            'appliance.part_due',
            fact,
            { person: state.person },
            { appliance: id, part: fact.part, due: fact.due },
          ),
        ]
      : [],
}
const isInUse = (state: unknown): state is { person: Id } =>
  typeof state === 'object' && state !== null && 'person' in state

/** What a person sets off. */
const ofPeople: Reactions<PersonFact, unknown> = {
  'person.erased': ({ id, fact }) => [now('reuse.forget', fact, { person: id })],
}

/** What one capability does when something happened in another. Run from the outbox: never lost, never in the request. */
const reactions: Record<string, ((happened: never) => Errand[]) | undefined> = {
  ...ofOrders,
  ...ofSearches,
  ...ofPromises,
  ...ofVisits,
  ...ofRatings,
  ...ofAppliances,
  ...ofClaims,
  ...ofHearings,
  ...ofDecisions,
  ...ofRemedies,
  ...ofRules,
  ...ofPeople,
  ...ofRecordings,
  ...ofCustodies,
  ...ofInquiries,
  ...ofHotlines,
  ...ofHotlineReports,
}

/** The work that follows from one fact; most facts set off nothing. */
export function reactTo(happened: Happened<{ type: string }, unknown>): Errand[] {
  const reaction = reactions[happened.fact.type]
  return reaction ? reaction(happened as never) : [] // the table's key is the fact's own type
}
