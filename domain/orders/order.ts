import type { Day } from '../appliances/ageing.ts'
import type { Id, Instant, PrivateRef, Window } from '../basics.ts'
import { at, type Stamp } from '../machine.ts'

/** What was asked for. Everything about a person is a reference into the private store. */
export type Asked = {
  number: string
  person: Id
  /** Official division code, 6 digits for a county, 9 for a town; null while nobody could tell where it is. */
  region: string | null
  /** Kind of appliance, a code of `appliances/kinds.ts`. */
  appliance: string
  brand: string
  /** As the label on the machine or its owner's register says; absent in orders from before these were asked. */
  model?: PrivateRef | null
  /** The maker's warranty, which is not that of a repair: `YYYY-MM-DD`. */
  makerWarrantyUntil?: Day | null
  urgency: 'urgent' | 'planned'
  window: Window | null
  channel: 'web' | 'phone' | 'chat' | 'api' | 'reminder'
  name: PrivateRef
  phone: PrivateRef
  address: PrivateRef
  fault: PrivateRef
  /** Where the consumer's phone said to be, if they let it: `latitude,longitude`. */
  place: PrivateRef | null
  /** Uploads that show the fault. */
  media: readonly Id[]
  /** The registered appliance, where the report came from one. */
  registered: Id | null
  /** The refund claim whose remedy is this repair: free of charge for the buyer. Absent in older orders. */
  claim?: Id | null
}

export type WaitingFor = 'parts' | 'consumer' | 'desk'
export type Assignment = { technician: Id; visit: Id }

/** What can have happened to an order. Past tense, never edited, only added to. */
export type OrderFact = Stamp &
  (
    | { type: 'order.opened'; asked: Asked }
    | { type: 'order.located'; region: string }
    | { type: 'order.rescheduled'; window: Window }
    | { type: 'order.assigned'; technician: Id; visit: Id }
    | { type: 'order.handed-over'; technician: Id }
    | { type: 'order.released'; reason: PrivateRef | null }
    | { type: 'order.begun' }
    | { type: 'order.paused'; waitingFor: WaitingFor; reason: PrivateRef | null }
    | { type: 'order.resumed'; visit: Id; window: Window | null }
    | { type: 'order.completed'; warrantyUntil: Instant }
    | { type: 'order.unresolved'; reason: PrivateRef }
    | { type: 'order.cancelled'; reason: PrivateRef }
    | { type: 'order.reopened'; fault: PrivateRef; window: Window | null }
    | { type: 'order.noted'; note: PrivateRef }
    | { type: 'order.closed' }
  )

type Known = { asked: Asked; openedAt: Instant; reopenedAt: readonly Instant[] }
type Served = Known & Assignment & { visits: readonly Id[] }

/** What an order is now. Each status carries exactly what is known in it. */
export type Order =
  | { status: 'none' }
  | (Known & { status: 'received'; visits: readonly Id[]; last: Assignment | null })
  | (Served & { status: 'assigned' })
  | (Served & { status: 'serving' })
  | (Served & { status: 'waiting'; waitingFor: WaitingFor; since: Instant; reason: PrivateRef | null })
  | (Served & { status: 'completed'; completedAt: Instant; warrantyUntil: Instant })
  | (Known & { status: 'unresolved'; visits: readonly Id[]; reason: PrivateRef })
  | (Known & { status: 'cancelled'; visits: readonly Id[]; reason: PrivateRef })
  | (Served & { status: 'closed'; completedAt: Instant })
export type OpenOrder = Exclude<Order, { status: 'none' }>

/** An order cannot be anything but what its facts, folded in order, say. Throws on a fact that does not fit. */
export function evolve(order: Order, fact: OrderFact): Order {
  switch (fact.type) {
    case 'order.opened':
      at(order, 'none')
      return { status: 'received', asked: fact.asked, openedAt: fact.at, reopenedAt: [], visits: [], last: null }
    case 'order.located':
      return changed(at(order, 'received', 'assigned', 'waiting'), { region: fact.region })
    case 'order.rescheduled':
      return changed(at(order, 'received', 'assigned', 'waiting'), { window: fact.window })
    case 'order.assigned': {
      const { last: _, ...known } = at(order, 'received')
      return {
        ...known,
        status: 'assigned',
        technician: fact.technician,
        visit: fact.visit,
        visits: [...known.visits, fact.visit],
      }
    }
    case 'order.handed-over':
      return { ...at(order, 'assigned', 'serving', 'waiting'), technician: fact.technician }
    case 'order.begun':
      return { ...at(order, 'assigned'), status: 'serving' }
    case 'order.noted':
      return order
    default:
      return ended(order, fact)
  }
}

type Later = Exclude<
  OrderFact,
  {
    type:
      | 'order.opened'
      | 'order.located'
      | 'order.rescheduled'
      | 'order.assigned'
      | 'order.handed-over'
      | 'order.begun'
      | 'order.noted'
  }
>

/** The facts that take an order out of, or back into, somebody's hands. */
function ended(order: Order, fact: Later): Order {
  switch (fact.type) {
    case 'order.released': {
      const was = at(order, 'assigned', 'serving', 'waiting')
      return { ...known(was), status: 'received', last: { technician: was.technician, visit: was.visit } }
    }
    case 'order.paused': {
      const { waitingFor, reason } = fact
      return { ...served(at(order, 'assigned', 'serving')), status: 'waiting', waitingFor, since: fact.at, reason }
    }
    case 'order.resumed': {
      const was = served(at(order, 'waiting'))
      const asked = { ...was.asked, window: fact.window ?? was.asked.window }
      return { ...was, asked, status: 'assigned', visit: fact.visit, visits: [...was.visits, fact.visit] }
    }
    case 'order.completed': {
      const was = served(at(order, 'assigned', 'serving'))
      return { ...was, status: 'completed', completedAt: fact.at, warrantyUntil: fact.warrantyUntil }
    }
    case 'order.unresolved':
      return { ...known(at(order, 'received', 'waiting')), status: 'unresolved', reason: fact.reason }
    case 'order.cancelled':
      return { ...known(at(order, 'received', 'assigned', 'waiting')), status: 'cancelled', reason: fact.reason }
    case 'order.reopened': {
      const was = at(order, 'completed')
      const asked = { ...was.asked, fault: fact.fault, window: fact.window, urgency: 'urgent' as const }
      const last = { technician: was.technician, visit: was.visit }
      return { ...known(was), asked, reopenedAt: [...was.reopenedAt, fact.at], status: 'received', last }
    }
    case 'order.closed': {
      const was = at(order, 'completed')
      return { ...served(was), status: 'closed', completedAt: was.completedAt }
    }
  }
}

const known = ({ asked, openedAt, reopenedAt, visits }: Known & { visits: readonly Id[] }) => ({
  asked,
  openedAt,
  reopenedAt,
  visits,
})
const served = (was: Served) => ({ ...known(was), technician: was.technician, visit: was.visit })
const changed = <O extends Known>(order: O, change: Partial<Asked>): O => ({
  ...order,
  asked: { ...order.asked, ...change },
})
