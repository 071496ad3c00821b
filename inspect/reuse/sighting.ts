/** Whether a photo shows a part of a kept picture, or the kept picture a part of the photo: as a crop, a screenshot, a copy
 *  resized or mirrored. Two photos of one thing share features as well; but a copy lies on its source upright, all over and
 *  to a fraction of a pixel, which no two exposures do.
 *  Measured on 170 photos of goods (`npm run bench crops`): every copy whose picture was among the candidates is within the
 *  limits below, none of 365 pairs of other photos of the same goods with eight features or more in common.
 *  Cost: 5 ms; features of at most 300 × 300. */
import { type Alignment, alignments, guided } from '../compare/align.ts'
import { type Features, mirroredFeatures } from '../compare/features.ts'
import { apply, fitted, type Homography, inverse } from '../compare/homography.ts'
import { matches } from '../compare/match.ts'
import type { Polygon } from '../finding.ts'
import { uncompacted } from './features.ts'
import type { Looks } from './looks.ts'

/** So many features have to agree. */
const leastAgreeing = 10
/** Nine in ten of them to this share of the longer side; copies reached 0.0033, other photos as a rule more. */
const mostOff = 0.0035
/** Degrees from upright, a quarter turn or two; copies reached 0.13, other photos began at 0.42. */
const mostTilt = 0.2
/** Of the parts of the kept picture that the photo should show, so many hold a feature that agrees. What two screenshots of
 *  one program share is less; copies began at 0.45. */
const leastCovered = 0.4
/** Cells along a side of the kept picture, and features for a cell to count. */
const [cells, leastInCell] = [8, 3]
/** Nearer to the photo's border features are cut off. */
const border = 0.02

/** How a photo lies in a kept picture: so many features agree, `covered` of the parts that both should show; `part` is what
 *  of the photo both show, in pixels of the upright photo. */
export type Sighting = { agreeing: number; covered: number; part: Polygon }

type Photo = Pick<Looks, 'features' | 'width' | 'height'>

/** Looks closely whether photo and kept picture are copies of each other in part. Null where they are not, or not surely. */
export function sighted(photo: Photo, kept: Photo, isMirrored: boolean): Sighting | null {
  const features = uncompacted(photo.features)
  const [one, other] = [isMirrored ? mirroredFeatures(features, photo) : features, uncompacted(kept.features)]
  const [first] = alignments(one, other, { found: matches(one, other, 0.92), most: 1 })
  const best = first && guided(one, other, first)
  if (!best || best.inliers.length < leastAgreeing) return null
  const map = copied(one, other, best)
  const back = map && inverse(map)
  if (!back) return null
  const agreeing = new Set(best.inliers.map(({ to }) => to))
  const covered = coverage(other, agreeing, (x, y) => isInside(photo, apply(back, x, y)))
  if (covered < leastCovered) return null
  return { agreeing: best.inliers.length, covered, part: commonPart(photo, kept, { back, isMirrored }) }
}

/** The map, if it only shifts, sizes and turns by quarters, and all but a tenth of the features follow it closely. */
function copied(one: Features, other: Features, { inliers }: Alignment): Homography | null {
  const of = (values: Float32Array, side: 'from' | 'to') => inliers.map((match) => values[match[side]] ?? 0)
  const [x, y, u, v] = [of(one.x, 'from'), of(one.y, 'from'), of(other.x, 'to'), of(other.y, 'to')]
  const map = fitted({ x, y, u, v, weight: inliers.map(() => 1) }, 'similarity')
  if (!map) return null
  const degrees = (Math.atan2(map[3], map[0]) * 180) / Math.PI
  if (Math.abs(degrees - 90 * Math.round(degrees / 90)) > mostTilt) return null
  const off = inliers
    .map((_, i) => {
      const [p, q] = apply(map, x[i] ?? 0, y[i] ?? 0)
      return Math.hypot(p - (u[i] ?? 0), q - (v[i] ?? 0))
    })
    .sort((a, b) => a - b)
  // On the picture that is shown smaller: what is enlarged is enlarged with its errors.
  const size = Math.max(1, Math.hypot(map[0], map[3]))
  return (off[Math.floor(0.9 * off.length)] ?? 1) / size <= mostOff ? map : null
}

/** Of the cells of the kept picture that the photo shows and that hold a few features, the share that holds one which agrees. */
function coverage(kept: Features, agreeing: ReadonlySet<number>, isShown: (x: number, y: number) => boolean): number {
  const [held, hit] = [new Uint16Array(cells * cells), new Uint16Array(cells * cells)]
  for (let j = 0; j < kept.count; j++) {
    const [x, y] = [kept.x[j] ?? 0, kept.y[j] ?? 0]
    if (!isShown(x, y)) continue
    const cell = Math.min(cells - 1, Math.floor(x * cells)) * cells + Math.min(cells - 1, Math.floor(y * cells))
    held[cell] = (held[cell] ?? 0) + 1
    if (agreeing.has(j)) hit[cell] = (hit[cell] ?? 0) + 1
  }
  const counting = Array.from(held, (count, cell) => ({ count, hits: hit[cell] ?? 0 })).filter(
    ({ count }) => count >= leastInCell,
  )
  return counting.filter(({ hits }) => hits > 0).length / Math.max(1, counting.length)
}

const sides = ({ width, height }: Photo) => ({
  right: width / Math.max(width, height),
  bottom: height / Math.max(width, height),
})

function isInside(photo: Photo, [x, y]: readonly [number, number]): boolean {
  const { right, bottom } = sides(photo)
  return x > border && y > border && x < right - border && y < bottom - border
}

/** What of the photo the kept picture shows, as a rectangle: turned by quarters, rectangles stay such. */
function commonPart(
  photo: Photo,
  kept: Photo,
  { back, isMirrored }: { back: Homography; isMirrored: boolean },
): Polygon {
  const [there, here] = [sides(kept), sides(photo)]
  const corners = [apply(back, 0, 0), apply(back, there.right, there.bottom)]
  const long = Math.max(photo.width, photo.height)
  const within = (values: number[], most: number) =>
    values.map((value) => Math.round(long * Math.max(0, Math.min(most, value)))).sort((a, b) => a - b)
  const xs = corners.map(([x]) => (isMirrored ? here.right - x : x))
  const [left = 0, right = 0] = within(xs, here.right)
  const [top = 0, bottom = 0] = within(
    corners.map(([, y]) => y),
    here.bottom,
  )
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ]
}
