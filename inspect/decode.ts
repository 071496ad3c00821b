import { createHash } from 'node:crypto'
import type { Sharp } from 'sharp'
import { headOf, opened } from './opened.ts'
import { analysisSide, type Format, type Photo, type Pixels } from './photo.ts'

/** Why bytes are no photo to look at: nothing that is known here; larger than the limits; a known format with nothing in
 *  it that can be shown. */
export type Refusal = 'not_a_picture' | 'too_large' | 'unreadable'

/** What the bytes are, from their first ones; null where none of the formats known here. */
export function formatOf(bytes: Uint8Array): Format | null {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to))
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg'
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'png'
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'webp'
  return text(4, 8) === 'ftyp' ? isoFormat(bytes, text) : null
}

/** HEIF is a family: AV1 inside is AVIF; HEVC, or one that does not say, is taken as HEIC. Videos are neither. */
function isoFormat(bytes: Uint8Array, text: (from: number, to: number) => string): Format | null {
  const end = Math.min(
    bytes.length,
    256,
    ((bytes[0] ?? 0) << 24) | ((bytes[1] ?? 0) << 16) | ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0),
  )
  const brands = [text(8, 12)]
  for (let at = 16; at + 4 <= end; at += 4) brands.push(text(at, at + 4))
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return 'avif'
  return brands.some((brand) => /^(hei[cxms]|hev[cxms]|mif1|msf1)$/.test(brand)) ? 'heic' : null
}

/** The photo in these bytes: upright, within the limits (50 MP, 20,000 samples a side), the first frame of several. A
 *  JPEG that ends too early is shown as far as it goes and said to be damaged. */
export async function decode(name: string, bytes: Uint8Array): Promise<Photo | { refused: Refusal }> {
  const format = formatOf(bytes)
  if (!format) return { refused: 'not_a_picture' }
  const known = { name, bytes, sha256: createHash('sha256').update(bytes).digest('hex'), format }
  const found = await headOf(opened(bytes))
  if ('refused' in found)
    return found.refused === 'unreadable' && format === 'heic' ? { ...known, ...undecoded } : found
  const isOnSide = (found.orientation ?? 1) > 4
  const size = isOnSide ? { width: found.height, height: found.width } : { width: found.width, height: found.height }
  const sound = await small(opened(bytes)).catch(() => null)
  const pixels = sound ?? (await small(opened(bytes, { failOn: 'none' })).catch(() => null))
  if (!pixels) return format === 'heic' ? { ...known, ...undecoded, ...size } : { refused: 'unreadable' }
  const full = () => rawOf(prepared(opened(bytes, { failOn: 'none' }))).catch(() => null)
  return { ...known, ...size, pixels, damaged: sound === null, full }
}

const undecoded = { width: 0, height: 0, pixels: null, damaged: false, full: async () => null }

const prepared = (picture: Sharp): Sharp => picture.autoOrient().flatten({ background: '#fff' }).toColourspace('srgb')

/** JPEG is decoded at a quarter or half of its size where that is enough. */
const small = (picture: Sharp): Promise<Pixels> =>
  rawOf(prepared(picture.resize(analysisSide, analysisSide, { fit: 'inside', withoutEnlargement: true })))

async function rawOf(picture: Sharp): Promise<Pixels> {
  const { data, info } = await picture.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.length)
  if (channels === 1 || channels === 3) return { width, height, channels, data: bytes }
  throw new Error(`${channels} channels where 1 or 3 were expected`)
}
