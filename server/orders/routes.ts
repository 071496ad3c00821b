import { applianceCodes } from '@anxin/domain/appliances/kinds.ts'
import { describe } from '@anxin/domain/machine.ts'
import { orders } from '@anxin/domain/orders/decide.ts'
import { plainNumber } from '@anxin/domain/orders/number.ts'
import { isRefusal, refuse } from '@anxin/domain/refusals.ts'
import { visits } from '@anxin/domain/visits/decide.ts'
import { z } from 'zod'
import { linkFor, TrackingLink } from '../http/link.ts'
import { ById, type Call, cursorOf, get, PageQuery, pageOf, post, readCursor } from '../http/route.ts'
import { parsePhone } from '../private/phone.ts'
import { takeReport } from './intake.ts'
import { ReportInput } from './shapes.ts'
import { orderFor, ordersLike, timelineOf } from './store.ts'
import { Step, showTimeline } from './timeline.ts'
import { desk, OrderBrief, OrderShown, showOrder, showOrders } from './views.ts'

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
      return row ? showOrder(call, row) : refuse('case.absent')
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
]

/** The person behind a phone number that the desk looks up; somebody unknown has no orders, which is an answer too. */
async function personSought({ tx, deps, query }: Call<unknown, z.output<typeof ListQuery>, unknown>) {
  if (query.phone === undefined) return undefined
  const phone = parsePhone(query.phone)
  return phone ? deps.private.find(tx, phone) : null
}
