import { instant } from '@anxin/domain/basics.ts'
import type { OrderCommand } from '@anxin/domain/orders/decide.ts'
import { isRefusal, refuse } from '@anxin/domain/refusals.ts'
import { act } from '../act.ts'
import { ById, type Call, post } from '../http/route.ts'
import { newId } from '../ids.ts'
import { sealWritten } from '../private/written.ts'
import { orderCase } from './case.ts'
import { Note, Reason, Reopen, Reschedule, Resume } from './shapes.ts'
import { type OrderRow, orderFor } from './store.ts'
import { desk, OrderShown, showOrder } from './views.ts'

type Here<B = unknown> = Call<{ id: string }, unknown, B>
type Body<C> = Omit<C, 'type' | 'at' | 'by'>
type OrderMove = OrderCommand['type']
type CommandOf<T extends OrderMove> = Extract<OrderCommand, { type: T }>

/** One command to one order that the caller may know of; answers with the order as it then is. `more`: what the command
 *  carries, or how it comes about for this order. */
async function move<T extends OrderMove>(
  call: Here,
  type: T,
  more: Body<CommandOf<T>> | ((order: OrderRow) => Promise<Body<CommandOf<T>>>),
) {
  const { tx, by, now, params, version } = call
  const row = await orderFor(tx, by, params.id)
  if (!row) return refuse('case.absent')
  const carried = typeof more === 'function' ? await more(row) : more
  const command = { type, at: instant(now), by, ...carried } as unknown as OrderCommand // one type with just its own fields
  const acted = await act(tx, orderCase, { id: params.id, version }, command)
  return isRefusal(acted)
    ? acted
    : showOrder(call, { ...row, version: acted.version, state: acted.state as OrderRow['state'] }) // no order goes back to `none`
}

/** What somebody wrote about an order, under the key of its consumer. */
const written = <W extends Record<string, string>>(call: Here, { state }: OrderRow, words: W) =>
  sealWritten(call, { kind: 'order', person: state.asked.person }, words)

/** A dispatcher is a consumer too: the first role that the caller holds is the one that acts. */
const consumerAndDesk = [...desk, 'system', 'consumer'] as const

/** Everything that people may do to an order once it is there. */
export const orderMoves = [
  post('/orders/:id/cancel', {
    summary: 'Cancel / 取消',
    tag: 'orders',
    who: ['link', ...consumerAndDesk],
    params: ById,
    body: Reason,
    answer: OrderShown,
    does: (call) => move(call, 'order.cancel', (order) => written(call, order, call.body)),
  }),
  post('/orders/:id/reschedule', {
    summary: 'Another wanted time / 改约',
    tag: 'orders',
    who: ['link', ...consumerAndDesk],
    params: ById,
    body: Reschedule,
    answer: OrderShown,
    does: (call) => move(call, 'order.reschedule', call.body),
  }),
  post('/orders/:id/resume', {
    summary: 'Go on after waiting, with a new visit / 继续上门',
    tag: 'orders',
    who: [...desk, 'technician', 'link', 'consumer'],
    params: ById,
    body: Resume,
    answer: OrderShown,
    does: (call) => move(call, 'order.resume', { visit: newId(), window: call.body.window ?? null }),
  }),
  post('/orders/:id/reopen', {
    summary: 'The fault is back within warranty: free of charge / 保障期内返修',
    tag: 'orders',
    who: ['link', ...consumerAndDesk],
    params: ById,
    body: Reopen,
    answer: OrderShown,
    does(call) {
      const { fault, window = null } = call.body
      return move(call, 'order.reopen', async (order) => ({ window, ...(await written(call, order, { fault })) }))
    },
  }),
  post('/orders/:id/release', {
    summary: 'Take the order back from its technician and search anew / 改派',
    tag: 'orders',
    who: ['dispatcher', 'supervisor', 'operator'],
    params: ById,
    body: Reason,
    answer: OrderShown,
    does: (call) =>
      move(call, 'order.release', async (order) => ({ visit: null, ...(await written(call, order, call.body)) })),
  }),
  post('/orders/:id/give-up', {
    summary: 'End an order that cannot be repaired / 无法修复，结束',
    tag: 'orders',
    who: ['dispatcher', 'supervisor', 'operator'],
    params: ById,
    body: Reason,
    answer: OrderShown,
    does: (call) => move(call, 'order.give-up', (order) => written(call, order, call.body)),
  }),
  post('/orders/:id/notes', {
    summary: 'Leave a note for colleagues / 备注',
    tag: 'orders',
    who: desk,
    params: ById,
    body: Note,
    answer: OrderShown,
    does: (call) => move(call, 'order.note', (order) => written(call, order, call.body)),
  }),
]
