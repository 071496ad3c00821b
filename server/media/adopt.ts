import type { KeyObject } from 'node:crypto'
import { type Id, instant } from '@anxin/domain/basics.ts'
import { z } from 'zod'
import { send } from '../act.ts'
import { sql, type Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { job } from '../worker.ts'
import { dismiss } from './dismiss.ts'
import { belongsTo, type Case, dropForgotten, type MediaRow, unadopted } from './store.ts'

/** What was uploaded before anybody knew whose it is goes under the key of the order's consumer, or
 *  of the buyer who claims. Of somebody who was
 *  forgotten there is no key any more: what is pictured of their case after that is not kept, as what is written is not
 *  (decision 017). Outward, since a video takes seconds, in which no other errand may wait; may run twice. */
export const adoption = job({
  name: 'media.adopt',
  // Each reads and writes a file of up to 100 MB.
  atOnce: 2,
  payload: z.union([
    z.object({ order: z.uuid(), media: z.array(z.uuid()) }),
    z.object({ claim: z.uuid(), media: z.array(z.uuid()) }),
  ]),
  async outward({ tenant, payload, deps }) {
    const { media } = payload
    const of: Case = 'order' in payload ? { order: payload.order } : { claim: payload.claim }
    const found = await deps.db.transaction({ tenant }, async (tx) => {
      const owner = await ownerOf(tx, of)
      const key = owner ? await deps.private.mediaKey(tx, owner.person) : null
      if (owner && !key) await dropAll(tx, { of, media, now: deps.now() })
      return owner && key ? { person: owner.person, key, rows: await unadopted(tx, of, media) } : null
    })
    if (!found) return
    const { person, key, rows } = found
    for (const row of rows) await adopt(deps, { tenant, of, person, key, row })
    if (!('claim' in of) || rows.length === 0) return
    const guard = { job: 'media.guard', payload: of, dueAt: instant(deps.now()) }
    await deps.db.transaction({ tenant }, async (tx) => send(tx, [guard]))
  },
})

const ownerOf = (tx: Tx, of: Case): Promise<{ person: Id } | undefined> =>
  'order' in of
    ? tx.first(sql`select person from orders where id = ${of.order}`)
    : tx.first(sql`select buyer as person from claims where id = ${of.claim}`)

async function dropAll(tx: Tx, { of, media, now }: { of: Case; media: readonly Id[]; now: number }): Promise<void> {
  for (const { id, file, shown } of await dropForgotten(tx, of, media)) dismiss(tx, id, { files: [file, shown], now })
}

type Adopted = { tenant: Id; of: Case; person: Id; key: KeyObject; row: MediaRow }

/** The copies under the installation's key go once the row names the new ones; the new ones, when it does not after all:
 *  another process was faster, or the connection broke, and nobody knows here what the row names. */
async function adopt(deps: Deps, { tenant, of, person, key, row }: Adopted): Promise<void> {
  const [file, shown] = [await sealed(deps, row.file, key), row.shown && (await sealed(deps, row.shown, key))]
  const both = { files: [row.file, row.shown, file, shown], now: deps.now() }
  const doomed = (tx: Tx) => dismiss(tx, row.id, both)
  try {
    await deps.db.transaction({ tenant }, async (tx) => {
      await tx.rows(sql`
        update media set person = ${person}, ${belongsTo(of)}, file = ${file}, shown = ${shown}
        where id = ${row.id} and person is null and file = ${row.file}`)
      doomed(tx)
    })
  } catch (error) {
    await deps.db
      .transaction({ tenant }, async (tx) => doomed(tx))
      .catch((why) => deps.log.error({ err: why, media: row.id, file, shown }, 'files are left that nothing names'))
    throw error
  }
}

/** Its new name; the old one of a file that was lost, so that the row says so. */
const sealed = (deps: Deps, file: string, key: KeyObject): Promise<string> =>
  deps.media.rekey(file, deps.private.key('media'), key).catch((error) => {
    if (error.code !== 'ENOENT') throw error
    return file
  })
