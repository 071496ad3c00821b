import { overlaid } from '@anxin/inspect/compare/overlay.ts'
import type { Looked } from '@anxin/inspect/look.ts'
import sharp from 'sharp'
import { heatPng, pixelsOf, type Shelved } from './sheet.ts'

/** What is laid over a photo where people look at it: the map of changes (PNG, see-through where nothing is changed), and each
 *  picture of the goods as it would look in the photo (JPEG), in the order of the report; null where there is none. */
export type Layers = { heat: Uint8Array | null; laid: (Uint8Array | null)[] }

/** Longer side of a laid picture: what a screen shows of it. */
const laidSide = 1600

export async function layersOf({ mask, view, comparisons }: Looked, goods: readonly Shelved[]): Promise<Layers> {
  const drawn = mask()
  const laid = goods.map(async ({ view: other }, i) => {
    const laying = comparisons[i]?.laying
    const found = view && other && laying && overlaid(view, other, laying)
    return found ? small(pixelsOf(found.there)) : null
  })
  return { heat: drawn && (await heatPng(drawn)), laid: await Promise.all(laid) }
}

const small = ({ data, width, height, channels }: ReturnType<typeof pixelsOf>): Promise<Uint8Array> =>
  sharp(data, { raw: { width, height, channels } })
    .resize(laidSide, laidSide, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 82 })
    .toBuffer()
