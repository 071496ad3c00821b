import type { Actor, Id } from '@anxin/domain/basics.ts'
import { sql, type Tx } from '../db/database.ts'
import { DoorProblem } from '../http/problems.ts'
import { ById, type StreamRoute } from '../http/route.ts'
import { forShowing } from './inspect.ts'

type Row = { id: Id; kind: string; mime: string; file: string; person: Id | null }

/** A file, if this actor may see the order that it shows; anybody else's is not found. */
function mediaFor(tx: Tx, by: Actor, id: Id): Promise<Row | undefined> {
  const { id: me, role } = by.kind === 'person' ? by : { id: null, role: 'operator' }
  const whose =
    role === 'consumer'
      ? sql`m.person = ${me}`
      : role === 'technician'
        ? sql`exists (select from visits v where v.order_id = m.order_id and v.technician = ${me})`
        : sql`true`
  return tx.first<Row>(
    sql`select id, kind, mime, file, person from media m where id = ${id} and order_id is not null and ${whose}`,
  )
}

export const mediaRoutes: StreamRoute[] = [
  {
    method: 'GET',
    path: '/media/:id',
    summary: 'A photo as others may see it: upright, without metadata / 查看照片',
    tag: 'media',
    who: ['agent', 'dispatcher', 'supervisor', 'operator', 'technician', 'consumer'],
    params: ById,
    async streams({ deps, by, caller, params }, { reply }) {
      const { id } = params as { id: string } // parsed by ById
      const { row, key } = await deps.db.transaction({ tenant: caller.tenant }, async (tx) => {
        const row = await mediaFor(tx, by, id)
        return { row, key: row?.person ? await deps.private.mediaKey(tx, row.person) : null }
      })
      if (!row || !key) throw new DoorProblem('case.absent')
      const bytes = await deps.media.get(row.file, key)
      const shown = row.kind === 'photo' && row.mime !== 'image/heif' ? await forShowing(bytes) : bytes
      return reply
        .header('X-Content-Type-Options', 'nosniff')
        .header('Content-Disposition', row.kind === 'photo' ? 'inline' : 'attachment')
        .header('Cache-Control', 'private, max-age=3600')
        .header('Content-Security-Policy', "default-src 'none'")
        .type(row.kind === 'photo' ? 'image/jpeg' : row.mime)
        .send(shown)
    },
  },
]
