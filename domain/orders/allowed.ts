import type { Mover } from '../basics.ts'
import type { OrderCommand } from './decide.ts'
import type { Order } from './order.ts'

/** Which commands an order takes in each status. Read by `decide`, by the page's buttons and by the tests. */
export const allowed = {
  none: ['order.open'],
  received: ['order.reschedule', 'order.locate', 'order.assign', 'order.cancel', 'order.give-up', 'order.note'],
  assigned: [
    'order.begin',
    'order.hand-over',
    'order.reschedule',
    'order.locate',
    'order.pause',
    'order.release',
    'order.cancel',
    'order.complete',
    'order.note',
  ],
  serving: ['order.hand-over', 'order.pause', 'order.complete', 'order.release', 'order.note'],
  waiting: [
    'order.hand-over',
    'order.resume',
    'order.reschedule',
    'order.locate',
    'order.release',
    'order.give-up',
    'order.cancel',
    'order.note',
  ],
  completed: ['order.reopen', 'order.close', 'order.note'],
  unresolved: [],
  cancelled: [],
  closed: [],
} as const satisfies Record<Order['status'], readonly OrderCommand['type'][]>

const desk = ['agent', 'dispatcher', 'supervisor', 'operator'] as const

/** Who may send each command. */
export const movers = {
  'order.open': ['consumer', 'system', 'reaction', ...desk],
  'order.locate': desk,
  'order.reschedule': ['consumer', 'system', 'reaction', ...desk],
  'order.assign': ['reaction'],
  'order.release': ['reaction', 'dispatcher', 'supervisor', 'operator'],
  'order.hand-over': ['reaction'],
  'order.begin': ['reaction'],
  'order.pause': ['reaction'],
  'order.resume': ['consumer', 'technician', ...desk],
  'order.complete': ['reaction'],
  'order.give-up': ['dispatcher', 'supervisor', 'operator'],
  'order.cancel': ['consumer', 'system', ...desk],
  'order.reopen': ['consumer', 'system', ...desk],
  'order.note': desk,
  'order.close': ['clock'],
} as const satisfies Record<OrderCommand['type'], readonly Mover[]>

/** Statuses from which nothing follows. A completed order is not final: its fault can come back within warranty. */
export const final = ['unresolved', 'cancelled', 'closed'] as const satisfies readonly Order['status'][]
