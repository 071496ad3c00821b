import { firstBreak } from '@anxin/record/chain.ts'
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
  hash: Buffer
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

/** Tables of cases, and the word for their kind in the log. */
const tables = {
  orders: 'order',
  visits: 'visit',
  searches: 'search',
  promises: 'promise',
  people: 'person',
  technicians: 'technician',
  ratings: 'rating',
  appliances: 'appliance',
}

async function verifyTenant(tx: Tx): Promise<{ cases: number; broken: Broken[] }> {
  let cases = 0
  const broken: Broken[] = []
  for (const [table, kind] of Object.entries(tables)) {
    const rows = await tx.rows<Row>(sql`
      select f.tenant, f.kind, f.case_id as case, f.n, f.type, f.at, f.by, f.body, f.hash, c.head
      from ${sql.table(table)} c left join facts f on f.case_id = c.id and f.kind = ${kind} order by c.id, f.n`)
    for (const facts of Map.groupBy(rows, (row) => row.case).values()) {
      cases++
      const n = firstBreak(facts.map(({ head: _, at, ...fact }) => ({ ...fact, at: at.toISOString() })))
      const last = facts.at(-1)
      if (n !== null) broken.push({ case: facts[0]?.case ?? '', kind: facts[0]?.kind ?? table, n })
      else if (!last?.hash.equals(last.head))
        broken.push({ case: last?.case ?? '', kind: table, n: (last?.n ?? 0) + 1 })
    }
  }
  return { cases, broken }
}
