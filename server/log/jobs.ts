import { z } from 'zod'
import { sql, type Tx } from '../db/database.ts'
import { job } from '../worker.ts'
import { type Secrets, signedHead } from './head.ts'
import { sweep } from './sequencer.ts'
import { keepCheckpoint } from './store.ts'

/** Gives every fact its leaf and keeps a checkpoint of all of them; hands back the text. */
export async function newCheckpoint(tx: Tx, secrets: Secrets, now: number): Promise<{ size: number; note: string }> {
  // An errand's commit does not wait for the disk; what is signed must not be undone by a crash.
  await tx.rows(sql`set local synchronous_commit = on`)
  const { range } = await sweep(tx)
  const kept = { size: range.size, note: signedHead(secrets, tx.tenant, range) }
  if (range.size > 0) await keepCheckpoint(tx, { ...kept, at: new Date(now) })
  return kept
}

export const logJobs = [
  /** Comes each night after what has outlived its term went. */
  job({
    name: 'log.checkpoint',
    payload: z.object({}),
    run: ({ tx, deps, now }) => newCheckpoint(tx, deps.private, now),
  }),
]
