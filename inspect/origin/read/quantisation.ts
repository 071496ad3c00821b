/** Who made a JPEG's quantisation tables: the tables of most programs are those of annex K of ITU-T T.81, scaled as the
 *  Independent JPEG Group's library does (jcparam.c, jpeg_set_quality); Photoshop has thirteen sets of its own. */
import { createHash } from 'node:crypto'
import known from '../data/jpeg-tables.json' with { type: 'json' }
import type { JpegStructure } from './jpeg.ts'

/** `libjpeg` at a quality; `photoshop` at one of its steps 0 to 12; else some encoder's own. */
export type Encoder = { name: 'libjpeg' | 'photoshop'; quality: number } | { name: 'own' } | { name: 'none' }

/** Annex K, tables K.1 and K.2, in zigzag order. */
const luma = [
  16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61,
  60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77, 113, 121,
  112, 100, 120, 92, 101, 103, 99,
]
const chroma = [
  17, 18, 18, 24, 21, 24, 47, 26, 26, 47, 99, 66, 56, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99,
]

/** A table as the library scales it for a quality of 1 to 100. */
export function scaled(table: readonly number[], quality: number): number[] {
  const percent = quality < 50 ? Math.floor(5_000 / quality) : 200 - quality * 2
  return table.map((value) => Math.min(255, Math.max(1, Math.floor((value * percent + 50) / 100))))
}

const nameOf = (table: readonly number[]) => table.join()
const byLuma = new Map(range(100, 1).map((quality) => [nameOf(scaled(luma, quality)), quality]))
const byChroma = new Map(range(100, 1).map((quality) => [nameOf(scaled(chroma, quality)), quality]))
const photoshop = new Map(
  [known.photoshop, known.photoshopGrey, known.lightroom].flatMap(({ digests }) =>
    digests.map((digest, step): [string, number] => [digest, step]),
  ),
)

function range(highest: number, lowest: number): number[] {
  return Array.from({ length: highest - lowest + 1 }, (_, i) => highest - i)
}

/** Names the encoder by its tables alone. */
export function encoderOf({ tables }: JpegStructure): Encoder {
  const all = [...tables].sort(([a], [b]) => a - b)
  const [first, second] = all.map(([, values]) => values)
  if (!first) return { name: 'none' }
  const step = photoshop.get(digestOf(all))
  if (step !== undefined) return { name: 'photoshop', quality: step }
  const quality = byLuma.get(nameOf(first))
  const same = second === undefined || byChroma.get(nameOf(second)) === quality
  return quality !== undefined && same ? { name: 'libjpeg', quality } : { name: 'own' }
}

/** The digest by which these tables are listed: MD5 of the segment that holds all of them, each behind its number. */
function digestOf(tables: [number, number[]][]): string {
  const hash = createHash('md5')
  for (const [id, values] of tables) hash.update(Uint8Array.from([id, ...values]))
  return hash.digest('hex')
}
