import { applianceKinds } from '@anxin/domain/appliances/kinds.ts'
import type { Id } from '@anxin/domain/basics.ts'
import type { z } from 'zod'
import { note } from '../db/audit.ts'
import { DoorProblem, type Language } from '../http/problems.ts'
import type { Call, StreamRoute } from '../http/route.ts'
import { ExportQuery, mostRows, sendTable, timeCell } from '../sheets/export.ts'
import { FilterQuery, filterOf } from './filter.ts'
import { countLike, type Filter, ordersLike } from './store.ts'
import { desk, type OrderBrief, showOrders } from './views.ts'

const Query = FilterQuery.extend(ExportQuery)
type Brief = z.input<typeof OrderBrief>
type Asked = Omit<Call<unknown, unknown, unknown>, 'tx'>
type Words = Record<string, { zh: string; en: string }>

const statuses: Words = {
  received: { zh: '待派单', en: 'Received' },
  assigned: { zh: '已接单', en: 'Assigned' },
  serving: { zh: '维修中', en: 'In repair' },
  waiting: { zh: '等待中', en: 'Waiting' },
  completed: { zh: '已完工', en: 'Completed' },
  unresolved: { zh: '未能修复', en: 'Unresolved' },
  cancelled: { zh: '已取消', en: 'Cancelled' },
  closed: { zh: '已结束', en: 'Closed' },
  parts: { zh: '等待配件', en: 'Waiting for parts' },
  consumer: { zh: '等待用户', en: 'Waiting for the consumer' },
  desk: { zh: '等待客服', en: 'Waiting for the desk' },
  urgent: { zh: '紧急', en: 'Urgent' },
  planned: { zh: '预约', en: 'Planned' },
  free: { zh: '保障期内', en: 'Under warranty' },
}

type Column = { zh: string; en: string; cell(order: Brief, language: Language): string | null | undefined }
/** The columns of the page, masked as they are there. */
const columns: readonly Column[] = [
  { zh: '单号', en: 'Number', cell: ({ number }) => number },
  { zh: '状态', en: 'Status', cell: ({ status }, language) => statuses[status]?.[language] },
  { zh: '等待', en: 'Waiting for', cell: ({ waitingFor }, language) => statuses[waitingFor ?? '']?.[language] },
  { zh: '类型', en: 'Type', cell: ({ urgency }, language) => statuses[urgency]?.[language] },
  { zh: '家电', en: 'Appliance', cell: ({ appliance }, language) => applianceName(appliance, language) },
  { zh: '品牌', en: 'Brand', cell: ({ brand }) => brand },
  { zh: '地区', en: 'Region', cell: ({ region }) => region?.name },
  { zh: '地区代码', en: 'Region code', cell: ({ region }) => region?.code },
  { zh: '用户', en: 'Contact', cell: ({ contact }) => contact.name },
  { zh: '电话', en: 'Phone', cell: ({ contact }) => contact.phone },
  { zh: '师傅', en: 'Technician', cell: ({ technician }) => technician },
  { zh: '预约开始', en: 'Window from', cell: ({ window }) => timeCell(window?.from ?? null) },
  { zh: '预约结束', en: 'Window to', cell: ({ window }) => timeCell(window?.to ?? null) },
  { zh: '报修时间', en: 'Opened', cell: ({ openedAt }) => timeCell(openedAt) },
  { zh: '保障', en: 'Warranty', cell: ({ isFree }, language) => (isFree ? statuses.free?.[language] : '') },
  { zh: '保障至', en: 'Warranty until', cell: ({ warrantyUntil }) => timeCell(warrantyUntil) },
]
const applianceName = (code: string, language: Language) =>
  Object.entries(applianceKinds).find(([kind]) => kind === code)?.[1][language] ?? code

const batch = 500
type Wanted = Omit<Filter, 'after' | 'limit'>

/** All orders that match, the newest first: read in batches, each a short transaction, so that an export of many holds up
 *  nobody. */
async function* rowsOf(call: Asked, wanted: Wanted): AsyncGenerator<string[][]> {
  const { deps, caller, by, language } = call
  let after: { openedAt: string; id: Id } | null = null
  for (let left = mostRows; left > 0; left -= batch) {
    const filter: Filter = { ...wanted, after, limit: Math.min(batch, left) }
    const orders: Brief[] = await deps.db.transaction({ tenant: caller.tenant }, async (tx) =>
      showOrders({ tx, deps, by }, await ordersLike(tx, filter)),
    )
    const last = orders.at(-1)
    if (!last) return
    yield orders.map((order) => columns.map(({ cell }) => cell(order, language) ?? ''))
    after = { openedAt: last.openedAt, id: last.id }
  }
}

/** Counts and notes the export before its first byte; too many rows are refused, since a table that ends early looks whole. */
async function begin(call: Asked, query: z.output<typeof Query>): Promise<Wanted> {
  const { deps, caller, by, now } = call
  return deps.db.transaction({ tenant: caller.tenant }, async (tx) => {
    const wanted = await filterOf(tx, deps, query)
    const rows = await countLike(tx, { ...wanted, after: null, limit: mostRows + 1 })
    if (rows > mostRows) throw new DoorProblem('sheet.too_many_rows')
    const { format, encoding, phone, status, ...filter } = query
    const asked = { ...filter, ...(status ? { status } : {}), ...(phone === undefined ? {} : { byPhone: true }) }
    note(tx, { now, by, type: 'orders.exported', body: { ...asked, format, rows } })
    return wanted
  })
}

/** The orders that the page's filter finds, all of them, as a file. */
export const orderExport: StreamRoute = {
  method: 'GET',
  path: '/orders/export',
  summary: 'All orders that match, as CSV or XLSX, masked as the list is; each export is noted / 导出订单',
  tag: 'orders',
  who: desk,
  query: Query,
  async streams(call, { reply }) {
    const query = call.query as z.output<typeof Query> // parsed by Query
    const wanted = await begin(call, query)
    const heads = columns.map((column) => column[call.language])
    return sendTable(reply, 'anxin-orders', { table: { heads, batches: rowsOf(call, wanted) }, format: query })
  },
}
