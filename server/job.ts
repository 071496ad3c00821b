import type { z } from 'zod'
import type { Tx } from './db/database.ts'
import type { Deps } from './deps.ts'

/** Work from the outbox. `run` is one transaction with the removal of the errand: its effect happens exactly once.
 *  `outward` talks to the outside world under a lease of the errand, once what caused it is on disk; it can happen
 *  twice, never not at all. */
export type Job<P = unknown> = {
  name: string
  payload: z.ZodType<P>
  /** Waits after each failure; when they are used up, the errand is dead. Else 2 s, 4 s, 8 s … and twelve tries. */
  delays?: readonly number[]
} & ({ run(given: Given<P>): Promise<unknown> } | Outgoing<P>)

type Given<P> = { tx: Tx; payload: P; deps: Deps; now: number }
type Outgoing<P> = {
  outward(given: { tenant: string; payload: P; deps: Deps; errand: number }): Promise<void>
  /** So many of this job are out at a time, in one process; else sixteen. */
  atOnce?: number
  /** The field of the payload that names who is asked. Of errands to one receiver four are out at a time, so that one
   *  that does not answer leaves room for the others. */
  receiver?: string
}

export type Inward = Extract<Job, { run: unknown }>
export type Outward = Extract<Job, { outward: unknown }>

/** Keeps a job's payload type between its schema and its function, and forgets it in the list. */
export const job = <P>(value: Job<P>): Job => value as Job<never> as Job // payloads are parsed by the job's own schema first

/** Waits for what must happen however long whoever is asked is away: nine days, twice a day in the end. */
export const forDays = [1, 5, 15, 60, 180, 360, ...Array.from({ length: 16 }, () => 720)].map(
  (minutes) => minutes * 60_000,
)

/** A failure of whoever was asked, who may have said how long to leave them alone. */
export class NotYet extends Error {
  readonly wait: number
  constructor(reason: string, wait = 0) {
    super(reason)
    this.wait = wait
  }
}
