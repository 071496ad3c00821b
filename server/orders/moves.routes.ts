import { instant, type PrivateRef } from '@anxin/domain/basics.ts'
import type { OrderCommand } from '@anxin/domain/orders/decide.ts'
import { isRefusal, type Refusal, refuse } from '@anxin/domain/refusals.ts'
import { act } from '../act.ts'
import { ById, type Call, post } from '../http/route.ts'
import { newId } from '../ids.ts'
import { orderCase } from './case.ts'
import { Note, Reason, Reopen, Reschedule, Resume } from './shapes.ts'
import { type OrderRow, orderFor } from './store.ts'
import { desk, OrderShown, showOrder } from './views.ts'

type IdPath = { id: string }
type Body<C> = Omit<C, 'type' | 'at' | 'by'>
type OrderMove = OrderCommand['type']
type CommandOf<T extends OrderMove> = Extract<OrderCommand, { type: T }>

/** One command to one order that the caller may know of; answers with the order as it then is. */
async function move<T extends OrderMove>(call: Call<IdPath, unknown, unknown>, type: T, more: Body<CommandOf<T>>) {
  const { tx, by, now, params, version } = call
  const row = await orderFor(tx, by, params.id)
  if (!row) return refuse('case.absent')
  const command = { type, at: instant(now), by, ...more } as unknown as OrderCommand // one type with just its own fields
  const acted = await act(tx, orderCase, { id: params.id, version }, command)
  return isRefusal(acted)
    ? acted
    : showOrder(call, { ...row, version: acted.version, state: acted.state as OrderRow['state'] }) // no order goes back to `none`
}

/** Free text about a person goes under that person's key before it goes anywhere else. */
async function sealText(
  call: Call<IdPath, unknown, unknown>,
  field: string,
  text: string,
): Promise<PrivateRef | Refusal> {
  const row = await orderFor(call.tx, call.by, call.params.id)
  if (!row) return refuse('case.absent')
  const values = [{ kind: 'order', row: newId(), field, text }]
  const [ref] = await call.deps.private.seal(call.tx, row.state.asked.person, values)
  return ref ?? refuse('case.absent')
}

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
    does: (call) => move(call, 'order.cancel', call.body),
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
    async does(call) {
      const fault = await sealText(call, 'fault', call.body.fault)
      return isRefusal(fault) ? fault : move(call, 'order.reopen', { fault, window: call.body.window ?? null })
    },
  }),
  post('/orders/:id/release', {
    summary: 'Take the order back from its technician and search anew / 改派',
    tag: 'orders',
    who: ['dispatcher', 'supervisor', 'operator'],
    params: ById,
    body: Reason,
    answer: OrderShown,
    does: (call) => move(call, 'order.release', { visit: null, ...call.body }),
  }),
  post('/orders/:id/give-up', {
    summary: 'End an order that cannot be repaired / 无法修复，结束',
    tag: 'orders',
    who: ['dispatcher', 'supervisor', 'operator'],
    params: ById,
    body: Reason,
    answer: OrderShown,
    does: (call) => move(call, 'order.give-up', call.body),
  }),
  post('/orders/:id/notes', {
    summary: 'Leave a note for colleagues / 备注',
    tag: 'orders',
    who: desk,
    params: ById,
    body: Note,
    answer: OrderShown,
    async does(call) {
      const note = await sealText(call, 'note', call.body.note)
      return isRefusal(note) ? note : move(call, 'order.note', { note })
    },
  }),
]
