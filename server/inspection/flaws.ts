import { type Flaw, flawsOf, judgedSide } from '@anxin/domain/evidence/quality.ts'
import type { Photo } from '@anxin/inspect/photo.ts'
import sharp from 'sharp'

/** What keeps a photo from being seen well, by the same rule as on the phone that took it; nothing of one that cannot be
 *  decoded, which is said elsewhere. */
export async function flawsIn({ pixels }: Photo): Promise<Flaw[]> {
  if (!pixels) return []
  const { width, height, channels, data } = pixels
  const small = await sharp(data, { raw: { width, height, channels } })
    .resize(judgedSide, judgedSide, { fit: 'inside' })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return flawsOf({ width, height }, { width: small.info.width, height: small.info.height, data: small.data })
}
