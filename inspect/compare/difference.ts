/** Where two pictures that lie over each other differ by more than handling explains, at several widths. What handling
 *  explains is told from the pair itself: the usual difference among places as steep and as bright as this one, which
 *  holds sampling, compression, a small shift and a generator's own texture, as long as most of the picture is unchanged.
 *  Cost: about thirty blurs, most of them at half the size; 640 samples wide about 200 ms. */
import { blurred, boxed } from '../pixels/blur.ts'
import { emptyPlane, type Plane } from '../pixels/plane.ts'
import { halved, resized } from '../pixels/resize.ts'
import type { Inputs } from './net.ts'
import type { Overlay } from './overlay.ts'

/** The evidence at each sample of brightness: planes, each 0 where nothing is unusual and about 1 a unit of surprise
 *  (logarithmic). Wide evidence is worked out at half the size. */
export function surpriseOf({ here, there, inside, insideHalf }: Overlay): Inputs {
  const { width, height } = here.y
  const y = standardised(minus(here.y, there.y), { steep: steepness(there.y, here.y), bright: there.y, inside })
  const small = { here: halved(here.y), there: halved(there.y) }
  const ground = { steep: steepness(small.there, small.here), bright: small.there, inside: insideHalf }
  const wide = halved(y)
  const colours = [standardised(minus(here.cb, there.cb), ground), standardised(minus(here.cr, there.cr), ground)]
  const full = [
    drift([y], { sigma: 0.8, inside }).data,
    drift([y], { sigma: 1.6, inside }).data,
    excess([y], { sigma: 1.6, inside }).data,
    unlikeness(here.y, there.y, 3).data,
  ] as const
  const half = [
    ...[1.6, 3.2, 6.4].map((sigma) => drift([wide], { sigma, inside: insideHalf })),
    ...[0.8, 1.6, 3.2, 6.4].map((sigma) => drift(colours, { sigma, inside: insideHalf })),
    ...[1.6, 3.2].map((sigma) => excess([wide], { sigma, inside: insideHalf })),
    excess(colours, { sigma: 1.6, inside: insideHalf }),
    ...[2, 4].map((radius) => unlikeness(small.here, small.there, radius)),
    ...[2, 4].map((radius) => lost(small.here, small.there, { radius, inside: insideHalf })),
    textured(small.there),
  ]
  return { width, height, full, half: half.map(({ data }) => data) }
}

function minus(a: Plane, b: Plane): Plane {
  const out = emptyPlane(a.width, a.height)
  for (let i = 0; i < out.data.length; i++) out.data[i] = (a.data[i] ?? 0) - (b.data[i] ?? 0)
  return out
}

/** How fast brightness changes around a sample, in the steeper of the two. */
function steepness(a: Plane, b: Plane): Plane {
  const out = emptyPlane(a.width, a.height)
  for (const plane of [a, b]) {
    const { width, height, data } = plane
    for (let i = width + 1; i < width * (height - 1) - 1; i++) {
      const dx = (data[i + 1] ?? 0) - (data[i - 1] ?? 0)
      const dy = (data[i + width] ?? 0) - (data[i - width] ?? 0)
      const value = Math.sqrt(dx * dx + dy * dy)
      if (plane === a || value < (out.data[i] ?? 0)) out.data[i] = value
    }
  }
  return blurred(out, 1)
}

const steepBins = 20
const brightBins = 3

type Ground = { steep: Plane; bright: Plane; inside: Uint8Array }

/** A difference in units of what is usual among places as steep and as bright. */
function standardised(off: Plane, { steep, bright, inside }: Ground): Plane {
  const bins = new Uint8Array(off.data.length)
  const steps = (value: number) => Math.min(steepBins - 1, Math.floor(3.2 * Math.log2(1 + value / 2)))
  for (let i = 0; i < bins.length; i++)
    bins[i] =
      steps(steep.data[i] ?? 0) * brightBins +
      Math.min(brightBins - 1, Math.max(0, Math.floor((bright.data[i] ?? 0) / 85.4)))
  const usual = usualOf(off, bins, inside)
  const out = emptyPlane(off.width, off.height)
  for (let i = 0; i < bins.length; i++) {
    const value = (off.data[i] ?? 0) / (usual[bins[i] ?? 0] ?? 1)
    out.data[i] = inside[i] ? Math.max(-8, Math.min(8, value)) : 0
  }
  return out
}

const levels = 256

/** For each bin the median of the absolute difference, as a standard deviation; neighbours fill in where a bin is small. */
function usualOf(off: Plane, bins: Uint8Array, inside: Uint8Array): Float32Array {
  const many = steepBins * brightBins
  const counts = new Float32Array(many * levels)
  for (let i = 0; i < bins.length; i++) {
    if (!inside[i]) continue
    const level = Math.min(levels - 1, Math.floor(4 * Math.abs(off.data[i] ?? 0)))
    const at = (bins[i] ?? 0) * levels + level
    counts[at] = (counts[at] ?? 0) + 1
  }
  const usual = new Float32Array(many)
  for (let bin = 0; bin < many; bin++) {
    const pool = new Float32Array(levels)
    for (let other = 0; other < many; other++) {
      const far =
        Math.abs(Math.floor(bin / brightBins) - Math.floor(other / brightBins)) +
        Math.abs((bin % brightBins) - (other % brightBins))
      if (far < 4) addRow(pool, counts.subarray(other * levels, (other + 1) * levels), [1, 0.06, 0.01, 0.001][far] ?? 0)
    }
    usual[bin] = Math.max(0.8, 1.4826 * medianOf(pool))
  }
  return usual
}

function addRow(into: Float32Array, from: Float32Array, weight: number): void {
  for (let k = 0; k < into.length; k++) into[k] = (into[k] ?? 0) + weight * (from[k] ?? 0)
}

function medianOf(counts: Float32Array): number {
  const half = counts.reduce((sum, count) => sum + count, 0) / 2
  let sum = 0
  for (let level = 0; level < levels; level++) {
    const count = counts[level] ?? 0
    if (sum + count >= half) return (level + (count > 0 ? (half - sum) / count : 0)) / 4
    sum += count
  }
  return 0
}

/** Differences that pull the same way over a width: a stain, a crack. Signed, so that grain cancels. */
function drift(channels: readonly Plane[], { sigma, inside }: { sigma: number; inside: Uint8Array }): Plane {
  const [first] = channels
  const out = emptyPlane(first?.width ?? 0, first?.height ?? 0)
  for (const channel of channels) addSquares(out, blurredWide(channel, sigma))
  return unusual(out, inside)
}

function addSquares(into: Plane, { data }: Plane): void {
  for (let i = 0; i < data.length; i++) into.data[i] = (into.data[i] ?? 0) + (data[i] ?? 0) ** 2
}

/** Differences larger than usual over a width, whichever way: another texture. */
function excess(channels: readonly Plane[], { sigma, inside }: { sigma: number; inside: Uint8Array }): Plane {
  const [first] = channels
  const square = emptyPlane(first?.width ?? 0, first?.height ?? 0)
  for (const channel of channels) addSquares(square, channel)
  return unusual(blurredWide(square, sigma), inside)
}

/** A blur; wide ones are worked out at half the size. */
function blurredWide(plane: Plane, sigma: number): Plane {
  if (sigma < 3 || Math.min(plane.width, plane.height) < 8) return blurred(plane, sigma)
  return resized(blurred(halved(plane), sigma / 2), plane)
}

/** Logarithm of how many times larger than its own median over the picture; 0 below it. */
function unusual(plane: Plane, inside: Uint8Array): Plane {
  const usual = medianWithin(plane, inside) + 1e-3
  const out = emptyPlane(plane.width, plane.height)
  for (let i = 0; i < out.data.length; i++) out.data[i] = Math.log2(1 + (plane.data[i] ?? 0) / usual) - 1
  return out
}

/** The median of every seventh sample inside. */
function medianWithin({ data }: Plane, inside: Uint8Array): number {
  const sample = new Float32Array(Math.ceil(inside.length / 7))
  let many = 0
  for (let i = 0; i < inside.length; i += 7) if (inside[i]) sample[many++] = data[i] ?? 0
  return sample.subarray(0, many).sort()[many >> 1] ?? 0
}

/** One minus the correlation of brightness over a square; half where nothing happens in either. */
function unlikeness(a: Plane, b: Plane, radius: number): Plane {
  const product = emptyPlane(a.width, a.height)
  const squareA = emptyPlane(a.width, a.height)
  const squareB = emptyPlane(a.width, a.height)
  for (let i = 0; i < product.data.length; i++) {
    const p = a.data[i] ?? 0
    const q = b.data[i] ?? 0
    product.data[i] = p * q
    squareA.data[i] = p * p
    squareB.data[i] = q * q
  }
  const [ma, mb, mp, ms, mt] = [a, b, product, squareA, squareB].map((plane) => boxed(plane, radius).data)
  const floor = 9
  const out = emptyPlane(a.width, a.height)
  for (let i = 0; i < out.data.length; i++) {
    const p = ma?.[i] ?? 0
    const q = mb?.[i] ?? 0
    const va = Math.max(0, (ms?.[i] ?? 0) - p * p)
    const vb = Math.max(0, (mt?.[i] ?? 0) - q * q)
    out.data[i] = 1 - ((mp?.[i] ?? 0) - p * q + 0.5 * floor) / (Math.sqrt(va * vb) + floor)
  }
  return out
}

/** How much more (or less, negative) happens in the one picture over a square, beyond what is usual for the pair. */
function lost(a: Plane, b: Plane, { radius, inside }: { radius: number; inside: Uint8Array }): Plane {
  const [one, other] = [varied(a, radius), varied(b, radius)]
  const out = emptyPlane(one.width, one.height)
  for (let i = 0; i < out.data.length; i++)
    out.data[i] = 0.5 * Math.log2(((one.data[i] ?? 0) + 6) / ((other.data[i] ?? 0) + 6))
  const usual = medianWithin(out, inside)
  for (let i = 0; i < out.data.length; i++) out.data[i] = Math.abs((out.data[i] ?? 0) - usual)
  return out
}

/** How much happens around a sample, logarithmic. */
function textured(plane: Plane): Plane {
  const out = varied(plane, 4)
  for (let i = 0; i < out.data.length; i++) out.data[i] = 0.5 * Math.log2(1 + (out.data[i] ?? 0)) - 2
  return out
}

/** The mean square of what differs from the mean of its surroundings, over a square. */
function varied(plane: Plane, radius: number): Plane {
  const mean = boxed(plane, radius)
  const square = emptyPlane(plane.width, plane.height)
  for (let i = 0; i < square.data.length; i++) square.data[i] = ((plane.data[i] ?? 0) - (mean.data[i] ?? 0)) ** 2
  return boxed(square, radius)
}
