import { instant } from '@anxin/domain/basics.ts'
import { z } from 'zod'
import { send } from '../act.ts'
import { sql, type Tx } from '../db/database.ts'
import { job } from '../worker.ts'
import { cosign, stamp } from './attest.ts'
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

/** Until the next night, which asks for a newer one: that holds the older ones as well. */
const delays = [1, 5, 15, 60, 180, 360, 720].map((minutes) => minutes * 60_000)
const OfSize = z.object({ size: z.number().int().positive() })

export const logJobs = [
  /** Comes each night after what has outlived its term went. Whoever is asked to attest it is asked after the commit. */
  job({
    name: 'log.checkpoint',
    payload: z.object({}),
    async run({ tx, deps, now }) {
      const { size } = await newCheckpoint(tx, deps.private, now)
      if (size === 0) return
      const asked = [...(deps.proof.hasAuthority ? ['log.stamp'] : []), ...(deps.proof.witness ? ['log.cosign'] : [])]
      send(
        tx,
        asked.map((name) => ({ job: name, payload: { size }, dueAt: instant(now) })),
      )
    },
  }),
  job({ name: 'log.stamp', payload: OfSize, delays, outward: stamp }),
  job({ name: 'log.cosign', payload: OfSize, delays, outward: cosign }),
]
