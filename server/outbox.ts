import { type Database, sql, type Tx } from './db/database.ts'
import type { Deps } from './deps.ts'
import { goingOut } from './errand.ts'
import { type Inward, type Job, NotYet, type Outward } from './job.ts'

/** An errand as it was taken from the outbox. */
export type Taken = {
  id: number
  tenant: string
  job: string
  payload: Record<string, unknown>
  attempts: number
  case_id: string | null
}
export const takenColumns = sql.raw('id, tenant, job, payload, attempts, case_id')

/** What a worker works with: which jobs there are, by name. */
export type Bench = {
  db: Database
  deps: Deps
  inward: ReadonlyMap<string, Inward>
  outward: ReadonlyMap<string, Outward>
  /** Tenants that had their turn since one of them had more due than was taken; empty while everybody's is taken. */
  served: Set<string>
}

export function openBench(db: Database, deps: Deps, jobs: readonly Job[]): Bench {
  const inward = new Map<string, Inward>()
  const outward = new Map<string, Outward>()
  for (const one of jobs) {
    if ('outward' in one !== goingOut.has(one.name))
      throw new Error(`${one.name} ${'outward' in one ? 'goes out' : 'is done here'}, and is sent otherwise`)
    if ('outward' in one) outward.set(one.name, one)
    else inward.set(one.name, one)
  }
  return { db, deps, inward, outward, served: new Set() }
}

/** A failed errand waits 2 s, 4 s, 8 s … up to an hour, unless its job says otherwise. After the last it is dead: it
 *  stays, and is shown to the operator. */
const usualDelays = Array.from({ length: 11 }, (_, failures) => Math.min(2 ** (failures + 1) * 1_000, 3_600_000))
/** Those that failed together do not all come again together. */
const jitter = 0.1

/** Notes that an errand failed: when its next try is due, or that it is dead. */
export async function fail(tx: Tx, { errand, error, job }: Failed, deps: Deps): Promise<void> {
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
type Failed = { errand: Taken; error: unknown; job?: Job }
