import { describe } from '@anxin/domain/machine.ts'
import { orders } from '@anxin/domain/orders/decide.ts'
import { isRefusal, refuse } from '@anxin/domain/refusals.ts'
import { visits } from '@anxin/domain/visits/decide.ts'
import { z } from 'zod'
import { linkFor, TrackingLink } from '../http/link.ts'
import type { Route } from '../http/route.ts'
import { ById, cursorOf, get, PageQuery, pageOf, post, readCursor } from '../http/route.ts'
import { contactRoutes } from './contact.routes.ts'
import { FilterQuery, filterOf } from './filter.ts'
import { takeReport } from './intake.ts'
import { orderMoves } from './moves.routes.ts'
import { ReportInput } from './shapes.ts'
import { orderFor, ordersLike, timelineOf } from './store.ts'
import { Step, showTimeline } from './timeline.ts'
import { desk, OrderBrief, OrderShown, showOrder, showOrders } from './views.ts'

export { orderSheets } from './sheets.ts'

/** Reports of people who are not signed in, from one address: far more than a call centre that types into the page, or a
 *  carrier's shared address, brings about; what it bounds is who makes up reports to have numbers sent messages. */
const perAddress = [
  { seconds: 60, most: 60 },
  { seconds: 3_600, most: 1_000 },
]

export const orderRoutes: readonly Route[] = [
  ...orderMoves,
  ...contactRoutes,
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
    perAddress,
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
    query: PageQuery.extend(FilterQuery.shape),
    answer: pageOf(OrderBrief),
    async does(call) {
      const { tx, by, query } = call
      const filter = await filterOf(tx, call.deps, query)
      const after = readCursor(query.cursor, z.tuple([z.iso.datetime(), z.uuid()]))
      const rows = await ordersLike(tx, {
        ...filter,
        ...(by.kind === 'person' && by.role === 'consumer' ? { person: by.id } : {}),
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
    async does(call) {
      const { tx, by, params } = call
      const row = await orderFor(tx, by, params.id)
      return row ? { steps: await showTimeline(call, await timelineOf(tx, row.id)) } : refuse('case.absent')
    },
  }),
]
