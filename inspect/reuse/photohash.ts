import { headOf, opened } from '../opened.ts'
import type { Pixels } from '../photo.ts'
import { type Pdq, pdq } from './pdq.ts'

type Refused = { refused: 'unreadable' | 'too_large' }

/** The PDQ hash of a JPEG, PNG, WebP or AVIF file, as Meta's program gives it. */
export async function photoHash(bytes: Uint8Array): Promise<Pdq | Refused> {
  const pixels = await storedPixels(bytes)
  return 'refused' in pixels ? pixels : pdq(pixels)
}

/** The samples as they are stored, which is what Meta's program hashes: whatever the orientation and the colour profile
 *  say; what is transparent lies on white. Decoded whole: letting the decoder shrink a JPEG is twice as fast on large ones,
 *  but changes up to 12 bits of the hash. */
export async function storedPixels(bytes: Uint8Array): Promise<Pixels | Refused> {
  if (bytes.length === 0) return { refused: 'unreadable' }
  const picture = opened(bytes, { ignoreIcc: true })
  const head = await headOf(picture)
  if ('refused' in head) return head
  const decoded = picture.flatten({ background: '#fff' }).raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
  const { data, info } = await decoded.catch(() => ({ data: null, info: null }))
  if (!data || (info.channels !== 1 && info.channels !== 3)) return { refused: 'unreadable' }
  return { width: info.width, height: info.height, channels: info.channels, data }
}
