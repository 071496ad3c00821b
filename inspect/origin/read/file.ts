import { latin1, stands } from './bytes.ts'
import { readGif } from './gif.ts'
import { readIso } from './isobmff.ts'
import { readJpeg } from './jpeg.ts'
import { emptyParts, type Parts } from './parts.ts'
import { pngSignature, readPng } from './png.ts'
import { readTiff } from './tiff.ts'
import { readWebp } from './webp.ts'

/** Every kind of file that is read, by how it begins. */
const kinds: { begins(bytes: Uint8Array): boolean; read(bytes: Uint8Array): Parts }[] = [
  { begins: (b) => stands(b, 0, '\xff\xd8'), read: readJpeg },
  { begins: (b) => stands(b, 0, pngSignature), read: readPng },
  { begins: (b) => stands(b, 0, 'RIFF') && stands(b, 8, 'WEBP'), read: readWebp },
  { begins: (b) => stands(b, 0, 'GIF8'), read: readGif },
  { begins: (b) => stands(b, 4, 'ftyp'), read: readIso },
  { begins: (b) => /^(II\*\0|MM\0\*)$/.test(latin1(b, 0, 4)), read: readTiff },
]

/** Read once for all probes; what a file says does not change while it is held. */
const known = new WeakMap<Uint8Array, Parts>()

/** What a file says about itself. Never throws: a kind that is not known has empty parts. */
export function partsOf(bytes: Uint8Array): Parts {
  const before = known.get(bytes)
  if (before) return before
  const parts = kinds.find(({ begins }) => begins(bytes))?.read(bytes) ?? emptyParts('other')
  known.set(bytes, parts)
  return parts
}
