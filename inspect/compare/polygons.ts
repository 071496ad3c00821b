/** Outlines of the raised parts of a map as polygons: each connected part is walked around along the edges of its samples
 *  and simplified (Douglas and Peucker 1973). Holes are filled.
 *  Cost: O(samples) and O(outline log outline). */
import type { Polygon } from '../finding.ts'
import type { Size } from '../pixels/plane.ts'

/** A raised part: its outline in continuous places of the map, and its samples. */
export type Part = { polygon: Polygon; samples: number }

/** The parts of at least `least` samples where the map reaches the threshold, the largest first. `tolerance` is how far, in
 *  samples, the outline may be simplified. */
export function partsOf(
  map: Size & { data: ArrayLike<number> },
  { threshold, least, tolerance }: { threshold: number; least: number; tolerance: number },
): Part[] {
  const { width, height, data } = map
  const label = new Int32Array(width * height)
  const parts: Part[] = []
  let count = 0
  for (let start = 0; start < label.length; start++) {
    if (label[start] !== 0 || (data[start] ?? 0) < threshold) continue
    count++
    const samples = flood(map, label, { start, count, threshold })
    if (samples < least) continue
    // The first sample found is the topmost of its part, and leftmost there: the walk begins on its upper edge.
    parts.push({ polygon: simplified(outline(map, label, { start, count }), tolerance), samples })
  }
  return parts.sort((a, b) => b.samples - a.samples)
}

type Start = { start: number; count: number }

function flood(
  { width, height, data }: Size & { data: ArrayLike<number> },
  label: Int32Array,
  { start, count, threshold }: Start & { threshold: number },
): number {
  const stack = [start]
  label[start] = count
  let samples = 0
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    samples++
    const x = at % width
    const next = [x > 0 ? at - 1 : -1, x < width - 1 ? at + 1 : -1, at - width, at + width]
    for (const to of next) {
      if (to < 0 || to >= width * height || label[to] !== 0 || (data[to] ?? 0) < threshold) continue
      label[to] = count
      stack.push(to)
    }
  }
  return samples
}

/** Right, down, left, up: with the part always on the right hand. */
const ways = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const

/** From a corner going one way, the sample ahead on the left hand and the one on the right: their offsets. */
const ahead = [
  { left: [0, -1], right: [0, 0] },
  { left: [0, 0], right: [-1, 0] },
  { left: [-1, 0], right: [-1, -1] },
  { left: [-1, -1], right: [0, -1] },
] as const

function outline({ width, height }: Size, label: Int32Array, { start, count }: Start): [number, number][] {
  const isIn = (x: number, y: number) => x >= 0 && y >= 0 && x < width && y < height && label[y * width + x] === count
  const first: [number, number] = [start % width, Math.floor(start / width)]
  const places: [number, number][] = []
  let [x, y] = first
  let way = 0
  do {
    places.push([x, y])
    const [dx, dy] = ways[way] ?? [1, 0]
    x += dx
    y += dy
    const { left, right } = ahead[way] ?? ahead[0]
    // Parts touch by sides, not by corners: where only the left one ahead belongs, the walk still turns right.
    const isRight = isIn(x + right[0], y + right[1])
    if (!isRight) way = (way + 1) % 4
    else if (isIn(x + left[0], y + left[1])) way = (way + 3) % 4
  } while (x !== first[0] || y !== first[1] || way !== 0)
  return places
}

/** The places without those nearer than the tolerance to the line of their neighbours. */
function simplified(places: [number, number][], tolerance: number): Polygon {
  const far = farthest(places, 0, places.length)
  const keep = new Set([0, far])
  const spans: [number, number][] = [
    [0, far],
    [far, places.length],
  ]
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [from, to] = span
    const [at, off] = mostOff(places, from, to)
    if (off <= tolerance) continue
    keep.add(at)
    spans.push([from, at], [at, to])
  }
  return [...keep].sort((a, b) => a - b).flatMap((i) => (places[i] ? [places[i]] : []))
}

function farthest(places: readonly [number, number][], from: number, to: number): number {
  const [x, y] = places[from] ?? [0, 0]
  let best = from
  let most = -1
  for (let i = from; i < to; i++) {
    const [p, q] = places[i] ?? [0, 0]
    const off = (p - x) ** 2 + (q - y) ** 2
    if (off > most) [best, most] = [i, off]
  }
  return best
}

function mostOff(places: readonly [number, number][], from: number, to: number): [number, number] {
  const [x, y] = places[from] ?? [0, 0]
  const [u, v] = places[to % places.length] ?? [0, 0]
  const length = Math.hypot(u - x, v - y) || 1
  let best = from
  let most = 0
  for (let i = from + 1; i < to; i++) {
    const [p, q] = places[i] ?? [0, 0]
    const off = Math.abs((u - x) * (y - q) - (x - p) * (v - y)) / length
    if (off > most) [best, most] = [i, off]
  }
  return [best, most]
}
