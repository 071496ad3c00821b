/** A small net with one hidden layer (leaky rectifier) and a logistic answer: what weighs up figures that no formula
 *  combines well. Its numbers come from `bench/inspect/train.ts`.
 *  Cost: inputs × hidden multiplications an answer; inputs of half the size are weighed once for four samples. */
import type { Size } from '../pixels/plane.ts'

/** Inputs are first centred and scaled; `hidden` holds, for each hidden unit, its weights and then its bias; `out` the
 *  weight of each unit, then the bias. */
export type Net = {
  centre: readonly number[]
  scale: readonly number[]
  hidden: readonly (readonly number[])[]
  out: readonly number[]
}

type Four<T> = readonly [T, T, T, T]

/** Planes of inputs for a picture of this size: first four of its size, then those of half of it (rounded down), whose
 *  samples stand for four. */
export type Inputs = Size & { full: Four<Float32Array>; half: readonly Float32Array[] }

const leak = 0.1

/** The answer for one row of inputs: 0 to 1. */
export function answer(net: Net, row: readonly number[]): number {
  const { weights, biases, out, last } = foldedOf(net)
  let sum = last
  for (const [h, bias] of biases.entries()) {
    let unit = bias
    for (const [k, value] of row.entries()) unit += (weights[h]?.[k] ?? 0) * value
    sum += (out[h] ?? 0) * (unit > 0 ? unit : leak * unit)
  }
  return 1 / (1 + Math.exp(-sum))
}

/** The answers for each sample of a picture: 0 to 1. */
export function answers(net: Net, { width, height, full, half }: Inputs): Float32Array {
  const { weights, biases, out, last } = foldedOf(net)
  const sums = new Float32Array(width * height).fill(last)
  const [columns, rows] = [Math.max(1, width >> 1), Math.max(1, height >> 1)]
  const base = new Float32Array(columns + 1)
  for (let row = 0; row < rows; row++) {
    // An odd last row has no half of its own: it goes with the one before, as an odd last column does.
    const [from, to] = [2 * row, row === rows - 1 ? height : 2 * row + 2]
    for (const [h, bias] of biases.entries()) {
      const mine = weights[h] ?? []
      base.fill(bias)
      addWeighted(base.subarray(0, columns), half, { at: row * columns, weights: mine })
      base[columns] = base[columns - 1] ?? 0
      for (let y = from; y < to; y++)
        addUnit(sums, base, { planes: full, at: y * width, width, weights: mine, out: out[h] ?? 0 })
    }
  }
  for (let i = 0; i < sums.length; i++) sums[i] = 1 / (1 + Math.exp(-(sums[i] ?? 0)))
  return sums
}

type Folded = { weights: number[][]; biases: number[]; out: number[]; last: number }

/** The net with the centring and scaling of its inputs taken into its weights. */
function foldedOf({ centre, scale, hidden, out }: Net): Folded {
  const inputs = centre.length
  const weights = hidden.map((all) => centre.map((_, k) => (all[k] ?? 0) * (scale[k] ?? 0)))
  const biases = hidden.map((all, h) =>
    centre.reduce((bias, middle, k) => bias - (weights[h]?.[k] ?? 0) * middle, all[inputs] ?? 0),
  )
  return { weights, biases, out: out.slice(0, hidden.length), last: out[hidden.length] ?? 0 }
}

type Weighted = { at: number; weights: readonly number[] }

/** Adds a row of each plane of half the size by its weight, four planes at a time: a quarter of the reading and writing of
 *  the sums. */
function addWeighted(into: Float32Array, planes: readonly Float32Array[], { at, weights }: Weighted): void {
  for (let k = 0; k < planes.length; k += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((j) => planes[Math.min(planes.length - 1, k + j)] ?? into)
    const [p = 0, q = 0, r = 0, s = 0] = [0, 1, 2, 3].map((j) =>
      k + j < planes.length ? (weights[4 + k + j] ?? 0) : 0,
    )
    if (a && b && c && d) addFour(into, [a, b, c, d], [p, q, r, s, at])
  }
}

function addFour(
  into: Float32Array,
  [a, b, c, d]: Four<Float32Array>,
  [p, q, r, s, at]: readonly [number, number, number, number, number],
): void {
  for (let x = 0, i = at; x < into.length; x++, i++)
    into[x] = (into[x] ?? 0) + p * (a[i] ?? 0) + q * (b[i] ?? 0) + r * (c[i] ?? 0) + s * (d[i] ?? 0)
}

type Unit = { planes: Four<Float32Array>; at: number; width: number; weights: readonly number[]; out: number }

/** Adds what a hidden unit says of a row of full size; `base` is what it makes of the inputs of half the size. */
function addUnit(sums: Float32Array, base: Float32Array, { planes, at, width, weights, out }: Unit): void {
  const [a, b, c, d] = planes
  const [p = 0, q = 0, r = 0, s = 0] = weights
  for (let x = 0, i = at; x < width; x++, i++) {
    const value = (base[x >> 1] ?? 0) + p * (a[i] ?? 0) + q * (b[i] ?? 0) + r * (c[i] ?? 0) + s * (d[i] ?? 0)
    sums[i] = (sums[i] ?? 0) + out * (value > 0 ? value : leak * value)
  }
}
