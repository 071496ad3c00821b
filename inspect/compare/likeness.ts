/** Makes a picture look as the other would if nothing had been changed: as sharp, and in the same tones. Tones by robust
 *  least squares (Tukey's weights) of each channel on those of the other, their products, and where in the picture: gains,
 *  gamma, casts, filters over the whole picture, light from one side; then held within what a picture can show.
 *  Cost: O(samples / 32 × 16²) a round for the tones; 640 samples wide about 60 ms. */
import { blurred } from '../pixels/blur.ts'
import { emptyPlane, type Plane } from '../pixels/plane.ts'
import { halved } from '../pixels/resize.ts'
import { withinGamut } from './gamut.ts'
import { LeastSquares } from './homography.ts'

/** Brightness and colour differences; the latter may be half the size. */
export type Colours = { y: Plane; cb: Plane; cr: Plane }

/** How far the sharper of two pictures has to be blurred to be as sharp as the other: for this one and the other one.
 *  Told by the finest differences of up to 64 places where something happens, by the median, so that changed parts do not
 *  count. */
export function blursToMatch(here: Plane, there: Plane, inside: Uint8Array): { here: number; there: number } {
  const places = busyPlaces(here, there, inside)
  const [mine, theirs] = [mosaicOf(here, places), mosaicOf(there, places)]
  const isThereSharper = finenessRatio(mine, theirs) > 1
  const [sharp, dull] = isThereSharper ? [theirs, mine] : [mine, theirs]
  let [low, high] = [0, 3]
  for (let round = 0; round < 5; round++) {
    const middle = (low + high) / 2
    if (finenessRatio(dull, blurred(sharp, middle)) > 1) low = middle
    else high = middle
  }
  const sigma = low < 0.2 ? 0 : (low + high) / 2
  return isThereSharper ? { here: 0, there: sigma } : { here: sigma, there: 0 }
}

const block = 16
/** Around each block, so that a blur sees what is there. */
const rim = 9
const tile = block + 2 * rim
const mostPlaces = 64

/** The first samples of the blocks with most structure, spread over the picture. */
function busyPlaces(here: Plane, there: Plane, inside: Uint8Array): number[] {
  const { width, height } = here
  const found: { at: number; busy: number }[] = []
  for (let y = rim; y + block + rim < height; y += 2 * block)
    for (let x = rim; x + block + rim < width; x += 2 * block) {
      const at = y * width + x
      if (!inside[at] || !inside[at + block * width + block]) continue
      found.push({ at, busy: Math.min(fineness(here, at), fineness(there, at)) })
    }
  found.sort((a, b) => b.busy - a.busy || a.at - b.at)
  return found.slice(0, mostPlaces).map(({ at }) => at)
}

/** The blocks with their rims, one below the other. */
function mosaicOf({ width, data }: Plane, places: readonly number[]): Plane {
  const out = emptyPlane(tile, tile * Math.max(1, places.length))
  places.forEach((at, p) => {
    for (let y = 0; y < tile; y++) {
      const from = at + (y - rim) * width - rim
      out.data.set(data.subarray(from, from + tile), (p * tile + y) * tile)
    }
  })
  return out
}

/** The median of how much more finely structured the blocks of `there` are than those of `here`. */
function finenessRatio(here: Plane, there: Plane): number {
  const ratios: number[] = []
  for (let at = rim * tile + rim; at < here.data.length; at += tile * tile)
    ratios.push((fineness(there, at) + 1) / (fineness(here, at) + 1))
  ratios.sort((a, b) => a - b)
  return ratios[ratios.length >> 1] ?? 1
}

function fineness({ width, data }: Plane, at: number): number {
  let sum = 0
  for (let y = 0; y < block; y++)
    for (let x = 0, i = at + y * width; x < block; x++, i++) {
      const value = data[i] ?? 0
      const across = 2 * value - (data[i - 1] ?? 0) - (data[i + 1] ?? 0)
      const down = 2 * value - (data[i - width] ?? 0) - (data[i + width] ?? 0)
      sum += Math.abs(across) + Math.abs(down)
    }
  return sum
}

/** The other picture in the tones of this one. Colours are half the size of brightness; `inside` is of their size. */
export function inTonesOf(here: Colours, there: Colours, inside: Uint8Array): Colours {
  const from = { y: halved(there.y), cb: there.cb, cr: there.cr }
  const samples = samplesOf(from, inside)
  const y = toneOf(halved(here.y), samples)
  const cb = toneOf(here.cb, samples)
  const cr = toneOf(here.cr, samples)
  return withinGamut({ y: toned(there.y, there, y), cb: toned(from.y, from, cb), cr: toned(from.y, from, cr) })
}

/** What a tone may depend on: brightness, the two colours, brightness squared and cubed, the place, the gain by place,
 *  the colours' gain by brightness, the colours squared and multiplied. */
const terms = 16

/** Places of samples, and the terms of each, one after the other. */
type Samples = { places: readonly number[]; rows: Float64Array }

/** One sample in eight of what is inside. */
function samplesOf({ y: bright, cb, cr }: Colours, inside: Uint8Array): Samples {
  const { width, height } = bright
  const places: number[] = []
  for (let y = 1; y < height; y += 2)
    for (let x = y & 3; x < width; x += 4) if (inside[y * width + x]) places.push(y * width + x)
  const rows = new Float64Array(places.length * terms)
  for (const [k, i] of places.entries()) {
    const y = (bright.data[i] ?? 0) / 128 - 1
    const u = (2 * (i % width)) / width - 1
    const v = (2 * Math.floor(i / width)) / height - 1
    const [b, r] = [(cb.data[i] ?? 0) / 64, (cr.data[i] ?? 0) / 64]
    const byPlace = [u, v, u * y, v * y, u * u + v * v]
    rows.set([1, y, b, r, y * y, y * y * y, ...byPlace, y * b, y * r, b * b, r * r, b * r], k * terms)
  }
  return { places, rows }
}

/** The weights of the terms, by a robust fit; null where there are too few samples. */
function toneOf({ data }: Plane, { places, rows }: Samples): Float64Array | null {
  const offs = new Float32Array(places.length)
  let weights: Float64Array | null = null
  let limit = 60
  for (let round = 0; round < 4; round++) {
    const system = new LeastSquares(terms)
    for (const [k, i] of places.entries()) {
      const row = rows.subarray(k * terms, (k + 1) * terms)
      const value = data[i] ?? 0
      const off = weights ? Math.abs(value - dot(row, weights)) : 0
      offs[k] = off
      if (off < limit) system.add(row, value, (1 - (off / limit) ** 2) ** 2)
    }
    const solved = system.solve(0.5)
    if (!solved) return weights
    weights = solved
    if (round > 0) limit = Math.max(6, 5 * median(offs))
  }
  return weights
}

/** A plane of the wanted size out of brightness of that size and colours of that or half of it. */
function toned(y: Plane, { cb, cr }: Colours, weights: Float64Array | null): Plane {
  const out = emptyPlane(y.width, y.height)
  if (!weights) return y
  const [one = 0, y1 = 0, b1 = 0, r1 = 0, y2 = 0, y3 = 0, u1 = 0, v1 = 0, uy = 0, vy = 0, far = 0] = weights
  const [yb = 0, yr = 0, bb = 0, rr = 0, br = 0] = weights.subarray(11)
  const by = cb.width < y.width ? 1 : 0
  for (let row = 0, i = 0; row < y.height; row++) {
    const v = (2 * row) / y.height - 1
    const line = Math.min(cb.height - 1, row >> by) * cb.width
    for (let column = 0; column < y.width; column++, i++) {
      const u = (2 * column) / y.width - 1
      const j = line + Math.min(cb.width - 1, column >> by)
      const p = (y.data[i] ?? 0) / 128 - 1
      const [b, r] = [(cb.data[j] ?? 0) / 64, (cr.data[j] ?? 0) / 64]
      const colour = b * (b1 + yb * p + bb * b + br * r) + r * (r1 + yr * p + rr * r)
      const place = u1 * u + v1 * v + far * (u * u + v * v)
      out.data[i] = one + p * (y1 + p * (y2 + p * y3) + uy * u + vy * v) + colour + place
    }
  }
  return out
}

function dot(row: Float64Array, weights: Float64Array): number {
  let sum = 0
  for (let k = 0; k < terms; k++) sum += (row[k] ?? 0) * (weights[k] ?? 0)
  return sum
}

const median = (values: Float32Array): number => Float32Array.from(values).sort()[values.length >> 1] ?? 0
