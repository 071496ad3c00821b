import { z } from 'zod'
import { sql } from '../db/database.ts'
import { DoorProblem } from '../http/problems.ts'
import type { StreamRoute } from '../http/route.ts'
import { cipherKey, openText } from '../private/cipher.ts'
import { layerPlace } from './looked.ts'
import { claimFor } from './store.ts'

const Params = z.object({ id: z.uuid(), media: z.uuid(), goods: z.uuid() })

/** What is laid over a photo on the review desk: the map of changes (`goods` is then the photo's own id), or a picture of the
 *  goods in the place that it has in the photo. */
export const layerRoute: StreamRoute = {
  method: 'GET',
  path: '/claims/:id/photos/:media/layers/:goods',
  summary: 'Map of changes, or the goods laid over the photo / 差异图层',
  tag: 'claims',
  who: ['reviewer', 'operator'],
  params: Params,
  async streams({ deps, by, caller, params }, { reply }) {
    const { id, media, goods } = params as z.output<typeof Params> // parsed by Params
    const text = await deps.db.transaction({ tenant: caller.tenant }, async (tx) => {
      const row = await claimFor(tx, by, id)
      const key = row && (await deps.private.mediaKey(tx, row.state.asked.buyer))
      const layer = await tx.first<{ bytes: Buffer }>(sql`
        select bytes from inspection_layers where claim_id = ${id} and media = ${media} and goods = ${goods}`)
      if (!key || !layer) return null
      const place = layerPlace(tx.tenant, { claim: id, media, goods })
      return openText('aes-256-gcm', { key: cipherKey('aes-256-gcm', key.export()), place, bytes: layer.bytes })
    })
    if (text === null) throw new DoorProblem('case.absent')
    reply
      .header('X-Content-Type-Options', 'nosniff')
      .header('Content-Security-Policy', "default-src 'none'")
      .header('Cache-Control', 'private, max-age=3600')
      .type(media === goods ? 'image/png' : 'image/jpeg')
    return reply.send(Buffer.from(text, 'base64'))
  },
}
