/** Where two pictures that lie over each other differ by more than handling explains, at several widths. What handling
 *  explains is told from the pair itself: the usual difference among places as steep and as bright as this one, which
 *  holds sampling, compression, a small shift and a generator's own texture, as long as most of the picture is unchanged.
 *  Cost: about thirty blurs; 640 samples wide about 250 ms. */
import { blurred, boxed } from '../pixels/blur.ts'
import { emptyPlane, type Plane } from '../pixels/plane.ts'
import { resized } from '../pixels/resize.ts'
import type { Colours } from './likeness.ts'

/** Planes of evidence, each 0 where nothing is unusual and about 1 a unit of surprise (logarithmic). */
export type Surprise = { width: number; height: number; planes: Float32Array[] }

const widths = [0.8, 1.6, 3.2, 6.4, 12.8]

export function surpriseOf(here: Colours, there: Colours, inside: Uint8Array): Surprise {
  const { width, height } = here.y
  const steep = steepness(there.y, here.y)
  const y = standardised(minus(here.y, there.y), { steep, bright: there.y, inside })
  const cb = standardised(minus(here.cb, there.cb), { steep, bright: there.y, inside })
  const cr = standardised(minus(here.cr, there.cr), { steep, bright: there.y, inside })
  const planes = [
    ...widths.map((sigma) => drift([y], { sigma, inside })),
    ...widths.slice(1).map((sigma) => drift([cb, cr], { sigma, inside })),
    ...widths.slice(1, 4).map((sigma) => excess([y], { sigma, inside })),
    excess([cb, cr], { sigma: 3.2, inside }),
    ...[3, 7].map((radius) => unlikeness(here.y, there.y, radius)),
    ...[3, 7].map((radius) => lost(here.y, there.y, { radius, inside })),
    textured(there.y),
  ]
  return { width, height, planes: planes.map(({ data }) => data) }
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
  const out = wide(channels[0], sigma, ({ data }) => data.map((value) => value * value))
  for (const channel of channels.slice(1)) {
    const more = wide(channel, sigma, ({ data }) => data.map((value) => value * value))
    out.data.forEach((value, i) => {
      out.data[i] = value + (more.data[i] ?? 0)
    })
  }
  return unusual(out, inside)
}

/** Differences larger than usual over a width, whichever way: another texture. */
function excess(channels: readonly Plane[], { sigma, inside }: { sigma: number; inside: Uint8Array }): Plane {
  const square = emptyPlane(channels[0]?.width ?? 0, channels[0]?.height ?? 0)
  for (const { data } of channels)
    for (let i = 0; i < data.length; i++) square.data[i] = (square.data[i] ?? 0) + (data[i] ?? 0) ** 2
  return unusual(
    wide(square, sigma, ({ data }) => data),
    inside,
  )
}

/** A blur; wide ones are worked out at half or a quarter of the size. */
function wide(plane: Plane | undefined, sigma: number, then: (blurred: Plane) => Float32Array): Plane {
  if (!plane) return emptyPlane(0, 0)
  const by = sigma > 6 ? 4 : sigma > 3 ? 2 : 1
  const small = { width: Math.max(1, Math.round(plane.width / by)), height: Math.max(1, Math.round(plane.height / by)) }
  const soft = blurred(resized(plane, small), sigma / by)
  const out = { ...soft, data: then(soft) }
  return by === 1 ? out : resized(out, plane)
}

/** Logarithm of how many times larger than its own median over the picture; 0 below it. */
function unusual(plane: Plane, inside: Uint8Array): Plane {
  const sample: number[] = []
  for (let i = 0; i < inside.length; i += 7) if (inside[i]) sample.push(plane.data[i] ?? 0)
  sample.sort((a, b) => a - b)
  const usual = (sample[sample.length >> 1] ?? 0) + 1e-3
  return { ...plane, data: plane.data.map((value) => Math.log2(1 + value / usual) - 1) }
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
  const busy = (plane: Plane) => {
    const mean = boxed(plane, radius)
    return boxed({ ...plane, data: plane.data.map((value, i) => (value - (mean.data[i] ?? 0)) ** 2) }, radius)
  }
  const one = busy(a)
  const other = busy(b)
  const out = { ...one, data: one.data.map((value, i) => 0.5 * Math.log2((value + 6) / ((other.data[i] ?? 0) + 6))) }
  const sample: number[] = []
  for (let i = 0; i < inside.length; i += 7) if (inside[i]) sample.push(out.data[i] ?? 0)
  sample.sort((p, q) => p - q)
  const usual = sample[sample.length >> 1] ?? 0
  return { ...out, data: out.data.map((value) => Math.abs(value - usual)) }
}

/** How much happens around a sample, logarithmic. */
function textured(plane: Plane): Plane {
  const mean = boxed(plane, 4)
  const busy = boxed({ ...plane, data: plane.data.map((value, i) => (value - (mean.data[i] ?? 0)) ** 2) }, 4)
  return { ...busy, data: busy.data.map((value) => 0.5 * Math.log2(1 + value) - 2) }
}
