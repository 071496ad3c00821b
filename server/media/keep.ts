import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { type Id, instant } from '@anxin/domain/basics.ts'
import { send } from '../act.ts'
import { sql } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { type DoorCode, DoorProblem } from '../http/problems.ts'
import type { Seen } from './decoder.ts'
import { dismiss } from './dismiss.ts'

const day = 86_400_000
/** What no order has taken by then goes. */
const unclaimedFor = 3 * day

const refusals = {
  unreadable: 'media.not_a_photo',
  too_many_pixels: 'media.too_many_pixels',
  too_heavy: 'media.too_heavy',
} as const satisfies Record<string, DoorCode>

export type Whole = { tenant: Id; id: Id; path: string }

/** A whole upload: looked at, encrypted, noted, and gone from the spool. What is no photo or video is refused and
 *  removed. Only who holds the upload's lock may call this. */
export async function keep(deps: Deps, whole: Whole): Promise<void> {
  const seen = await deps.decoder.look(whole.path)
  if ('refused' in seen) {
    await forgetSpooled(whole.path)
    throw new DoorProblem(refusals[seen.refused])
  }
  await note(deps, whole, seen)
  await forgetSpooled(whole.path)
}

async function note(deps: Deps, { tenant, id, path }: Whole, seen: Seen): Promise<void> {
  const key = deps.private.key('media')
  const hash = createHash('sha256')
  let size = 0
  async function* counted() {
    for await (const piece of createReadStream(path)) {
      hash.update(piece)
      size += piece.length
      yield piece
    }
  }
  const file = await deps.media.put(counted(), key)
  const shown = seen.shown ? await deps.media.put(seen.shown, key) : null
  const now = deps.now()
  try {
    await deps.db.transaction({ tenant }, async (tx) => {
      await tx.rows(sql`
        insert into media (id, tenant, kind, mime, size, width, height, seconds, sha256, file, shown, hidden, created_at)
        values (${id}, ${tenant}, ${seen.kind}, ${seen.mime}, ${size}, ${seen.width ?? null}, ${seen.height ?? null},
          ${seen.seconds ?? null}, ${hash.digest()}, ${file}, ${shown}, ${JSON.stringify(seen.hidden)}::jsonb, ${new Date(now)})`)
      send(tx, [{ job: 'media.drop-unclaimed', payload: { media: id }, dueAt: instant(now + unclaimedFor) }])
    })
  } catch (error) {
    // If the connection broke, nobody knows here whether the row is there.
    await deps.db
      .transaction({ tenant }, async (tx) => dismiss(tx, id, { files: [file, shown], now }))
      .catch((why) => deps.log.error({ err: why, media: id, file, shown }, 'files are left that nothing names'))
    throw error
  }
}

/** Removes what an upload left in the spool: its bytes and what is known of it. */
export const forgetSpooled = (path: string) =>
  Promise.all([rm(path, { force: true }), rm(`${path}.json`, { force: true })])
