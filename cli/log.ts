import { firstBreak } from '@anxin/record/chain.ts'
import { cases } from '@anxin/server/cases.ts'
import { openDatabase, sql, type Tx } from '@anxin/server/db/database.ts'
import type { Command } from 'commander'
import { openInstallation } from './installation.ts'

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

/** `anxin log verify`: whether every case still follows, fact by fact, from its first to the head that its row names. */
export function logCommand(program: Command): void {
  program
    .command('log')
    .description('the log of what happened / 事件日志')
    .command('verify')
    .option('--json', 'JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { databaseUrl, close } = await openInstallation()
      const { cases, broken } = await verifyLog(databaseUrl)
      await close()
      process.stdout.write(json ? `${JSON.stringify({ cases, broken })}\n` : readable(cases, broken))
      if (broken.length > 0) process.exitCode = 1
    })
}

/** Goes through the log of all tenants; how many cases there are, and which of them do not follow. */
export async function verifyLog(databaseUrl: string): Promise<{ cases: number; broken: Broken[] }> {
  const db = openDatabase(databaseUrl)
  const tenants = await db.transaction('worker', (tx) => tx.rows<{ id: string }>(sql`select id from tenants`))
  const results = []
  for (const { id: tenant } of tenants) results.push(await db.transaction({ tenant }, verifyTenant))
  await db.close()
  const cases = results.reduce((sum, result) => sum + result.cases, 0)
  return { cases, broken: results.flatMap((result) => result.broken) }
}

const readable = (cases: number, broken: Broken[]) =>
  broken.length === 0
    ? `${cases} cases verified\n`
    : broken.map((one) => `broken: ${one.kind} ${one.case} at fact ${one.n}\n`).join('')

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
