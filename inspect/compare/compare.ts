import type { Plane, Size } from '../pixels/plane.ts'
import { type ChangedPart, changedParts, changeMap, unseen } from './changed.ts'
import { hullOf, isWithin } from './hull.ts'
import { bestLaying, type Laying } from './layings.ts'
import { overlaid } from './overlay.ts'
import { type Relation, relationOf } from './relation.ts'
import type { View } from './view.ts'

/** What comparing a claim photo with a merchant's picture gave. */
export type Comparison = {
  relation: Relation
  /** How likely the claim photo was made from the picture, 0 to 1, whatever the relation. */
  score: number
  isMirrored: boolean
  /** Where the claim photo differs, in pixels of the upright photo, the largest first. Empty unless derived or same-item. */
  changed: ChangedPart[]
  /** How likely each place was changed, 0 to 1, at working size (`maskOf` draws it out); null where the two could not be
   *  laid over each other well enough to say. */
  map: Plane | null
  /** How much speaks for a change of the picture, 0 to 1; 0 unless derived. */
  alteration: number
  /** How they lie over each other, for those who show it; null where no `map` could be drawn. */
  laying: Laying | null
}

/** Below this share of agreeing cells a map of changes would show noise. */
const layableFrom = 0.2

/** Compares a claim photo of this full size with one of the merchant's pictures. Both views are used as they are and may be
 *  kept for other comparisons. */
export function compare(claim: View, goods: View, photo: Size): Comparison {
  const laying = bestLaying(claim, goods)
  const { relation, score } = relationOf(laying, Math.min(claim.features.count, goods.features.count))
  const laid = laying && isLayable(laying, relation) ? changesIn(claim, goods, laying) : null
  // Two photos of a thing can only be compared on the side that both show flat on: where their features agree.
  const map = laid && laying && relation === 'same-item' ? withinFeatures(laid, claim, laying) : laid
  const isShown = relation === 'derived' || relation === 'same-item'
  return {
    relation,
    score,
    isMirrored: laying?.isMirrored ?? false,
    changed: map && isShown ? changedParts(map, photo) : [],
    map,
    alteration: map && relation === 'derived' ? strongest(map) * score : 0,
    laying: map && laying,
  }
}

function isLayable({ evidence: { levels } }: Laying, relation: Relation): boolean {
  if (relation === 'derived' || relation === 'same-item') return true
  const [, half] = levels
  return half !== undefined && half.likely / (half.textured + 8) >= layableFrom
}

function changesIn(claim: View, goods: View, { pair, map }: Laying): Plane | null {
  const overlay = overlaid(claim, goods, { pair, map })
  return overlay && changeMap(overlay)
}

/** The map within the outline of the features that agree; around it nothing can be told. */
function withinFeatures(map: Plane, { features }: View, { inliers }: Laying): Plane {
  const hull = hullOf(inliers.map(({ from }) => [features.x[from] ?? 0, features.y[from] ?? 0] as const))
  const long = Math.max(map.width, map.height)
  const data = map.data.map((value, i) => {
    const place = [((i % map.width) + 0.5) / long, (Math.floor(i / map.width) + 0.5) / long] as const
    return isWithin(hull, place) ? value : unseen
  })
  return { ...map, data }
}

const levels = 4096

/** The mean over the most changed half percent of the picture, to one part in 4,096. */
function strongest({ data }: Plane): number {
  const counts = new Uint32Array(levels)
  for (let i = 0; i < data.length; i++) {
    const level = Math.min(levels - 1, Math.floor(levels * (data[i] ?? 0)))
    counts[level] = (counts[level] ?? 0) + 1
  }
  const many = Math.max(1, Math.round(0.005 * data.length))
  let [sum, left] = [0, many]
  for (let level = levels - 1; level >= 0 && left > 0; level--) {
    const taken = Math.min(left, counts[level] ?? 0)
    sum += (taken * (level + 0.5)) / levels
    left -= taken
  }
  return sum / many
}

/** The comparison whose map is shown where there are several: that with the likeliest source. Null where none has one. */
export const telling = (comparisons: readonly Comparison[]): Comparison | null =>
  comparisons.filter(({ map }) => map !== null).sort((one, other) => other.score - one.score)[0] ?? null
