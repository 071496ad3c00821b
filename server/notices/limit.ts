import { sql, type Tx } from '../db/database.ts'

const minute = 60
const hour = 60 * minute
/** To one number, of one text: one a minute, five an hour, ten a day (TRUST T13). The fewest first. */
const windows = [
  { seconds: minute, most: 1 },
  { seconds: hour, most: 5 },
  { seconds: 24 * hour, most: 10 },
]
const remembered = Math.max(...windows.map(({ most }) => most))

type Counted = { number: Buffer; text: string; errand: number; now: number }

/** Whether a number may get one more notice of this text; then it is counted, once for each errand. One statement.
 *  It waits for nobody: who finds the number being counted by somebody else comes within the same minute, and requests
 *  in company that wait for each other's rows would stand still. */
export async function mayTell(tx: Tx, { number, text, errand, now }: Counted): Promise<boolean> {
  const at = new Date(now)
  const hasRoom = windows.map(({ seconds, most }) => {
    const start = new Date(now - seconds * 1_000)
    return sql`coalesce(c.times[cardinality(c.times) - ${most - 1}::int] <= ${start}, true)`
  })
  const isAgain = sql`${errand}::bigint = any(c.errands)`
  const counted = await tx.first(sql`
    with free as materialized (
      select pg_try_advisory_xact_lock(hashtextextended(${`${tx.tenant}/${text}/${number.toString('base64')}`}, 0)) as ok)
    insert into notice_counts as c (tenant, number, text, times, errands)
    select ${tx.tenant}::uuid, ${number}::bytea, ${text}, array[${at}::timestamptz], array[${errand}::bigint] from free where ok
    on conflict (tenant, number, text) do update set
      times = case when ${isAgain} then c.times else ${lastOf(sql`c.times`)} || excluded.times end,
      errands = case when ${isAgain} then c.errands else ${lastOf(sql`c.errands`)} || excluded.errands end
    where ${isAgain} or (${sql.join(hasRoom, sql` and `)})
    returning 1 as counted`)
  return counted !== undefined
}

const lastOf = (list: ReturnType<typeof sql>) =>
  sql`${list}[greatest(1, cardinality(${list}) - ${remembered - 2}::int):]`
