import type { RawBuilder } from 'kysely'
import { sql, type Tx } from './db/database.ts'
import type { Deps } from './deps.ts'
import type { Inward } from './job.ts'
import { type Bench, fail, type Taken, takenColumns } from './outbox.ts'

/** Errands that change nothing but the database: effect and removal are one transaction. */

/** So many share a transaction. Twice as many would take a quarter less time for 10,000 due timers, but hold the rows of
 *  their cases twice as long. */
const mostTogether = 64

/** Takes some due errands and does them, in one transaction if all goes well, else each in its own. */
export async function workInward(bench: Bench): Promise<'worked' | 'idle'> {
  const together = await workTogether(bench).catch((error) => {
    bench.deps.log.debug({ reason: error instanceof Error ? error.message : String(error) }, 'outbox: one by one')
    return null
  })
  if (together) return together
  for (let i = 0; i < mostTogether; i++) if ((await workAlone(bench)) === 'idle') return i > 0 ? 'worked' : 'idle'
  return 'worked'
}

/** Due errands of one tenant, locked against the other lanes and processes, the first due first. While one tenant has more due than is taken at a time, the others have their turn before it has another. Uses
 *  `outbox_due` and `outbox_of_tenant`. */
async function take(tx: Tx, bench: Bench, limit: number): Promise<Taken[]> {
  const { deps, served } = bench
  const isDue = sql`dead_at is null and due_at <= ${new Date(deps.now())} and not goes_out`
  // The first row is locked, or else one that another lane is at would stand for a tenant that has none left.
  const first = sql`select tenant from outbox where ${isDue} order by due_at, id limit 1 for update skip locked`
  const of = (whose: typeof first) =>
    tx.rows<Taken>(sql`
      with next as (${whose})
      select ${takenColumns} from outbox
      where tenant = (select tenant from next) and ${isDue} order by due_at, id limit ${limit} for update skip locked`)
  const others = served.size > 0 ? await of(firstOfOthers([...served], isDue)) : []
  if (others.length === 0) served.clear()
  const taken = others.length > 0 ? others : await of(first)
  const [one] = taken
  if (one && (taken.length === limit || served.size > 0)) served.add(one.tenant)
  return taken
}

/** The tenant whose turn it is when these have had theirs. Uses `outbox_of_tenant`, once for each tenant. */
const firstOfOthers = (served: readonly string[], isDue: RawBuilder<unknown>) => sql`
  select t.id as tenant from tenants t cross join lateral (
    select o.due_at, o.id from outbox o where o.tenant = t.id and ${isDue} order by o.due_at, o.id limit 1) due
  where t.id <> all(${[...served]}::uuid[]) order by due.due_at, due.id limit 1`

/** Errands that one case set off are done in their order; those of different cases side by side, so that their questions
 *  travel together. Anything that fails fails all: they then go one by one. */
const workTogether = (bench: Bench): Promise<'worked' | 'idle'> =>
  bench.db.transaction('errands', async (tx) => {
    const errands = await take(tx, bench, mostTogether)
    const [first] = errands
    if (!first) return 'idle'
    const [strays, ours] = apart(errands, ({ job }) => bench.outward.has(job))
    const known = ours.map((errand) => ({ errand, job: jobOf(bench, errand) }))
    const cases = [...Map.groupBy(known, ({ errand }) => errand.case_id ?? String(errand.id)).values()]
    const own = { ...tx, tenant: first.tenant }
    // Sent first, and not waited for: what follows on the connection is done as the tenant, the removal as well.
    await Promise.all([asTenant(tx, first.tenant), ...cases.map((chain) => doInOrder(chain, own, bench.deps))])
    if (strays.length > 0) tx.write(sentOut(strays))
    if (ours.length > 0) tx.write(sql`delete from outbox where id = any(${idsOf(ours)}::bigint[])`)
    return 'worked'
  })

/** A process of the version before, which still runs beside this one, does not say of its errands that they go out. */
const sentOut = (strays: readonly Taken[]) =>
  sql`update outbox set goes_out = true where id = any(${idsOf(strays)}::bigint[])`

const idsOf = (errands: readonly Taken[]) => errands.map(({ id }) => id)

const apart = <T>(all: readonly T[], is: (one: T) => boolean): [T[], T[]] => [
  all.filter(is),
  all.filter((one) => !is(one)),
]

function jobOf({ inward }: Bench, { job }: Taken): Inward {
  const known = inward.get(job)
  if (!known) throw new Error(`no job is called ${job}`)
  return known
}

type Known = { errand: Taken; job: Inward }

async function doInOrder(chain: readonly Known[], tx: Tx, deps: Deps): Promise<void> {
  for (const { errand, job } of chain)
    await job.run({ tx, payload: job.payload.parse(errand.payload), deps, now: deps.now() })
}

/** What is done is done as the tenant, and planned as anywhere else. */
const asTenant = (tx: Tx, tenant: string) =>
  tx.rows(sql`
    select set_config('app.tenant', ${tenant}, true), set_config('app.worker', 'no', true),
      set_config('enable_sort', 'on', true)`)

/** One errand alone: effect and removal in one transaction; a failure undoes the effect only, and the errand waits for
 *  its next try. */
const workAlone = (bench: Bench): Promise<'worked' | 'idle'> =>
  bench.db.transaction('errands', async (tx) => {
    const [errand] = await take(tx, bench, 1)
    if (!errand) return 'idle'
    if (bench.outward.has(errand.job)) {
      tx.write(sentOut([errand]))
      return 'worked'
    }
    try {
      const job = jobOf(bench, errand)
      await tx.attempt(async (part) => {
        await asTenant(part, errand.tenant)
        await doInOrder([{ errand, job }], { ...part, tenant: errand.tenant }, bench.deps)
        part.write(sql`delete from outbox where id = ${errand.id}`)
      })
    } catch (error) {
      const job = bench.inward.get(errand.job)
      await fail(tx, { errand, error, ...(job && { job }) }, bench.deps)
    }
    return 'worked'
  })
