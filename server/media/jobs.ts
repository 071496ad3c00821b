import { join } from 'node:path'
import type { Id } from '@anxin/domain/basics.ts'
import { z } from 'zod'
import { sql } from '../db/database.ts'
import { job } from '../worker.ts'
import { dismiss, removalJob } from './dismiss.ts'
import { forgetSpooled } from './keep.ts'
import { dropUnclaimed, unadopted } from './store.ts'

export const mediaJobs = [
  removalJob,
  /** What was uploaded before anybody knew whose it is goes under the key of the order's person. */
  job({
    name: 'media.adopt',
    payload: z.object({ order: z.uuid(), media: z.array(z.uuid()) }),
    async run({ tx, payload: { order, media }, deps, now }) {
      const owner = await tx.first<{ person: Id }>(sql`select person from orders where id = ${order}`)
      const key = owner && (await deps.private.mediaKey(tx, owner.person))
      if (!owner || !key) return
      const sealed = (file: string) => deps.media.rekey(file, deps.private.key('media'), key)
      for (const { id, file, shown } of await unadopted(tx, order, media)) {
        await tx.rows(sql`
          update media set person = ${owner.person}, order_id = ${order}, file = ${await sealed(file)},
            shown = ${shown && (await sealed(shown))} where id = ${id}`)
        // The copies under the installation's key go.
        dismiss(tx, id, { files: [file, shown], now })
      }
    },
  }),
  /** An upload that nobody finished goes after a day. */
  job({
    name: 'media.drop-half',
    payload: z.object({ upload: z.uuid() }),
    run: ({ tx, payload: { upload }, deps }) => forgetSpooled(join(deps.media.spool, tx.tenant, upload)),
  }),
  /** An upload that no order took goes after some days. */
  job({
    name: 'media.drop-unclaimed',
    payload: z.object({ media: z.uuid() }),
    async run({ tx, payload: { media }, now }) {
      const dropped = await dropUnclaimed(tx, media)
      if (dropped) dismiss(tx, media, { files: [dropped.file, dropped.shown], now })
    },
  }),
]
