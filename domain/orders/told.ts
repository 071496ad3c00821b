import type { OrderFact } from './order.ts'

/** The facts of an order that other systems may ask to be told of. */
export const toldFacts = [
  'order.opened',
  'order.assigned',
  'order.handed-over',
  'order.released',
  'order.rescheduled',
  'order.begun',
  'order.paused',
  'order.resumed',
  'order.completed',
  'order.unresolved',
  'order.cancelled',
  'order.reopened',
  'order.closed',
] as const satisfies readonly OrderFact['type'][]
