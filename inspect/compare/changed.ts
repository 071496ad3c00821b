import type { Polygon } from '../finding.ts'
import { blurred } from '../pixels/blur.ts'
import { emptyPlane, type Plane, type Size } from '../pixels/plane.ts'
import { halved, resized } from '../pixels/resize.ts'
import { changedNet } from './changed.generated.ts'
import { surpriseOf } from './difference.ts'
import { answers } from './net.ts'
import type { Overlay } from './overlay.ts'
import { partsOf } from './polygons.ts'

/** A part of the photo that is not as in the goods' picture: its outline in pixels of the upright photo, its share of it. */
export type ChangedPart = { polygon: Polygon; area: number }

/** What is not seen in the goods' picture cannot be told: neither likely changed nor likely not. */
export const unseen = 0.3
/** From here on a place counts as changed. */
const changedFrom = 0.5
/** Smaller parts than this share of the photo are taken for noise. */
const leastArea = 0.0004

/** A difference that nobody sees is no damage, however unusual in a picture that is otherwise the same to the last level: in
 *  levels of 255, over brightness and colours together. A filter over the whole picture marks less
 *  with it, and the marks of forgeries fit better (docs/inspection.md). */
const leastSeen = 6

/** How likely each place of the claim's picture was changed, 0 to 1. */
export function changeMap(overlay: Overlay): Plane {
  const surprise = surpriseOf(overlay)
  const { width, height } = surprise
  const likely = blurred({ width, height, data: answers(changedNet, surprise) }, 0.8)
  const seen = resized(differenceIn(overlay), { width, height })
  const out = emptyPlane(width, height)
  for (let i = 0; i < out.data.length; i++) {
    const isSeen = (seen.data[i] ?? 0) >= leastSeen ** 2
    out.data[i] = overlay.inside[i] ? (likely.data[i] ?? 0) * (isSeen ? 1 : 0.5) : unseen
  }
  return out
}

/** The mean square of the difference around each place, in levels of 255; at half the size of brightness. */
function differenceIn({ here, there }: Overlay): Plane {
  const square = (a: Plane, b: Plane): Plane => ({
    ...a,
    data: a.data.map((value, i) => (value - (b.data[i] ?? 0)) ** 2),
  })
  const all = halved(square(here.y, there.y))
  for (const colour of [square(here.cb, there.cb), square(here.cr, there.cr)])
    for (let i = 0; i < all.data.length; i++) all.data[i] = (all.data[i] ?? 0) + (colour.data[i] ?? 0)
  return blurred(all, 1)
}

/** The parts of a change map as polygons on a photo of this size. */
export function changedParts(map: Plane, photo: Size): ChangedPart[] {
  const total = map.width * map.height
  const parts = partsOf(map, { threshold: changedFrom, least: Math.max(6, leastArea * total), tolerance: 1 })
  return parts.slice(0, 32).map(({ polygon, samples }) => ({
    polygon: polygon.map(
      ([x, y]) => [Math.round((x * photo.width) / map.width), Math.round((y * photo.height) / map.height)] as const,
    ),
    area: samples / total,
  }))
}

/** A change map at a photo's own size, 0 to 255, linear between its samples. Drawn row by row, since twelve megapixels of
 *  floats would be four times as much to hold. */
export function maskOf(map: Plane, photo: Size): Uint8Array {
  const wide = resized(map, { width: photo.width, height: Math.min(map.height, photo.height) })
  const mask = new Uint8Array(photo.width * photo.height)
  for (let y = 0; y < photo.height; y++) {
    const place = ((y + 0.5) * wide.height) / photo.height - 0.5
    const upper = Math.max(0, Math.floor(place))
    const lower = Math.min(wide.height - 1, Math.floor(place) + 1)
    const rows = [upper, lower].map((row) => wide.data.subarray(row * wide.width, (row + 1) * wide.width))
    drawBetween(mask.subarray(y * photo.width, (y + 1) * photo.width), rows, place - Math.floor(place))
  }
  return mask
}

/** A row of a mask `part` of the way from one row of a map to the next. */
function drawBetween(into: Uint8Array, [upper, lower]: readonly Float32Array[], part: number): void {
  if (!upper || !lower) return
  const [a, b] = [255 * (1 - part), 255 * part]
  for (let x = 0; x < into.length; x++) into[x] = a * (upper[x] ?? 0) + b * (lower[x] ?? 0) + 0.5
}
