/** Makes a picture look as the other would if nothing had been changed: as sharp, and in the same tones. Tones by robust
 *  least squares (Tukey's weights) of each channel on those of the other, their squares, and where in the picture: gains,
 *  gamma, colour casts, light from one side.
 *  Cost: O(samples / 16 × 11²) a round for the tones; 640 samples wide about 40 ms. */
import { blurred } from '../pixels/blur.ts'
import { emptyPlane, type Plane } from '../pixels/plane.ts'
import { LeastSquares } from './homography.ts'

export type Colours = { y: Plane; cb: Plane; cr: Plane }

/** How far the sharper of two pictures has to be blurred to be as sharp as the other: for this one and the other one.
 *  Told by the energy of the finest differences where both have some, by the median, so that changed parts do not count. */
export function blursToMatch(here: Plane, there: Plane, inside: Uint8Array): { here: number; there: number } {
  const ratio = (a: Plane, b: Plane) => finenessRatio(a, b, inside)
  const asTheyAre = ratio(here, there)
  const isThereSharper = asTheyAre > 1
  let [low, high] = [0, 3]
  for (let round = 0; round < 5; round++) {
    const middle = (low + high) / 2
    const after = isThereSharper ? ratio(here, blurred(there, middle)) : ratio(blurred(here, middle), there)
    if (after > 1 === isThereSharper) low = middle
    else high = middle
  }
  const sigma = low < 0.2 ? 0 : (low + high) / 2
  return isThereSharper ? { here: 0, there: sigma } : { here: sigma, there: 0 }
}

/** The median of how much more finely structured `there` is than `here`, over blocks of 16 × 16. */
function finenessRatio(here: Plane, there: Plane, inside: Uint8Array): number {
  const { width, height } = here
  const ratios: number[] = []
  const block = 16
  for (let y = 1; y + block < height; y += 2 * block)
    for (let x = 1; x + block < width; x += block) {
      const at = y * width + x
      if (!inside[at] || !inside[at + block * width + block]) continue
      const a = fineness(here, at, block)
      const b = fineness(there, at, block)
      if (a + b > 6 * block * block) ratios.push((b + 1) / (a + 1))
    }
  ratios.sort((a, b) => a - b)
  return ratios[ratios.length >> 1] ?? 1
}

function fineness({ width, data }: Plane, at: number, block: number): number {
  let sum = 0
  for (let y = 0; y < block; y++)
    for (let x = 0, i = at + y * width; x < block; x++, i++) {
      const value = data[i] ?? 0
      sum +=
        Math.abs(2 * value - (data[i - 1] ?? 0) - (data[i + 1] ?? 0)) +
        Math.abs(2 * value - (data[i - width] ?? 0) - (data[i + width] ?? 0))
    }
  return sum
}

/** The other picture in the tones of this one. */
export function inTonesOf(here: Colours, there: Colours, inside: Uint8Array): Colours {
  const smooth = { y: blurred(there.y, 1.2), cb: blurred(there.cb, 1.2), cr: blurred(there.cr, 1.2) }
  const wanted = (['y', 'cb', 'cr'] as const).map((channel) => toneOf(blurred(here[channel], 1.2), smooth, inside))
  const [y, cb, cr] = wanted.map((weights) => toned(there, weights))
  return { y: y ?? there.y, cb: cb ?? there.cb, cr: cr ?? there.cr }
}

const terms = 11

/** What a tone may depend on: the three channels, brightness squared and cubed, the place, the gain by place. */
function fill(row: Float64Array, colours: readonly [number, number, number], [u, v]: readonly [number, number]): void {
  const y = colours[0] / 128 - 1
  row[0] = 1
  row[1] = y
  row[2] = colours[1] / 64
  row[3] = colours[2] / 64
  row[4] = y * y
  row[5] = y * y * y
  row[6] = u
  row[7] = v
  row[8] = u * y
  row[9] = v * y
  row[10] = u * u + v * v
}

function toneOf(target: Plane, there: Colours, inside: Uint8Array): Float64Array | null {
  const { width, height } = target
  const row = new Float64Array(terms)
  let weights: Float64Array | null = null
  let limit = 60
  for (let round = 0; round < 5; round++) {
    const system = new LeastSquares(terms)
    const offs: number[] = []
    for (let i = 2 * width + 2; i < inside.length; i += 5) {
      const line = Math.floor(i / width)
      if (line % 4 !== 2 || !inside[i]) continue
      fill(
        row,
        [there.y.data[i] ?? 0, there.cb.data[i] ?? 0, there.cr.data[i] ?? 0],
        [(2 * (i % width)) / width - 1, (2 * line) / height - 1],
      )
      const value = target.data[i] ?? 0
      const off = weights ? value - dot(row, weights) : 0
      if (weights) offs.push(Math.abs(off))
      if (Math.abs(off) < limit) system.add(row, value, (1 - (off / limit) ** 2) ** 2)
    }
    const solved = system.solve(0.5)
    if (!solved) return weights
    weights = solved
    if (offs.length > 0) limit = Math.max(6, 5 * median(offs))
  }
  return weights
}

function toned(there: Colours, weights: Float64Array | null): Plane | undefined {
  if (!weights) return undefined
  const { width, height } = there.y
  const out = emptyPlane(width, height)
  const row = new Float64Array(terms)
  for (let i = 0; i < out.data.length; i++) {
    const line = Math.floor(i / width)
    fill(
      row,
      [there.y.data[i] ?? 0, there.cb.data[i] ?? 0, there.cr.data[i] ?? 0],
      [(2 * (i % width)) / width - 1, (2 * line) / height - 1],
    )
    out.data[i] = dot(row, weights)
  }
  return out
}

function dot(row: Float64Array, weights: Float64Array): number {
  let sum = 0
  for (let k = 0; k < terms; k++) sum += (row[k] ?? 0) * (weights[k] ?? 0)
  return sum
}

function median(values: number[]): number {
  values.sort((a, b) => a - b)
  return values[values.length >> 1] ?? 0
}
