import type { Id } from '@anxin/domain/basics.ts'
import { z } from 'zod'
import { sql } from '../db/database.ts'
import { job } from '../worker.ts'

/** What was uploaded before anybody knew whose it is goes under the key of the order's person. */
export const mediaJobs = [
  job({
    name: 'media.adopt',
    payload: z.object({ order: z.uuid(), media: z.array(z.uuid()) }),
    async run({ tx, payload: { order, media }, deps }) {
      const owner = await tx.first<{ person: Id }>(sql`select person from orders where id = ${order}`)
      const key = owner && (await deps.private.mediaKey(tx, owner.person))
      if (!owner || !key) return
      const rows = await tx.rows<{ id: Id; file: string }>(sql`
        select id, file from media where id = any(${media}::uuid[]) and person is null for update`)
      for (const { id, file } of rows) {
        const bytes = await deps.media.get(file, deps.private.key('media'))
        const sealed = await deps.media.put(bytes, key)
        await tx.rows(
          sql`update media set person = ${owner.person}, order_id = ${order}, file = ${sealed} where id = ${id}`,
        )
        // The copy under the installation's key goes once nothing can refer to it any more.
        tx.onCommit(() => void deps.media.remove(file))
      }
    },
  }),
]
