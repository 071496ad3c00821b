import type { Id } from '@anxin/domain/basics.ts'
import type { z } from 'zod'
import { note } from '../db/audit.ts'
import { DoorProblem, type Language } from '../http/problems.ts'
import type { Call, StreamRoute } from '../http/route.ts'
import { ExportQuery, mostRows, sendTable, timeCell } from '../sheets/export.ts'
import { money, named } from '../sheets/words.ts'
import { FilterQuery, filterOf } from './filter.ts'
import { claimsLike, countLike, type Filter } from './store.ts'
import { briefOf, type ClaimBrief } from './views.ts'

type Brief = z.input<typeof ClaimBrief>
type Asked = Omit<Call<unknown, unknown, unknown>, 'tx'>

type Column = { zh: string; en: string; cell(claim: Brief, language: Language): string }
const columns: readonly Column[] = [
  { zh: '售后单号', en: 'Claim', cell: ({ number }) => number },
  { zh: '状态', en: 'Status', cell: ({ status }, language) => named(status, language) },
  { zh: '证据等级', en: 'Grade', cell: ({ grade }) => grade ?? '' },
  { zh: '商家', en: 'Merchant', cell: ({ merchant }) => merchant.name },
  { zh: '商品', en: 'Goods', cell: ({ title }) => title },
  { zh: '类目', en: 'Category', cell: ({ category }) => category },
  { zh: '原因', en: 'Reason', cell: ({ reason }, language) => named(reason, language) },
  { zh: '诉求', en: 'Asked for', cell: ({ wanted }, language) => named(wanted, language) },
  { zh: '申请金额（元）', en: 'Amount (CNY)', cell: ({ amount }) => money(amount) },
  { zh: '实付（元）', en: 'Paid (CNY)', cell: ({ paid }) => money(paid) },
  { zh: '结果', en: 'Outcome', cell: ({ outcome }, language) => named(outcome, language) },
  { zh: '申请时间', en: 'Opened', cell: ({ openedAt }) => timeCell(openedAt) },
  { zh: '截止时间', en: 'Due', cell: ({ dueAt }) => timeCell(dueAt) },
]

const Query = FilterQuery.extend(ExportQuery)
const batch = 500
type Wanted = Omit<Filter, 'after' | 'limit'>

/** All claims that match, the newest first, in batches: each a short transaction, so that nobody waits for an export. */
async function* rowsOf({ deps, caller, by, language }: Asked, wanted: Wanted): AsyncGenerator<string[][]> {
  let after: { openedAt: string; id: Id } | null = null
  for (let left = mostRows; left > 0; left -= batch) {
    const filter: Filter = { ...wanted, after, limit: Math.min(batch, left) }
    const found: Brief[] = await deps.db.transaction({ tenant: caller.tenant }, async (tx) =>
      (await claimsLike(tx, by, filter)).map(briefOf),
    )
    const last = found.at(-1)
    if (!last) return
    yield found.map((claim) => columns.map(({ cell }) => cell(claim, language)))
    after = { openedAt: last.openedAt, id: last.id }
  }
}

/** The claims that the page's filter finds, all of them, as a file. Counted and noted before the first byte; too many rows are
 *  refused, since a table that ends early looks whole. */
export const claimExport: StreamRoute = {
  method: 'GET',
  path: '/claims/export',
  summary: 'All claims that match, as CSV or XLSX; each export is noted / 导出售后申请',
  tag: 'claims',
  who: ['operator'],
  query: Query,
  async streams(call, { reply }) {
    const query = call.query as z.output<typeof Query> // parsed by Query
    const wanted = filterOf(query)
    await call.deps.db.transaction({ tenant: call.caller.tenant }, async (tx) => {
      const rows = wanted ? await countLike(tx, call.by, { ...wanted, after: null, limit: mostRows + 1 }) : 0
      if (rows > mostRows) throw new DoorProblem('sheet.too_many_rows')
      const { status, grade, number, format } = query
      const asked = { ...(status ? { status: status.join(',') } : {}), ...(grade ? { grade: grade.join(',') } : {}) }
      const body = { ...asked, ...(number ? { number } : {}), format, rows }
      note(tx, { now: call.now, by: call.by, type: 'claims.exported', body })
    })
    const heads = columns.map((column) => column[call.language])
    const batches = wanted ? rowsOf(call, wanted) : (async function* (): AsyncGenerator<string[][]> {})()
    return sendTable(reply, 'anxin-claims', { table: { heads, batches }, format: query })
  },
}
