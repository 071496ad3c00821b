import { type Id, instant } from '@anxin/domain/basics.ts'
import { z } from 'zod'
import { send } from '../act.ts'
import { mayRemoveFiles } from '../db/backing-up.ts'
import { sql, type Tx } from '../db/database.ts'
import { forDays, job } from '../worker.ts'

/** Files that no row names any more. A file is no part of the transaction that lets go of it: it must not be gone when
 *  that is undone, nor while a backup still copies what rows named before. So its removal is an errand. */

const minute = 60_000

type Dismissed = { files: readonly (string | null)[]; now: number }

/** Sees to it that files which a media row no longer names are removed, if and after this transaction commits. */
export function dismiss(tx: Tx, media: Id, { files, now }: Dismissed): void {
  const known = files.filter((file) => file !== null)
  send(
    tx,
    known.map((file) => ({ job: 'media.remove', payload: { media, file }, dueAt: instant(now) })),
  )
}

/** Outward, since the disk knows no transaction: it goes when what made the file dispensable is on disk itself. */
export const removalJob = job({
  name: 'media.remove',
  // Each holds a connection to the database while the disk works: a slow disk must leave the others theirs.
  atOnce: 2,
  delays: forDays,
  payload: z.object({ media: z.uuid(), file: z.string() }),
  outward: ({ tenant, payload, deps }) =>
    deps.db.transaction({ tenant }, async (tx) => {
      if (await isNamed(tx, payload)) return
      if (await mayRemoveFiles(tx)) await deps.media.remove(payload.file)
      else send(tx, [{ job: 'media.remove', payload, dueAt: instant(deps.now() + minute) }])
    }),
})

/** Whether the row names the file after all. Uses the primary key. */
const isNamed = async (tx: Tx, { media, file }: { media: Id; file: string }): Promise<boolean> =>
  (await tx.first(sql`select from media where id = ${media} and (file = ${file} or shown = ${file})`)) !== undefined
