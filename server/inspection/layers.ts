import type { Flaw } from '@anxin/domain/evidence/quality.ts'
import { overlaid } from '@anxin/inspect/compare/overlay.ts'
import type { Looked } from '@anxin/inspect/look.ts'
import type { Photo } from '@anxin/inspect/photo.ts'
import sharp from 'sharp'
import { flawsIn } from './flaws.ts'
import { heatPng, pixelsOf, type Shelved } from './sheet.ts'

/** What is laid over a photo where people look at it: the map of changes (PNG, see-through where nothing is changed), and each
 *  picture of the goods as it would look in the photo (JPEG), in the order of the report; null where there is none. */
export type Layers = { heat: Uint8Array | null; laid: (Uint8Array | null)[] }
/** With what keeps the photo from being seen well. */
type Layered = { layers: Layers; flaws: Flaw[] }

/** Longer side of a laid picture: what a screen shows of it. */
const laidSide = 1600

export async function layersOf(
  photo: Photo,
  { mask, view, comparisons }: Looked,
  goods: readonly Shelved[],
): Promise<Layered> {
  const drawn = mask()
  const laid = goods.map(async ({ view: other }, i) => {
    const laying = comparisons[i]?.laying
    const found = view && other && laying && overlaid(view, other, laying)
    return found ? small(pixelsOf(found.there)) : null
  })
  const layers = { heat: drawn && (await heatPng(drawn)), laid: await Promise.all(laid) }
  return { layers, flaws: await flawsIn(photo) }
}

const small = ({ data, width, height, channels }: ReturnType<typeof pixelsOf>): Promise<Uint8Array> =>
  sharp(data, { raw: { width, height, channels } })
    .resize(laidSide, laidSide, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 82 })
    .toBuffer()
