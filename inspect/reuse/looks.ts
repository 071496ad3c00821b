import { type Features, featuresOf } from '../compare/features.ts'
import type { Photo } from '../photo.ts'
import { luma } from '../pixels/plane.ts'
import { leastQuality } from './candidates.ts'
import { compacted } from './features.ts'
import type { Hash } from './hash.ts'
import { dihedralPdq } from './pdq.ts'

/** What a photo is found again by: its eight hashes in the order of `turns` (none where it shows too little), and its local
 *  features as `compacted` gives them. 7.5 kB, to be sent and kept. */
export type Looks = { hashes: readonly Hash[]; features: Uint8Array; width: number; height: number }

/** How a photo looks; `features`, if they are known already, those of its analysis size. Null where it cannot be decoded. */
export function looksOf({ pixels, width, height }: Photo, features?: Features): Looks | null {
  if (!pixels) return null
  const { hashes, quality } = dihedralPdq(pixels)
  return {
    hashes: quality >= leastQuality ? hashes : [],
    features: compacted(features ?? featuresOf(luma(pixels))),
    width,
    height,
  }
}
