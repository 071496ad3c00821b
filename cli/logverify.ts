import { firstBreak } from '@anxin/record/chain.ts'
import { type LogVerdict, notesOf, ofNoLog } from '@anxin/record/logfile.ts'
import { cases } from '@anxin/server/cases.ts'
import { sql, type Tx } from '@anxin/server/db/database.ts'
import { checkLog } from '@anxin/server/log/check.ts'
import type { Against } from './logagainst.ts'
import type { LogParts } from './logparts.ts'

type Row = {
  tenant: string
  kind: string
  case: string
  n: number
  type: string
  at: Date
  by: unknown
  body: unknown
  /** None where a case has no fact at all. */
  hash: Buffer | null
  head: Buffer
}
type Broken = { case: string; kind: string; n: number }
export type LogFound = LogVerdict & { unsequenced?: number }
export type Found = { cases: number; broken: Broken[]; logs: LogFound[] }

const nobody: Against['trusted'] = { roots: [], witnesses: [] }

/** Goes through the log of all tenants: whether every case still follows, fact by fact, from its first to the head that
 *  its row names; and whether the tenant's log still has every fact, in its order, and every root that it is known by.
 *  In batches, however long it is. */
export async function verifyLog(
  { db, secrets, tenants }: LogParts,
  { notes = [], keys = [], trusted = nobody }: Partial<Against> = {},
): Promise<Found> {
  const found: Found = { cases: 0, broken: [], logs: [] }
  for (const tenant of tenants) {
    const { cases, broken } = await db.transaction({ tenant }, verifyTenant)
    found.cases += cases
    found.broken.push(...broken)
    const against = { secrets, keys, trusted, notes: notesOf(notes, tenant) }
    found.logs.push(await db.transaction({ tenant }, (tx) => checkLog(tx, against)))
  }
  found.logs.push(...ofNoLog(notes, new Set(tenants)))
  return found
}

export const isSound = ({ broken, logs }: Found): boolean => broken.length === 0 && logs.every(({ bad }) => !bad)

/** As many cases are looked at at a time: a log of years does not fit in memory. */
const batch = 1_000

async function verifyTenant(tx: Tx): Promise<{ cases: number; broken: Broken[] }> {
  const all = []
  for (const { table, kind } of cases) all.push(await verifyKind(tx, table, kind))
  return { cases: all.reduce((sum, one) => sum + one.cases, 0), broken: all.flatMap(({ broken }) => broken) }
}

async function verifyKind(tx: Tx, table: string, kind: string): Promise<{ cases: number; broken: Broken[] }> {
  let count = 0
  const broken: Broken[] = []
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const rows = await tx.rows<Row>(sql`
      select c.id as case, c.head, f.tenant, f.kind, f.n, f.type, f.at, f.by, f.body, f.hash
      from (select id, head from ${sql.table(table)} where id > ${after} order by id limit ${batch}) c
      left join facts f on f.case_id = c.id and f.kind = ${kind} order by c.id, f.n`)
    const byCase = Map.groupBy(rows, (row) => row.case)
    for (const [id, facts] of byCase) {
      after = id
      const n = brokenAt(facts)
      if (n !== null) broken.push({ case: id, kind, n })
    }
    count += byCase.size
    if (byCase.size < batch) return { cases: count, broken }
  }
}

/** The place of the first fact that does not follow; the one after the last when the head is not that of the last. */
function brokenAt(rows: readonly Row[]): number | null {
  const facts = rows.flatMap((row) => (row.hash ? [{ ...row, hash: row.hash, at: row.at.toISOString() }] : []))
  const n = firstBreak(facts.map(({ head: _, ...fact }) => fact))
  if (n !== null) return n
  const head = rows[0]?.head
  return head && facts.at(-1)?.hash.equals(head) ? null : facts.length + 1
}
