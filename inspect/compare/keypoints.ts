/** Places in a picture that are found again at another size: extrema of the difference of Gaussians in place and scale
 *  (Lowe 2004, sections 3 and 4), thinned so that every part of the picture keeps some.
 *  Cost: O(samples × kernel) for the blurs, which are most of it; 0.3 MP about 90 ms. */
import { blurred } from '../pixels/blur.ts'
import { emptyPlane, type Plane } from '../pixels/plane.ts'
import { halved } from '../pixels/resize.ts'

/** One size of the picture with its blurs; `step` samples of the picture for one of the octave's. */
export type Octave = { readonly step: number; readonly blurs: readonly Plane[] }

/** A place: in samples of its octave (the centre of the first at 0), its blur, and how much it stands out. */
export type Keypoint = { octave: number; layer: number; x: number; y: number; sigma: number; response: number }

const intervals = 3
const firstSigma = 1.6
/** What a camera or a resize has blurred already. */
const givenSigma = 0.5
/** On 0 to 255; a third of Lowe's: smooth goods have little else, and thinning takes the strongest anyway. */
const leastContrast = 2.2
const edgeRatio = 10
const smallestSide = 14

/** The octaves of a plane (0 to 255), each half the size of the last. */
export function octavesOf(plane: Plane): Octave[] {
  const octaves: Octave[] = []
  let base = blurred(plane, Math.sqrt(firstSigma ** 2 - givenSigma ** 2))
  for (let step = 1; Math.min(base.width, base.height) >= smallestSide; step *= 2) {
    const blurs = [base]
    for (let i = 1; i < intervals + 3; i++) {
      const before = firstSigma * 2 ** ((i - 1) / intervals)
      blurs.push(blurred(blurs[i - 1] ?? base, before * Math.sqrt(2 ** (2 / intervals) - 1)))
    }
    octaves.push({ step, blurs })
    base = halved(blurs[intervals] ?? base)
  }
  return octaves
}

/** The places of a picture that stand out, at most `most`, spread over it; the same for the same picture. */
export function keypointsOf(octaves: readonly Octave[], most: number): Keypoint[] {
  const found = octaves.flatMap(({ blurs }, octave) => {
    const differences = blurs.slice(1).map((blur, i) => difference(blur, blurs[i] ?? blur))
    return [1, 2, 3].slice(0, intervals).flatMap((layer) => extrema(differences, { octave, layer }))
  })
  return thinned(found, octaves, most)
}

function difference(upper: Plane, lower: Plane): Plane {
  const out = emptyPlane(upper.width, upper.height)
  for (let i = 0; i < out.data.length; i++) out.data[i] = (upper.data[i] ?? 0) - (lower.data[i] ?? 0)
  return out
}

function extrema(differences: readonly Plane[], at: { octave: number; layer: number }): Keypoint[] {
  const [below, here, above] = [differences[at.layer - 1], differences[at.layer], differences[at.layer + 1]]
  const found: Keypoint[] = []
  if (!below || !here || !above) return found
  const border = 4
  const floor = 0.5 * leastContrast
  for (let y = border; y < here.height - border; y++)
    for (let x = border; x < here.width - border; x++) {
      const i = y * here.width + x
      const value = here.data[i] ?? 0
      if (value < floor && value > -floor) continue
      if (!isExtreme(here, i, value) || !isExtreme(below, i, value) || !isExtreme(above, i, value)) continue
      const refined = refine(differences, { ...at, x, y })
      if (refined) found.push(refined)
    }
  return found
}

/** No smaller than its neighbours in the plane, or no larger; the sample itself compares equal. */
function isExtreme({ width, data }: Plane, i: number, value: number): boolean {
  const sign = value > 0 ? 1 : -1
  const most = value * sign
  for (let j = i - width; j <= i + width; j += width)
    if (sign * (data[j - 1] ?? 0) > most || sign * (data[j] ?? 0) > most || sign * (data[j + 1] ?? 0) > most)
      return false
  return true
}

type Spot = { octave: number; layer: number; x: number; y: number }

/** To a fraction of a sample by the quadratic through its neighbours; null where weak, on an edge, or wandering off. */
function refine(differences: readonly Plane[], start: Spot): Keypoint | null {
  let { layer, x, y } = start
  for (let round = 0; round < 4; round++) {
    const at = derivatives(differences, { octave: start.octave, layer, x, y })
    if (!at) return null
    const [dx = 0, dy = 0, ds = 0] = at.offset
    if (Math.abs(dx) < 0.6 && Math.abs(dy) < 0.6 && Math.abs(ds) < 0.6) {
      const value = at.value + 0.5 * (at.gradient[0] * dx + at.gradient[1] * dy + at.gradient[2] * ds)
      if (Math.abs(value) < leastContrast || at.isEdge) return null
      const sigma = firstSigma * 2 ** ((layer + ds) / intervals)
      return { octave: start.octave, layer, x: x + dx, y: y + dy, sigma, response: Math.abs(value) }
    }
    x += Math.round(dx)
    y += Math.round(dy)
    layer += Math.round(ds)
    const plane = differences[layer]
    if (!plane || layer < 1 || layer > intervals) return null
    if (x < 2 || y < 2 || x >= plane.width - 2 || y >= plane.height - 2) return null
  }
  return null
}

function derivatives(differences: readonly Plane[], { layer, x, y }: Spot) {
  const [below, here, above] = [differences[layer - 1], differences[layer], differences[layer + 1]]
  if (!below || !here || !above) return null
  const w = here.width
  const i = y * w + x
  const at = ({ data }: Plane, offset: number) => data[i + offset] ?? 0
  const value = at(here, 0)
  const gx = 0.5 * (at(here, 1) - at(here, -1))
  const gy = 0.5 * (at(here, w) - at(here, -w))
  const gs = 0.5 * (at(above, 0) - at(below, 0))
  const xx = at(here, 1) + at(here, -1) - 2 * value
  const yy = at(here, w) + at(here, -w) - 2 * value
  const ss = at(above, 0) + at(below, 0) - 2 * value
  const xy = 0.25 * (at(here, w + 1) - at(here, w - 1) - at(here, 1 - w) + at(here, -w - 1))
  const xs = 0.25 * (at(above, 1) - at(above, -1) - at(below, 1) + at(below, -1))
  const ys = 0.25 * (at(above, w) - at(above, -w) - at(below, w) + at(below, -w))
  const det = xx * yy - xy * xy
  const isEdge = det <= 0 || (xx + yy) ** 2 * edgeRatio >= (edgeRatio + 1) ** 2 * det
  return { value, gradient: [gx, gy, gs] as const, offset: newton([xx, yy, ss, xy, xs, ys], [gx, gy, gs]), isEdge }
}

/** The step to the extremum of a quadratic in three unknowns; far away where it has none. */
function newton([xx, yy, ss, xy, xs, ys]: readonly number[], [gx = 0, gy = 0, gs = 0]: readonly number[]): number[] {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = [xx, yy, ss, xy, xs, ys]
  const i = b * c - f * f
  const j = e * f - d * c
  const k = d * f - b * e
  const det = a * i + d * j + e * k
  if (Math.abs(det) < 1e-12) return [9, 9, 9]
  const x = -(i * gx + j * gy + k * gs) / det
  const y = -(j * gx + (a * c - e * e) * gy + (d * e - a * f) * gs) / det
  const s = -(k * gx + (d * e - a * f) * gy + (a * b - d * d) * gs) / det
  return [x, y, s]
}

/** The strongest of each part of the picture in turn, until there are enough: no busy corner takes them all. */
function thinned(found: Keypoint[], octaves: readonly Octave[], most: number): Keypoint[] {
  const sorted = found.sort((one, other) => other.response - one.response || one.y - other.y || one.x - other.x)
  if (sorted.length <= most) return sorted
  const size = octaves[0]?.blurs[0]
  const cell = Math.sqrt(((size?.width ?? 1) * (size?.height ?? 1)) / (most / 8))
  const columns = Math.ceil((size?.width ?? 1) / cell) + 1
  const ranks = new Map<number, number>()
  const ranked = sorted.map((point, i) => {
    const step = octaves[point.octave]?.step ?? 1
    const key = Math.floor((point.y * step) / cell) * columns + Math.floor((point.x * step) / cell)
    const rank = ranks.get(key) ?? 0
    ranks.set(key, rank + 1)
    return { point, rank, i }
  })
  ranked.sort((one, other) => one.rank - other.rank || one.i - other.i)
  return ranked.slice(0, most).map(({ point }) => point)
}
