import type { Id } from '@anxin/domain/basics.ts'
import { z } from 'zod'
import { note } from '../db/audit.ts'
import { sql, type Tx } from '../db/database.ts'
import { DoorProblem } from '../http/problems.ts'
import type { Call, StreamRoute } from '../http/route.ts'
import { ExportQuery, mostRows, sendTable } from '../sheets/export.ts'
import type { Sheet } from '../sheets/write.ts'
import { type Asked, askedBy, overseers, PeriodQuery } from './asked.ts'
import { figuresFor } from './figures.ts'
import { columns, countLines, type Line, linesOf } from './lines.ts'
import { figureSheet } from './sheet.ts'

const Query = PeriodQuery.extend(ExportQuery).extend({
  /** The claims, a row each; XLSX has the figures as a second sheet. Or the figures alone. */
  sheet: z.enum(['claims', 'figures']).default('claims'),
})
type Here = Omit<Call<unknown, unknown, unknown>, 'tx'>
const batch = 500

/** The claims of the period, the oldest first, in batches: each a short transaction, so that nobody waits for an export. */
async function* rowsOf({ deps, caller, language }: Here, asked: Asked): AsyncGenerator<string[][]> {
  let after: { openedAt: number; id: Id } | null = null
  for (let left = mostRows; left > 0; left -= batch) {
    const page: { after: typeof after; limit: number } = { after, limit: Math.min(batch, left) }
    const found: Line[] = await deps.db.transaction({ tenant: caller.tenant }, (tx) => linesOf(tx, asked, page))
    const last = found.at(-1)
    if (!last) return
    yield found.map((line) => columns.map(({ cell }) => cell(line, language)))
    after = { openedAt: last.state.openedAt, id: last.id }
  }
}

async function* of(rows: string[][]): AsyncGenerator<string[][]> {
  yield rows
}

/** What is asked, its figures, counted and noted before the first byte; too many claims are refused, since a table that ends
 *  early looks whole. */
async function begin(call: Here, query: z.output<typeof Query>) {
  const { deps, caller, by, now } = call
  return deps.db.transaction({ tenant: caller.tenant }, async (tx) => {
    const asked = await askedBy(tx, call, query)
    const rows = query.sheet === 'figures' ? 0 : await countLines(tx, asked, mostRows + 1)
    if (rows > mostRows) throw new DoorProblem('sheet.too_many_rows')
    const { sheet, format, category } = query
    // A table of claims as CSV has no second sheet.
    const isCounted = sheet === 'figures' || format === 'xlsx'
    const figures = isCounted ? [await figureTable({ ...call, tx }, asked)] : []
    const about = { ...asked.period, sheet, format, ...(category ? { category } : {}), ...(await named(tx, query)) }
    note(tx, { now, by, type: 'oversight.exported', body: { ...about, ...(sheet === 'claims' ? { rows } : {}) } })
    return { asked, figures }
  })
}

async function figureTable(call: Call<unknown, unknown, unknown>, asked: Asked): Promise<Sheet> {
  const { heads, rows } = figureSheet(await figuresFor(call, asked), call.language)
  return { name: 'Figures', heads, batches: of(rows) }
}

async function named(tx: Tx, { merchant }: z.output<typeof Query>): Promise<{ merchant?: string }> {
  if (!merchant) return {}
  const row = await tx.first<{ name: string }>(sql`select name from merchants where id = ${merchant}`)
  return { merchant: row?.name ?? merchant }
}

export const oversightExport: StreamRoute = {
  method: 'GET',
  path: '/oversight/export',
  summary: 'The claims of a period and their figures as CSV or XLSX, nobody named; each export is noted / 导出监督数据',
  tag: 'claims',
  who: overseers,
  query: Query,
  async streams(call, { reply }) {
    const query = call.query as z.output<typeof Query> // parsed by Query
    const { asked, figures } = await begin(call, query)
    const [alone] = figures
    if (query.sheet === 'figures' && alone) return sendTable(reply, 'anxin-figures', { table: alone, format: query })
    const table = { heads: columns.map((column) => column[call.language]), batches: rowsOf(call, asked) }
    return sendTable(reply, 'anxin-oversight', { table, format: query, more: figures })
  },
}
