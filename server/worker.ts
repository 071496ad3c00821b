import type { z } from 'zod'
import { changes } from './act.ts'
import { type Database, sql, type Tx } from './db/database.ts'
import type { Deps } from './deps.ts'

/** Work from the outbox. `run` is one transaction with the removal of the errand: its effect happens exactly once.
 *  `outward` talks to the outside world after that transaction's lease; it can happen twice, never not at all. */
export type Job<P = unknown> = {
  name: string
  payload: z.ZodType<P>
  /** Waits after each failure; when they are used up, the errand is dead. Else 2 s, 4 s, 8 s … and twelve tries. */
  delays?: readonly number[]
} & (
  | { run(given: { tx: Tx; payload: P; deps: Deps; now: number }): Promise<unknown> }
  | { outward(given: { tenant: string; payload: P; deps: Deps; errand: number }): Promise<void> }
)

type Inward = Extract<Job, { run: unknown }>
type Outward = Extract<Job, { outward: unknown }>

/** Keeps a job's payload type between its schema and its function, and forgets it in the list. */
export const job = <P>(value: Job<P>): Job => value as Job<never> as Job // payloads are parsed by the job's own schema first

type Taken = {
  id: number
  tenant: string
  job: string
  payload: unknown
  attempts: number
  case_id: string | null
}

/** So many errands share a transaction. */
const mostTogether = 32
/** A failure of whoever was asked, who may have said how long to leave them alone. */
export class NotYet extends Error {
  readonly wait: number
  constructor(reason: string, wait = 0) {
    super(reason)
    this.wait = wait
  }
}

/** A failed errand waits 2 s, 4 s, 8 s … up to an hour, unless its job says otherwise. After the last it is dead: it
 *  stays, and is shown to the operator. */
const usualDelays = Array.from({ length: 11 }, (_, failures) => Math.min(2 ** (failures + 1) * 1_000, 3_600_000))
/** Those that failed together do not all come again together. */
const jitter = 0.1
/** An outward errand is leased this long; a worker that dies meanwhile leaves it to the next. */
const leaseMs = 60_000

export type Worker = { stop(): Promise<void>; settled(): Promise<void> }

/** Empties the outbox with `lanes` errands at a time until stopped; sleeps until something is due or was added. */
export function startWorker(
  db: Database,
  deps: Deps,
  jobs: readonly Job[],
  { lanes = 2, pollMs = 1_000 } = {},
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

type Bench = { db: Database; deps: Deps; byName: Map<string, Job> }

/** Takes some due errands and does them, in one transaction if all goes well, else each in its own. */
async function workOnce(db: Database, deps: Deps, byName: Map<string, Job>): Promise<'worked' | 'idle'> {
  const bench = { db, deps, byName }
  const together = await workTogether(bench).catch((error) => {
    deps.log.debug({ reason: error instanceof Error ? error.message : String(error) }, 'outbox: one by one')
    return null
  })
  if (together) return goOut(bench, together)
  for (let i = 0; i < mostTogether; i++) {
    const outgoing = await workAlone(bench)
    if (outgoing === 'idle') return i > 0 ? 'worked' : 'idle'
    await goOut(bench, outgoing)
  }
  return 'worked'
}

/** Due errands of one tenant, locked against the other lanes and processes, the first due first. Uses `outbox_due`. */
async function take(tx: Tx, now: number, limit: number): Promise<Taken[]> {
  const rows = await tx.rows<Taken>(sql`
    select id, tenant, job, payload, attempts, case_id from outbox
    where dead_at is null and due_at <= ${new Date(now)}
    order by due_at, id limit ${limit} for update skip locked`)
  return rows.filter(({ tenant }) => tenant === rows[0]?.tenant)
}

/** Errands that one case set off are done in their order; those of different cases side by side, so that their questions
 *  travel together. Anything that fails fails all: they then go one by one. */
const workTogether = ({ db, deps, byName }: Bench): Promise<Outgoing[] | 'idle'> =>
  db.transaction('errands', async (tx) => {
    const errands = await take(tx, deps.now(), mostTogether)
    const [first] = errands
    if (!first) return 'idle'
    const { inward, outward, unknown } = sorted(errands, byName)
    if (unknown.length > 0) throw new Error(`no job is called ${unknown[0]?.job}`)
    if (outward.length > 0) await lease(tx, outward, deps)
    if (inward.length === 0) return outward
    await asTenant(tx, first.tenant)
    const cases = Map.groupBy(inward, ({ errand }) => errand.case_id ?? String(errand.id))
    await Promise.all([...cases.values()].map((chain) => doInOrder(chain, { ...tx, tenant: first.tenant }, deps)))
    await asWorker(tx)
    tx.write(sql`delete from outbox where id = any(${inward.map(({ errand }) => errand.id)}::bigint[])`)
    return outward
  })

type Ingoing = { errand: Taken; job: Inward }

async function doInOrder(chain: readonly Ingoing[], tx: Tx, deps: Deps): Promise<void> {
  for (const { errand, job } of chain)
    await job.run({ tx, payload: job.payload.parse(errand.payload), deps, now: deps.now() })
}

function sorted(errands: readonly Taken[], byName: Map<string, Job>) {
  const inward: Ingoing[] = []
  const outward: Outgoing[] = []
  const unknown: Taken[] = []
  for (const errand of errands) {
    const job = byName.get(errand.job)
    if (!job) unknown.push(errand)
    else if ('outward' in job) outward.push({ errand, job })
    else inward.push({ errand, job })
  }
  return { inward, outward, unknown }
}

const asTenant = (tx: Tx, tenant: string) =>
  tx.rows(sql`select set_config('app.tenant', ${tenant}, true), set_config('app.worker', 'no', true)`)
const asWorker = (tx: Tx) => tx.rows(sql`select set_config('app.worker', 'yes', true)`)

/** One errand alone: effect and removal in one transaction; a failure undoes the effect only, and the errand waits for
 *  its next try. */
const workAlone = ({ db, deps, byName }: Bench): Promise<Outgoing[] | 'idle'> =>
  db.transaction('errands', async (tx) => {
    const [errand] = await take(tx, deps.now(), 1)
    if (!errand) return 'idle'
    const { inward, outward } = sorted([errand], byName)
    if (outward.length > 0) await lease(tx, outward, deps)
    else if (inward.length === 0) await fail(tx, { errand, error: new Error(`no job is called ${errand.job}`) }, deps)
    else await within(tx, inward, deps)
    return outward
  })

async function within(tx: Tx, [one]: readonly Ingoing[], deps: Deps): Promise<void> {
  if (!one) return
  const { errand, job } = one
  try {
    await tx.attempt(async (part) => {
      await asTenant(part, errand.tenant)
      await doInOrder([one], { ...part, tenant: errand.tenant }, deps)
      await asWorker(part)
      part.write(sql`delete from outbox where id = ${errand.id}`)
    })
  } catch (error) {
    await fail(tx, { errand, error, job }, deps)
  }
}

type Outgoing = { errand: Taken; job: Outward }

const lease = (tx: Tx, outgoing: readonly Outgoing[], deps: Deps) =>
  tx.rows(sql`
    update outbox set due_at = ${new Date(deps.now() + leaseMs)}
    where id = any(${outgoing.map(({ errand }) => errand.id)}::bigint[])`)

/** After the lease was committed: out into the world, all at once; then those that arrived are removed together. */
async function goOut({ db, deps }: Bench, outgoing: readonly Outgoing[] | 'idle'): Promise<'worked' | 'idle'> {
  if (outgoing === 'idle') return 'idle'
  const went = await Promise.all(
    outgoing.map(async ({ errand, job }) => {
      try {
        const payload = job.payload.parse(errand.payload)
        await job.outward({ tenant: errand.tenant, payload, deps, errand: errand.id })
        return { errand, job, error: null }
      } catch (error) {
        return { errand, job, error }
      }
    }),
  )
  if (went.length === 0) return 'worked'
  await db.transaction('worker', async (tx) => {
    const arrived = went.filter(({ error }) => error === null).map(({ errand }) => errand.id)
    tx.write(sql`delete from outbox where id = any(${arrived}::bigint[])`)
    for (const one of went) if (one.error !== null) await fail(tx, one, deps)
  })
  return 'worked'
}

type Failed = { errand: Taken; error: unknown; job?: Job }

async function fail(tx: Tx, { errand, error, job }: Failed, deps: Deps): Promise<void> {
  const attempts = errand.attempts + 1
  const delay = (job?.delays ?? usualDelays)[errand.attempts]
  const isDead = delay === undefined
  const asked = error instanceof NotYet ? error.wait : 0
  const wait = Math.max((delay ?? 0) * (1 + (job?.delays ? Math.random() * jitter : 0)), asked)
  const message = error instanceof Error ? error.message : String(error)
  deps.log[isDead ? 'error' : 'warn'](
    { job: errand.job, errand: errand.id, attempts, reason: message },
    'errand failed',
  )
  await tx.rows(sql`
    update outbox set attempts = ${attempts}, last_error = ${message.slice(0, 500)},
      due_at = ${new Date(deps.now() + wait)}, dead_at = ${isDead ? new Date(deps.now()) : null}
    where id = ${errand.id}`)
}
