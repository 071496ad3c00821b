import { days, type Id, type Instant, later, type PrivateRef, type Window } from '../basics.ts'
import { hindrance, type Machine, type Stamp } from '../machine.ts'
import { type Refusal, refuse } from '../refusals.ts'
import { allowed, final, movers } from './allowed.ts'
import { type Asked, evolve, type Order, type OrderFact, type WaitingFor } from './order.ts'

/** What can be asked of an order. What the rule needs to know from elsewhere comes inside the command. */
export type OrderCommand = Stamp &
  (
    | { type: 'order.open'; asked: Asked }
    | { type: 'order.locate'; region: string }
    | { type: 'order.reschedule'; window: Window }
    | { type: 'order.assign'; technician: Id; visit: Id }
    /** `visit`: the one that was handed back; null when the desk takes the order back, whichever visit it has. */
    | { type: 'order.release'; visit: Id | null; reason: PrivateRef | null }
    | { type: 'order.hand-over'; visit: Id; technician: Id }
    | { type: 'order.begin'; visit: Id }
    | { type: 'order.pause'; visit: Id; waitingFor: WaitingFor; reason: PrivateRef | null }
    | { type: 'order.resume'; visit: Id; window: Window | null }
    | { type: 'order.complete'; visit: Id; warrantyDays: number }
    | { type: 'order.give-up'; reason: PrivateRef }
    | { type: 'order.cancel'; reason: PrivateRef }
    | { type: 'order.reopen'; fault: PrivateRef; window: Window | null }
    | { type: 'order.note'; note: PrivateRef }
    | { type: 'order.close' }
  )

/** Repairs are warranted for 90 days unless the tenant promises more. */
export const warrantyDays = 90
/** A consumer's window is at least an hour, at most a day long, and starts within 60 days. */
const windowLimits = { shortest: 3_600_000, longest: days(1), furthest: days(60) }

/** What follows from a command: the facts to add, or a refusal. Asks nobody, changes nothing. */
export function decide(order: Order, command: OrderCommand): OrderFact[] | Refusal {
  const no = hindrance(orders, order, command)
  if (no) return no
  const { at, by } = command
  switch (command.type) {
    case 'order.open':
      return windowProblem(command.asked.window, at) ?? [{ type: 'order.opened', at, by, asked: command.asked }]
    case 'order.reschedule':
      return windowProblem(command.window, at) ?? [{ type: 'order.rescheduled', at, by, window: command.window }]
    case 'order.locate':
      return [{ type: 'order.located', at, by, region: command.region }]
    case 'order.assign':
      return [{ type: 'order.assigned', at, by, technician: command.technician, visit: command.visit }]
    case 'order.note':
      return [{ type: 'order.noted', at, by, note: command.note }]
    case 'order.give-up':
      return [{ type: 'order.unresolved', at, by, reason: command.reason }]
    case 'order.cancel':
      return [{ type: 'order.cancelled', at, by, reason: command.reason }]
    default:
      return followed(order, command)
  }
}

type Following = Extract<
  OrderCommand,
  {
    type:
      | 'order.hand-over'
      | 'order.begin'
      | 'order.release'
      | 'order.pause'
      | 'order.resume'
      | 'order.complete'
      | 'order.reopen'
      | 'order.close'
  }
>

/** The commands that follow from a visit, from a returning fault or from the clock. */
function followed(order: Order, command: Following): OrderFact[] | Refusal {
  const { at, by } = command
  // A late echo of an earlier visit must not move an order that has a new one.
  if (command.type !== 'order.resume' && isOtherVisit(order, command)) return refuse('order.other_visit')
  switch (command.type) {
    case 'order.release':
      return [{ type: 'order.released', at, by, reason: command.reason }]
    case 'order.hand-over':
      return [{ type: 'order.handed-over', at, by, technician: command.technician }]
    case 'order.begin':
      return [{ type: 'order.begun', at, by }]
    case 'order.pause':
      return [{ type: 'order.paused', at, by, waitingFor: command.waitingFor, reason: command.reason }]
    case 'order.resume':
      return (
        windowProblem(command.window, at) ?? [
          { type: 'order.resumed', at, by, visit: command.visit, window: command.window },
        ]
      )
    case 'order.complete':
      return [{ type: 'order.completed', at, by, warrantyUntil: later(at, days(command.warrantyDays)) }]
    case 'order.reopen':
      if (order.status === 'completed' && at > order.warrantyUntil) return refuse('order.warranty_over')
      return (
        windowProblem(command.window, at) ?? [
          { type: 'order.reopened', at, by, fault: command.fault, window: command.window },
        ]
      )
    case 'order.close':
      if (order.status === 'completed' && at < order.warrantyUntil) return refuse('order.still_warranted')
      return [{ type: 'order.closed', at, by }]
  }
}

const isOtherVisit = (order: Order, command: Following) =>
  'visit' in order && 'visit' in command && command.visit !== null && command.visit !== order.visit

/** Why a wanted window cannot be promised; null when it can, or when none is wanted. */
export function windowProblem(window: Window | null, at: Instant): Refusal | null {
  if (!window) return null
  if (window.to <= at) return refuse('order.window_past')
  const long = window.to - window.from
  const fits = long >= windowLimits.shortest && long <= windowLimits.longest
  return fits && window.from - at <= windowLimits.furthest ? null : refuse('order.window_shape')
}

/** Whether nothing may be charged: the fault came back within warranty, or the repair is the remedy of a claim. */
export const isFreeOfCharge = ({ asked, reopenedAt }: { asked: Asked; reopenedAt: readonly Instant[] }): boolean =>
  reopenedAt.length > 0 || Boolean(asked.claim)

export const orders: Machine<Order, OrderCommand, OrderFact> = {
  kind: 'order',
  start: { status: 'none' },
  allowed,
  movers,
  final,
  decide,
  evolve,
}
