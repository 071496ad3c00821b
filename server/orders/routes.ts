import { applianceCodes } from '@anxin/domain/appliances/kinds.ts'
import { instant, type PrivateRef } from '@anxin/domain/basics.ts'
import { describe } from '@anxin/domain/machine.ts'
import { type OrderCommand, orders } from '@anxin/domain/orders/decide.ts'
import { plainNumber } from '@anxin/domain/orders/number.ts'
import { isRefusal, type Refusal, refuse } from '@anxin/domain/refusals.ts'
import { visits } from '@anxin/domain/visits/decide.ts'
import { z } from 'zod'
import { act } from '../act.ts'
import { linkFor, TrackingLink } from '../http/link.ts'
import { ById, type Call, cursorOf, get, PageQuery, pageOf, post, readCursor } from '../http/route.ts'
import { newId } from '../ids.ts'
import { parsePhone } from '../private/phone.ts'
import { orderCase } from './case.ts'
import { takeReport } from './intake.ts'
import { Note, Reason, Reopen, ReportInput, Reschedule, Resume } from './shapes.ts'
import { type OrderRow, orderFor, ordersLike, timelineOf } from './store.ts'
import { Step, showTimeline } from './timeline.ts'
import { OrderBrief, OrderShown, showOrder, showOrders } from './views.ts'

export const desk = ['agent', 'dispatcher', 'supervisor', 'operator'] as const
const statuses = Object.keys(orders.allowed).filter((status) => status !== 'none')

const ListQuery = PageQuery.extend({
  status: z.string().max(200).optional(),
  region: z
    .string()
    .regex(/^\d{2,9}$/)
    .optional(),
  appliance: z.enum(applianceCodes).optional(),
  urgency: z.enum(['urgent', 'planned']).optional(),
  number: z.string().max(20).optional(),
  phone: z.string().max(30).optional(),
})

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
    : shown(call, { ...row, version: acted.version, state: acted.state as OrderRow['state'] }) // no order goes back to `none`
}

const shown = (call: Call<unknown, unknown, unknown>, row: OrderRow) => showOrder(call, row)

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

export const orderRoutes = [
  post('/orders', {
    summary: 'Report a fault; the order number comes at once / 报修',
    tag: 'orders',
    who: [...desk, 'system', 'consumer', 'anyone'],
    body: ReportInput,
    answer: z.object({
      id: z.string(),
      number: z.string(),
      status: z.string(),
      version: z.number(),
      tracking: TrackingLink,
    }),
    status: 201,
    inCompany: true,
    async does(call) {
      const acted = await takeReport(call)
      if (isRefusal(acted)) return acted
      const { id, version, state } = acted
      const number = state.status === 'none' ? '' : state.asked.number
      return { id, number, status: state.status, version, tracking: linkFor(call, id) }
    },
  }),
  get('/orders/states', {
    summary: 'States of orders and visits, who may move them, which are final / 状态说明',
    tag: 'orders',
    who: ['anyone'],
    answer: z.object({ order: z.unknown(), visit: z.unknown() }),
    does: async () => ({ order: describe(orders), visit: describe(visits) }),
  }),
  get('/orders', {
    summary: 'Orders: the own ones of a consumer, all of the tenant for the desk / 订单列表',
    tag: 'orders',
    who: [...desk, 'consumer', 'system'],
    query: ListQuery,
    answer: pageOf(OrderBrief),
    async does(call) {
      const { tx, by, query } = call
      const person = await personSought(call)
      const after = readCursor(query.cursor, z.tuple([z.string(), z.uuid()]))
      const rows = await ordersLike(tx, {
        ...query,
        number: query.number === undefined ? undefined : plainNumber(query.number),
        statuses: (query.status ?? '').split(',').filter((status) => statuses.includes(status)),
        person: by.kind === 'person' && by.role === 'consumer' ? by.id : person,
        after: after && { openedAt: after[0], id: after[1] },
        limit: query.limit + 1,
      })
      const page = rows.slice(0, query.limit)
      const last = rows.length > query.limit ? page.at(-1) : undefined
      const next = last ? cursorOf([new Date(last.state.openedAt).toISOString(), last.id]) : null
      return { items: await showOrders(call, page), next }
    },
  }),
  get('/orders/:id', {
    summary: 'One order / 订单详情',
    tag: 'orders',
    who: [...desk, 'system', 'link', 'consumer'],
    params: ById,
    answer: OrderShown,
    async does(call) {
      const row = await orderFor(call.tx, call.by, call.params.id)
      return row ? shown(call, row) : refuse('case.absent')
    },
  }),
  get('/orders/:id/timeline', {
    summary: 'Everything that happened, step by step / 进度时间线',
    tag: 'orders',
    who: [...desk, 'system', 'link', 'consumer'],
    params: ById,
    answer: z.object({ steps: z.array(Step) }),
    async does({ tx, by, params }) {
      const row = await orderFor(tx, by, params.id)
      return row ? { steps: showTimeline(await timelineOf(tx, row.id), by) } : refuse('case.absent')
    },
  }),
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

/** The person behind a phone number that the desk looks up; somebody unknown has no orders, which is an answer too. */
async function personSought({ tx, deps, query }: Call<unknown, z.output<typeof ListQuery>, unknown>) {
  if (query.phone === undefined) return undefined
  const phone = parsePhone(query.phone)
  return phone ? deps.private.find(tx, phone) : null
}
