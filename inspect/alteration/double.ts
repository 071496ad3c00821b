/** Double quantisation on one grid: a picture compressed twice with different tables shows gaps in the histograms of its
 *  coefficients; a part that was put in between shows none. After Lin et al. (Pattern Recognition 42, 2009) and Bianchi and
 *  Piva (IEEE TIFS 7, 2012): the first step of each frequency is fitted by likelihood, the distribution before any
 *  quantisation is taken from the picture shifted by half a block, and each block gets the log-likelihood ratio of having
 *  been compressed once against twice.
 *  Cost: O(blocks × frequencies) with a constant number of blocks for the fit. */

import { basis } from '../jpeg/basis.ts'
import type { Component } from '../jpeg/coefficients.ts'
import type { Brightness } from '../jpeg/luma.ts'
import { emptyHeat, type Heat } from './heat.ts'

/** The frequencies looked at: the first of the zigzag without the mean. Higher ones are mostly zero. */
const frequencies = [1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4]
/** Levels beyond are rare and tell nothing. */
const far = 20
/** Nats for each block from which on a fit is more than chance. */
const clear = 0.02
/** Spread of what rounding and clipping to pixels add between the two compressions, in units of the coefficient. */
const rounding = 0.45

/** A frequency whose first step is known: `ratio[level + far]` is the log-likelihood of once against twice. `gain`: by
 *  how much twice explains the picture's levels better than once, in nats for each block. */
export type Fit = { frequency: number; first: number; second: number; share: number; gain: number; ratio: Float32Array }

/** How the picture's levels are explained by a first compression with another table, frequency by frequency. */
export function fitsOf(component: Component, brightness: Brightness): Fit[] {
  const shifted = shiftedHistograms(brightness)
  return frequencies.flatMap((frequency, i) => {
    const second = component.steps[frequency] ?? 0
    const fit =
      second > 0
        ? bestFit({ frequency, second }, histogramOf(component, frequency), shifted[i] ?? new Float64Array(0))
        : null
    return fit && fit.gain > clear ? [fit] : []
  })
}

/** For each block how much its levels of at least this size speak for one compression only, in nats. How often small
 *  levels occur depends on how smooth the place is as well as on the steps; the larger ones show the gaps alone. */
export function onceOrTwice({ data, stride, across, down }: Component, fits: Fit[], least: number): Heat {
  const heat = emptyHeat(across, down, 8)
  for (let block = 0; block < heat.values.length; block++) {
    const row = Math.floor(block / across)
    const at = (row * stride + block - row * across) * 64
    let sum = 0
    for (const { frequency, ratio } of fits) {
      const level = data[at + frequency] ?? 0
      if (level >= least || level <= -least) sum += ratio[level + far] ?? 0
    }
    heat.values[block] = sum
  }
  return heat
}

/** Levels of one frequency, those beyond `far` left out. */
function histogramOf({ data, stride, across, down }: Component, frequency: number): Float64Array {
  const counts = new Float64Array(2 * far + 1)
  for (let row = 0; row < down; row++)
    for (let column = 0; column < across; column++) {
      const level = data[(row * stride + column) * 64 + frequency] ?? 0
      if (level >= -far && level <= far) counts[level + far] = (counts[level + far] ?? 0) + 1
    }
  return counts
}

/** Values of the coefficients (bins of one unit, -reach to reach) on a grid shifted by four pixels, which has no trace of
 *  the quantisation; from at most this many blocks. */
const reach = 1024
const sampled = 6_000

function shiftedHistograms({ width, height, data }: Brightness): Float64Array[] {
  const histograms = frequencies.map(() => new Float64Array(2 * reach + 1))
  const [columns, rows] = [Math.floor((width - 8) / 8), Math.floor((height - 8) / 8)]
  const stepBy = Math.max(1, Math.floor((columns * rows) / sampled)) | 1
  const half = new Float64Array(40)
  for (let block = 0; block < columns * rows; block += stepBy) {
    const at = (Math.floor(block / columns) * 8 + 4) * width + (block % columns) * 8 + 4
    byRows(data, { at, width }, half)
    frequencies.forEach((frequency, i) => {
      let value = 0
      for (let y = 0; y < 8; y++) value += (half[(frequency & 7) * 8 + y] ?? 0) * (basis[y * 8 + (frequency >> 3)] ?? 0)
      const bin = Math.round(value) + reach
      const counts = histograms[i]
      if (counts && bin >= 0 && bin < counts.length) counts[bin] = (counts[bin] ?? 0) + 1
    })
  }
  return histograms
}

/** The first five frequencies along each of eight rows. */
function byRows(data: Float32Array, { at, width }: { at: number; width: number }, half: Float64Array): void {
  for (let u = 0; u < 5; u++)
    for (let y = 0; y < 8; y++) {
      let sum = 0
      for (let x = 0; x < 8; x++) sum += (data[at + y * width + x] ?? 0) * (basis[x * 8 + u] ?? 0)
      half[u * 8 + y] = sum
    }
}

/** The first step that explains the levels best, if any does clearly better than one compression alone. */
function bestFit(
  { frequency, second }: { frequency: number; second: number },
  levels: Float64Array,
  values: Float64Array,
): Fit | null {
  const density = smooth(values)
  const once = probabilities((x) => mass(density, (x - 0.5) * second, (x + 0.5) * second))
  const total = levels.reduce((sum, one) => sum + one, 0)
  let best: { first: number; share: number; gain: number; twice: Float64Array } | null = null
  for (let first = 1; first <= Math.max(24, Math.min(80, 3 * second)); first++) {
    // A first step that divides the second leaves no gaps.
    if (second % first === 0) continue
    const twice = twiceOf(density, first, second)
    for (const share of [0.02, 0.1, 0.25, 0.5]) {
      const gain = gainOf(levels, { once, twice, share }) / Math.max(1, total)
      if (!best || gain > best.gain) best = { first, share, gain, twice }
    }
  }
  if (!best) return null
  const ratio = Float32Array.from(once, (p, i) => Math.max(-3, Math.min(3, Math.log(p / (best.twice[i] ?? p)))))
  return { frequency, second, first: best.first, share: best.share, gain: best.gain, ratio }
}

function gainOf(
  levels: Float64Array,
  { once, twice, share }: { once: Float64Array; twice: Float64Array; share: number },
): number {
  let sum = 0
  for (let i = 0; i < levels.length; i++) {
    const p = once[i] ?? 0
    sum += (levels[i] ?? 0) * Math.log((share * p + (1 - share) * (twice[i] ?? 0)) / p)
  }
  return sum
}

/** Probabilities of the levels, with a little for what no model foresees. */
function probabilities(of: (level: number) => number): Float64Array {
  const raw = Float64Array.from({ length: 2 * far + 1 }, (_, i) => of(i - far))
  const total = raw.reduce((sum, one) => sum + one, 0)
  return raw.map((one) => (0.995 * one) / Math.max(1e-12, total) + 0.005 / raw.length)
}

/** Levels after quantisation by `first`, turned to pixels and back, then by `second`. */
function twiceOf(density: Float64Array, first: number, second: number): Float64Array {
  const out = new Float64Array(2 * far + 1)
  const outermost = Math.ceil(((far + 1) * second) / first)
  for (let j = -outermost; j <= outermost; j++) {
    const weight = mass(density, (j - 0.5) * first, (j + 0.5) * first)
    if (weight <= 0) continue
    const nearest = Math.round((j * first) / second)
    for (let x = nearest - 1; x <= nearest + 1; x++) {
      const share =
        normal(((x + 0.5) * second - j * first) / rounding) - normal(((x - 0.5) * second - j * first) / rounding)
      if (x >= -far && x <= far) out[x + far] = (out[x + far] ?? 0) + weight * share
    }
  }
  return probabilities((x) => out[x + far] ?? 0)
}

/** The density made symmetric and smooth, as a running sum: `mass` is a difference of two of its values. */
function smooth(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1)
  for (let i = 0; i < values.length; i++) {
    const mirrored = values.length - 1 - i
    sums[i + 1] = (sums[i] ?? 0) + ((values[i] ?? 0) + (values[mirrored] ?? 0)) / 2
  }
  return sums
}

function mass(sums: Float64Array, from: number, to: number): number {
  return at(sums, to) - at(sums, from)
}

/** The running sum at a value, between bins by proportion. */
function at(sums: Float64Array, value: number): number {
  const place = Math.max(0, Math.min(sums.length - 1, value + reach + 0.5))
  const below = Math.floor(place)
  const low = sums[below] ?? 0
  return low + (place - below) * ((sums[below + 1] ?? low) - low)
}

/** Distribution function of the standard normal (Abramowitz and Stegun 26.2.17, error below 1e-7). */
function normal(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z))
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return z >= 0 ? 1 - tail : tail
}
