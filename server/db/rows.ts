import type { RawBuilder } from 'kysely'
import { sql } from 'kysely'

/** A finished ``sql`…` `` template that changes rows. */
export type Statement = RawBuilder<unknown>

/** Rows that one statement takes as a list, however many there are and whoever wrote them: those of several requests in
 *  one transaction become one statement. The same `take` means the same statement. */
export type Rows = { take: (list: RawBuilder<unknown>) => Statement; rows: readonly object[] }

/** What a transaction writes without asking for a result. */
export type Change = Statement | Rows

const isRows = (change: Change): change is Rows => 'take' in change
/** Whether there is anything to write: a list of rows may be empty. */
export const isSomething = (change: Change): boolean => !isRows(change) || change.rows.length > 0

/** Inserts rows that all have the same columns. Values are as JavaScript has them: bytes as Uint8Array, times as Date,
 *  documents as they are; PostgreSQL reads each as the type of its column. */
export function rowsInto(table: string, rows: readonly Record<string, unknown>[]): Rows {
  const columns = Object.keys(rows[0] ?? {})
  return { take: insertInto(table, columns), rows: rows.map(spelled) }
}

const inserts = new Map<string, Rows['take']>()
/** Made once for a table and its columns, so that all who insert the same are known to. */
function insertInto(table: string, columns: readonly string[]): Rows['take'] {
  const name = `${table}(${columns})`
  const known = inserts.get(name)
  if (known) return known
  const names = sql.join(columns.map((column) => sql.ref(column)))
  const take: Rows['take'] = (list) => sql`
    insert into ${sql.table(table)} (${names})
    select ${names} from json_populate_recordset(null::${sql.table(table)}, ${list}::json)`
  inserts.set(name, take)
  return take
}

/** Sets the columns of one row, spelled as in `rowsInto`. */
export function rowChanged(table: string, id: string, row: Record<string, unknown>): Statement {
  const set = Object.keys(row).map((column) => sql`${sql.ref(column)} = r.${sql.ref(column)}`)
  return sql`
    update ${sql.table(table)} as t set ${sql.join(set)}
    from json_populate_record(null::${sql.table(table)}, ${JSON.stringify(spelled(row))}::json) as r where t.id = ${id}`
}

/** JSON has no bytes: PostgreSQL's own spelling of them. */
function spelled(row: Record<string, unknown>): object {
  const bytes = Object.entries(row).filter((field): field is [string, Uint8Array] => field[1] instanceof Uint8Array)
  return {
    ...row,
    ...Object.fromEntries(bytes.map(([name, value]) => [name, `\\x${Buffer.from(value).toString('hex')}`])),
  }
}

/** Several changes as one statement: rows of the same kind are put together, then each part but the last becomes one of
 *  its WITH. */
export function together(changes: readonly Change[]): Statement {
  const parts = joined(changes)
  const last = parts.at(-1)
  if (!last) throw new Error('nothing to write')
  const before = parts.slice(0, -1).map((part, i) => sql`${sql.raw(`w${i}`)} as (${part})`)
  return before.length === 0 ? last : sql`with ${sql.join(before)} ${last}`
}

function joined(changes: readonly Change[]): Statement[] {
  const lists = new Map<Rows['take'], object[]>()
  for (const change of changes) {
    if (!isRows(change)) continue
    const list = lists.get(change.take) ?? []
    list.push(...change.rows)
    lists.set(change.take, list)
  }
  const ofRows = [...lists].map(([take, rows]) => take(sql`${JSON.stringify(rows)}`))
  return [...ofRows, ...changes.filter((change): change is Statement => !isRows(change))]
}
