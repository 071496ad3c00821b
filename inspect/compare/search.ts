/** Where one picture lies in another when nothing in them can be matched point by point (smooth goods, everything painted
 *  again): correlation of the directions of their edges, all shifts at once by Fourier transform, over a range of sizes,
 *  as it is and in the mirror. Directions are doubled, so that a dark edge on light fits a light one on dark, and edges are
 *  square-rooted, so that one strong line does not decide.
 *  Cost: two transforms of 128 × 128 for each size and side, 22 in all, about 50 ms. */
import { fitting, mirrored, type Plane } from '../pixels/plane.ts'
import { resized } from '../pixels/resize.ts'
import { compose, type Homography } from './homography.ts'

const side = 128
/** The longer side of the goods' picture within the transform; the rest is empty, so that shifts do not wrap around. */
const long = 64

/** A guess where the claim's picture lies in the goods', in shares of longer sides, and how well edges fit (0 to 1). */
export type Guess = { map: Homography; fit: number; isMirrored: boolean }

type Complex = { re: Float32Array; im: Float32Array }

/** The best guesses, the best first. The maps of mirrored ones hold for the goods' picture as it is. */
export function guesses(here: Plane, there: Plane, most: number): Guess[] {
  const small = resized(there, fitting(there, long))
  const mine = resized(here, fitting(here, 2 * long))
  const goods = edges(small)
  const energy = energyOf(goods)
  transform(goods, false)
  const found: Guess[] = []
  for (const isMirrored of [false, true]) {
    const base = isMirrored ? mirrored(mine) : mine
    for (const size of sizes) {
      const long2 = Math.round(long * size)
      const scale = long2 / Math.max(mine.width, mine.height)
      const claim = resized(base, {
        width: Math.max(4, Math.round(base.width * scale)),
        height: Math.max(4, Math.round(base.height * scale)),
      })
      const field = edges(claim)
      const norm = Math.sqrt(energy * energyOf(field)) || 1
      const { x, y, value } = bestShift(goods, field)
      found.push(guessOf({ claim, x, y, isMirrored, fit: value / norm }))
    }
  }
  return found.sort((a, b) => b.fit - a.fit).slice(0, most)
}

/** Longer side of the claim by that of the goods' picture. */
const sizes = [0.5, 0.58, 0.67, 0.76, 0.86, 0.94, 1, 1.07, 1.17, 1.3, 1.5]

type Found = { claim: Plane; x: number; y: number; isMirrored: boolean; fit: number }

function guessOf({ claim, x, y, isMirrored, fit }: Found): Guess {
  const claimLong = Math.max(claim.width, claim.height)
  const map: Homography = [claimLong / long, 0, x / long, 0, claimLong / long, y / long, 0, 0, 1]
  const flip: Homography = [-1, 0, claim.width / claimLong, 0, 1, 0, 0, 0, 1]
  return { map: isMirrored ? compose(map, flip) : map, fit, isMirrored }
}

/** The directions of edges, doubled, on an empty square. */
function edges({ width, height, data }: Plane): Complex {
  const re = new Float32Array(side * side)
  const im = new Float32Array(side * side)
  for (let y = 1; y < Math.min(side, height) - 1; y++)
    for (let x = 1; x < Math.min(side, width) - 1; x++) {
      const i = y * width + x
      const dx = (data[i + 1] ?? 0) - (data[i - 1] ?? 0)
      const dy = (data[i + width] ?? 0) - (data[i - width] ?? 0)
      const strength = (dx * dx + dy * dy + 16) ** 0.75
      re[y * side + x] = (dx * dx - dy * dy) / strength
      im[y * side + x] = (2 * dx * dy) / strength
    }
  return { re, im }
}

function energyOf({ re, im }: Complex): number {
  let sum = 0
  for (let i = 0; i < re.length; i++) sum += (re[i] ?? 0) ** 2 + (im[i] ?? 0) ** 2
  return sum
}

/** The shift at which the claim's edges lie best on the goods' (already transformed). */
function bestShift(goods: Complex, claim: Complex): { x: number; y: number; value: number } {
  transform(claim, false)
  const { re, im } = claim
  for (let i = 0; i < re.length; i++) {
    const a = goods.re[i] ?? 0
    const b = goods.im[i] ?? 0
    const c = re[i] ?? 0
    const d = im[i] ?? 0
    re[i] = a * c + b * d
    im[i] = b * c - a * d
  }
  transform(claim, true)
  let top = 0
  for (let i = 1; i < re.length; i++) if ((re[i] ?? 0) > (re[top] ?? 0)) top = i
  const x = top % side
  const y = Math.floor(top / side)
  return { x: x >= long ? x - side : x, y: y >= long ? y - side : y, value: re[top] ?? 0 }
}

/** Fourier transform in two directions, in place (Cooley and Tukey 1965, radix 2). */
function transform({ re, im }: Complex, isBack: boolean): void {
  for (const [stride, step] of [
    [1, side],
    [side, 1],
  ] as const)
    for (let line = 0; line < side; line++) transformLine({ re, im }, { at: line * step, stride, isBack })
  if (!isBack) return
  for (let i = 0; i < re.length; i++) {
    re[i] = (re[i] ?? 0) / (side * side)
    im[i] = (im[i] ?? 0) / (side * side)
  }
}

const bitReversed = Uint8Array.from({ length: side }, (_, i) =>
  Number.parseInt(i.toString(2).padStart(7, '0').split('').reverse().join(''), 2),
)
const cosines = Float32Array.from({ length: side / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / side))
const sines = Float32Array.from({ length: side / 2 }, (_, i) => Math.sin((2 * Math.PI * i) / side))
const lineRe = new Float32Array(side)
const lineIm = new Float32Array(side)

function transformLine(
  { re, im }: Complex,
  { at, stride, isBack }: { at: number; stride: number; isBack: boolean },
): void {
  for (let i = 0; i < side; i++) {
    const from = at + (bitReversed[i] ?? 0) * stride
    lineRe[i] = re[from] ?? 0
    lineIm[i] = im[from] ?? 0
  }
  for (let half = 1; half < side; half *= 2)
    for (let start = 0; start < side; start += 2 * half) butterflies(start, half, isBack)
  for (let i = 0; i < side; i++) {
    re[at + i * stride] = lineRe[i] ?? 0
    im[at + i * stride] = lineIm[i] ?? 0
  }
}

function butterflies(start: number, half: number, isBack: boolean): void {
  const step = side / (2 * half)
  for (let k = 0; k < half; k++) {
    const c = cosines[k * step] ?? 0
    const s = isBack ? (sines[k * step] ?? 0) : -(sines[k * step] ?? 0)
    const i = start + k
    const j = i + half
    const a = lineRe[j] ?? 0
    const b = lineIm[j] ?? 0
    const p = a * c - b * s
    const q = a * s + b * c
    const u = lineRe[i] ?? 0
    const v = lineIm[i] ?? 0
    lineRe[j] = u - p
    lineIm[j] = v - q
    lineRe[i] = u + p
    lineIm[i] = v + q
  }
}
