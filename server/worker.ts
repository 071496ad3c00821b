import type { z } from 'zod'
import { changes } from './act.ts'
import { type Database, sql, type Tx } from './db/database.ts'
import type { Deps } from './deps.ts'

/** Work from the outbox. `run` is one transaction with the removal of the errand: its effect happens exactly once.
 *  `outward` talks to the outside world after that transaction's lease; it can happen twice, never not at all. */
export type Job<P = unknown> = { name: string; payload: z.ZodType<P> } & (
  | { run(given: { tx: Tx; payload: P; deps: Deps; now: number }): Promise<unknown> }
  | { outward(given: { tenant: string; payload: P; deps: Deps; errand: number }): Promise<void> }
)

type Inward = Extract<Job, { run: unknown }>
type Outward = Extract<Job, { outward: unknown }>

/** Keeps a job's payload type between its schema and its function, and forgets it in the list. */
export const job = <P>(value: Job<P>): Job => value as Job<never> as Job // payloads are parsed by the job's own schema first

type Taken = { id: number; tenant: string; job: string; payload: unknown; attempts: number }

/** After this many failures an errand is dead: it stays, and is shown to the operator. */
const attemptsUntilDead = 12
/** A failed errand waits 1 s, 2 s, 4 s … up to an hour. */
const retryAfter = (attempts: number) => Math.min(2 ** attempts * 1_000, 3_600_000)
/** An outward errand is leased this long; a worker that dies meanwhile leaves it to the next. */
const leaseMs = 60_000

export type Worker = { stop(): Promise<void>; settled(): Promise<void> }

/** Empties the outbox with `lanes` errands at a time until stopped; sleeps until something is due or was added. */
export function startWorker(
  db: Database,
  deps: Deps,
  jobs: readonly Job[],
  { lanes = 3, pollMs = 1_000 } = {},
): Worker {
  const byName = new Map(jobs.map((one) => [one.name, one]))
  let isStopping = false
  let sleepers: (() => void)[] = []
  const wake = () => {
    for (const go of sleepers.splice(0)) go()
  }
  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      sleepers.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  const hear = (change: { errands: number }) => {
    if (change.errands > 0) wake()
  }
  changes.hearers.add(hear)
  const lane = async () => {
    while (!isStopping) {
      const did = await workOnce(db, deps, byName).catch((error) => {
        deps.log.error({ err: error }, 'outbox: the database did not answer')
        return 'pause' as const
      })
      if (did !== 'worked') await sleep(pollMs)
    }
  }
  const running = Array.from({ length: lanes }, lane)
  return {
    async stop() {
      isStopping = true
      changes.hearers.delete(hear)
      wake()
      await Promise.all(running)
      sleepers = []
    },
    settled: () => settle(db, deps, byName),
  }
}

/** Works off everything that is due, in the caller's own time: for tests and for `anxin worker --once`. */
async function settle(db: Database, deps: Deps, byName: Map<string, Job>): Promise<void> {
  while ((await workOnce(db, deps, byName)) === 'worked');
}

/** Takes one due errand and does it. */
async function workOnce(db: Database, deps: Deps, byName: Map<string, Job>): Promise<'worked' | 'idle'> {
  const outcome = await db.transaction('errand', async (tx) => {
    const errand = await take(tx, deps.now())
    if (!errand) return 'idle' as const
    const job = byName.get(errand.job)
    if (!job) return fail(tx, errand, new Error(`no job is called ${errand.job}`), deps)
    if ('outward' in job) return lease(tx, errand, job, deps)
    return within(tx, errand, job, deps)
  })
  if (typeof outcome === 'string') return outcome
  await goOut(db, outcome, deps)
  return 'worked'
}

/** The next due errand, locked against the other lanes and processes. Uses index `outbox_due`. */
const take = (tx: Tx, now: number) =>
  tx.first<Taken>(sql`
    select id, tenant, job, payload, attempts from outbox
    where dead_at is null and due_at <= ${new Date(now)}
    order by due_at, id limit 1 for update skip locked`)

/** Effect and removal in one transaction; a failure undoes the effect only, and the errand waits for its next try. */
async function within(tx: Tx, errand: Taken, job: Inward, deps: Deps): Promise<'worked'> {
  try {
    await tx.attempt(async (part) => {
      part.write(sql`select set_config('app.tenant', ${errand.tenant}, true), set_config('app.worker', 'no', true)`)
      const payload = job.payload.parse(errand.payload)
      await job.run({ tx: { ...part, tenant: errand.tenant }, payload, deps, now: deps.now() })
      part.write(sql`select set_config('app.worker', 'yes', true)`)
      part.write(sql`delete from outbox where id = ${errand.id}`)
    })
  } catch (error) {
    await fail(tx, errand, error, deps)
  }
  return 'worked'
}

type Outgoing = { errand: Taken; job: Outward }

async function lease(tx: Tx, errand: Taken, job: Outward, deps: Deps): Promise<Outgoing> {
  await tx.rows(sql`update outbox set due_at = ${new Date(deps.now() + leaseMs)} where id = ${errand.id}`)
  return { errand, job }
}

async function goOut(db: Database, { errand, job }: Outgoing, deps: Deps): Promise<void> {
  try {
    await job.outward({ tenant: errand.tenant, payload: job.payload.parse(errand.payload), deps, errand: errand.id })
    await db.transaction('worker', (tx) => tx.rows(sql`delete from outbox where id = ${errand.id}`))
  } catch (error) {
    await db.transaction('worker', (tx) => fail(tx, errand, error, deps))
  }
}

async function fail(tx: Tx, errand: Taken, error: unknown, deps: Deps): Promise<'worked'> {
  const attempts = errand.attempts + 1
  const isDead = attempts >= attemptsUntilDead
  const message = error instanceof Error ? error.message : String(error)
  deps.log[isDead ? 'error' : 'warn'](
    { job: errand.job, errand: errand.id, attempts, reason: message },
    'errand failed',
  )
  await tx.rows(sql`
    update outbox set attempts = ${attempts}, last_error = ${message.slice(0, 500)},
      due_at = ${new Date(deps.now() + retryAfter(attempts))}, dead_at = ${isDead ? new Date(deps.now()) : null}
    where id = ${errand.id}`)
  return 'worked'
}
