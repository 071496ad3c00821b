import { z } from 'zod'
import { sql, type Tx } from '../db/database.ts'
import { type Job, job } from '../worker.ts'
import { pause } from './process.ts'

/** A timer that leaves a trace each time it rings: which one, when by PostgreSQL's clock, when by the server's. */
const payload = z.object({ timer: z.number() })
const trace = (tx: Tx, timer: number, now: number) =>
  tx.rows(sql`insert into rang (timer, clock) values (${timer}, ${new Date(now)})`)

export const ring: Job = job({
  name: 'trust.ring',
  payload,
  run: ({ tx, payload: { timer }, now }) => trace(tx, timer, now),
})

/** The mutant: the effect is in a transaction of its own, a moment before the errand's removal. */
export const ringApart: Job = job({
  name: 'trust.ring',
  payload,
  async run({ tx, payload: { timer }, now, deps }) {
    await deps.db.transaction({ tenant: tx.tenant }, (own) => trace(own, timer, now))
    await pause(60)
  },
})
