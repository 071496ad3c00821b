import sharp, { type Metadata } from 'sharp'
import type { Pixels } from '../photo.ts'
import { type Pdq, pdq } from './pdq.ts'

// libvips chooses its loader from the bytes, whatever the name says (CVE-2026-66066): all are off but these four.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadHeif'],
})

/** `whole`: bytes of a picture that has to be unpacked as a whole before its first row is known. */
const most = { pixels: 50_000_000, side: 20_000, whole: 200 * 1024 * 1024 }

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
  const picture = sharp(bytes, { limitInputPixels: most.pixels, failOn: 'truncated', ignoreIcc: true, pages: 1 })
  const found = await picture.metadata().catch((error: Error) => error)
  if (found instanceof Error)
    return { refused: /pixel limit|too large|exceed/i.test(found.message) ? 'too_large' : 'unreadable' }
  if (isTooLarge(found)) return { refused: 'too_large' }
  const decoded = picture.flatten({ background: '#fff' }).raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
  const { data, info } = await decoded.catch(() => ({ data: null, info: null }))
  if (!data || (info.channels !== 1 && info.channels !== 3)) return { refused: 'unreadable' }
  return { width: info.width, height: info.height, channels: info.channels, data }
}

function isTooLarge({ width, height, channels, depth, format, isProgressive }: Metadata): boolean {
  if (width > most.side || height > most.side || width * height > most.pixels) return true
  const isWhole = format === 'heif' || (format === 'png' && isProgressive)
  return isWhole && width * height * channels * (depth === 'uchar' ? 1 : 2) > most.whole
}
