import type { KeyObject } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Actor, Id } from '@anxin/domain/basics.ts'
import { sql, type Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { endingOf } from '../endings.ts'
import { DoorProblem } from '../http/problems.ts'
import { ById, type StreamRoute } from '../http/route.ts'
import type { Range } from './iso.ts'
import { type MediaRow, mediaColumns } from './store.ts'

/** Which files an actor may see: those of orders and claims that they may know of, and a buyer or merchant the pictures of
 *  goods that were bought or sold. What is nobody's yet is nobody's to see. */
function whose(tx: Tx, by: Actor) {
  const { id: me, role } = by.kind === 'person' ? by : { id: null, role: 'operator' }
  const mine = sql`select merchant from merchant_members where tenant = ${tx.tenant} and person = ${me}`
  switch (role) {
    case 'consumer':
      return sql`m.person = ${me}
        or m.claim_id in (select id from claims where tenant = ${tx.tenant} and buyer = ${me})
        or exists (select from purchase_lines l join purchases p on p.id = l.purchase
          where p.tenant = ${tx.tenant} and p.buyer = ${me} and m.id = any(l.pictures))
        or m.kind = 'photo' and m.recording in (select r.id from purchases p
          join parcels k on k.purchase = p.id
          join recordings r on r.tenant = k.tenant and r.waybill = k.waybill and r.merchant = k.merchant
          where p.tenant = ${tx.tenant} and p.buyer = ${me})`
    case 'technician':
      return sql`exists (select from visits v where v.order_id = m.order_id and v.technician = ${me})`
    case 'merchant':
      return sql`m.merchant in (${mine}) or m.claim_id in (
        select id from claims where tenant = ${tx.tenant} and merchant in (${mine})
          and jsonb_array_length(state->'hearings') + jsonb_array_length(state->'verdicts') > 0)`
    case 'reviewer':
      return sql`m.claim_id is not null or m.merchant is not null`
    case 'operator':
      return sql`true`
    default:
      return sql`m.order_id is not null`
  }
}

/** A file, if this actor may see it; anybody else's is not found. */
const mediaFor = (tx: Tx, by: Actor, id: Id): Promise<MediaRow | undefined> =>
  tx.first<MediaRow>(sql`
    select ${mediaColumns} from media m
    where id = ${id} and (order_id is not null or claim_id is not null or merchant is not null) and (${whose(tx, by)})`)

/** The upright copy of a photo; null of what cannot be decoded here. Photos kept by older versions have none yet. */
async function copyOf(deps: Deps, row: MediaRow, key: KeyObject): Promise<Uint8Array | null> {
  if (row.shown) return deps.media.get(row.shown, key)
  if (row.kind !== 'photo' || row.mime === 'image/heic') return null
  const look = await deps.decoder.look(await deps.media.get(row.file, key))
  return 'refused' in look ? null : (look.shown ?? null)
}

/** What is handed out: the copy, or the original where there can be none. */
async function filesOf(deps: Deps, row: MediaRow, key: KeyObject) {
  const copy = await copyOf(deps, row, key)
  const original = copy ? null : Readable.from(blanked(await deps.media.read(row.file, key), row.hidden))
  return { copy, original }
}

/** The bytes with zeros wherever they tell of places and devices. */
async function* blanked(pieces: AsyncIterable<Buffer>, hidden: readonly Range[]): AsyncGenerator<Buffer> {
  let at = 0
  for await (const piece of pieces) {
    for (const [from, to] of hidden) {
      if (from < at + piece.length && to > at) piece.fill(0, Math.max(from - at, 0), Math.min(to - at, piece.length))
    }
    at += piece.length
    yield piece
  }
}

export const mediaRoutes: StreamRoute[] = [
  {
    method: 'GET',
    path: '/media/:id',
    summary: 'A photo as others may see it: upright, without metadata; videos and HEIC as downloads / 查看照片',
    tag: 'media',
    who: ['agent', 'dispatcher', 'supervisor', 'operator', 'reviewer', 'merchant', 'technician', 'consumer'],
    params: ById,
    async streams({ deps, by, caller, params }, { reply }) {
      const { id } = params as { id: string } // parsed by ById
      const { row, key } = await deps.db.transaction({ tenant: caller.tenant }, async (tx) => {
        const row = await mediaFor(tx, by, id)
        // A merchant's files are of no person, and those just sent are not yet under the key of theirs.
        const key = row?.person ? await deps.private.mediaKey(tx, row.person) : deps.private.key('media')
        return { row, key }
      })
      if (!row || !key) throw new DoorProblem('case.absent')
      const { copy, original } = await filesOf(deps, row, key).catch((error) => {
        // A disk that failed, a backup without it: the row still says that there was one.
        throw error.code === 'ENOENT' ? new DoorProblem('media.lost') : error
      })
      reply
        .header('X-Content-Type-Options', 'nosniff')
        .header('Content-Disposition', copy ? 'inline' : `attachment; filename="${id}.${endingOf(row.mime)}"`)
        .header('Cache-Control', 'private, max-age=3600')
        .header('Content-Security-Policy', "default-src 'none'")
        .type(copy ? 'image/jpeg' : row.mime)
      return reply.send(copy ?? original)
    },
  },
]
