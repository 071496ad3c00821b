/** Statistics of the noise residual, after Cozzolino, Poggi and Verdoliva (Splicebuster, WIFS 2015): third-order
 *  differences along rows and columns, quantised to three values, four in a row counted as a pattern; patterns that are
 *  each other's mirror or negative count as one. Counted in cells, so that any window is a sum of cells.
 *  Cost: O(samples looked at), at most about 2 MP whatever the picture's size: of a larger one each cell is looked at in
 *  its middle only. */
import type { Brightness } from '../jpeg/luma.ts'
import { emptyHeat, type Heat, summed } from './heat.ts'
import { distances } from './ordinary.ts'

const classes = 81
const step = 2

/** Which pattern each of the 81 quadruples is. */
const patternOf = (() => {
  const known = new Map<number, number>()
  const out = new Uint8Array(classes)
  const code = (digits: number[]) => digits.reduce((sum, digit) => sum * 3 + digit, 0)
  for (let i = 0; i < classes; i++) {
    const digits = [Math.floor(i / 27), Math.floor(i / 9) % 3, Math.floor(i / 3) % 3, i % 3]
    const negative = digits.map((digit) => 2 - digit)
    const same = [digits, digits.toReversed(), negative, negative.toReversed()].map(code)
    const first = Math.min(...same)
    if (!known.has(first)) known.set(first, known.size)
    out[i] = known.get(first) ?? 0
  }
  return out
})()
/** Different patterns: 25. */
const patterns = 1 + patternOf.reduce((most, one) => Math.max(most, one), 0)

/** Side of what is looked at in a cell, and how much is looked at in all, in samples. */
export const looked = 16
const most = 2_000_000

/** Cells over a picture; what is looked at lies in the middle of each, `margin` from its corner. */
export function gridOver({ width, height }: { width: number; height: number }): {
  columns: number
  rows: number
  side: number
  margin: number
} {
  const side = Math.max(looked, Math.round(looked * Math.sqrt((width * height) / most)))
  const across = (length: number) => Math.max(0, Math.floor((length - 6) / side))
  return { columns: across(width), rows: across(height), side, margin: ((side - looked) >> 1) + 1 }
}

/** Counts of patterns by cell: `values[cell * 2 * patterns + pattern]`, those along and those across apart. */
function patternsOf(brightness: Brightness): Float32Array {
  const { width, data } = brightness
  const { columns, rows, side, margin } = gridOver(brightness)
  const values = new Float32Array(columns * rows * patterns * 2)
  const size = looked + 3
  const along = new Int8Array(size * size)
  const down = new Int8Array(size * size)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const from = (row * side + margin) * width + column * side + margin
      differences(data, { from, width, by: 1 }, along)
      differences(data, { from, width, by: width }, down)
      const cell = row * columns + column
      const into = values.subarray(cell * patterns * 2, (cell + 1) * patterns * 2)
      count(along, { by: 1, base: 0 }, into)
      count(down, { by: size, base: 0 }, into)
      count(along, { by: size, base: patterns }, into)
      count(down, { by: 1, base: patterns }, into)
    }
  return values
}

/** How far the patterns of the window about each cell lie from the ordinary ones of the picture, in units of the median. */
export function oddPatterns(brightness: Brightness, radius: number): Heat {
  const { columns, rows, side } = gridOver(brightness)
  const counts = patternsOf(brightness)
  const width = patterns * 2
  const data = new Float32Array(counts.length)
  const one = emptyHeat(columns, rows, side)
  for (let pattern = 0; pattern < width; pattern++) {
    for (let cell = 0; cell < one.values.length; cell++) one.values[cell] = counts[cell * width + pattern] ?? 0
    const sums = summed(one, radius).values
    for (let cell = 0; cell < sums.length; cell++) data[cell * width + pattern] = sums[cell] ?? 0
  }
  // Square roots of shares: their noise is the same for frequent and for rare patterns (Hellinger).
  for (let from = 0; from < data.length; from += patterns) {
    const half = data.subarray(from, from + patterns)
    const total = half.reduce((sum, value) => sum + value, 0)
    for (let i = 0; i < patterns; i++) half[i] = Math.sqrt((half[i] ?? 0) / Math.max(1, total))
  }
  const far = distances({ width, data }, { ridge: 1, kept: 0.85 })
  const middle = (far.toSorted()[far.length >> 1] ?? 0) + 1e-6
  return { columns, rows, side, values: far.map((value) => value / middle) }
}

/** Third-order differences of a cell and three samples more, quantised to 0, 1, 2. */
function differences(
  data: Float32Array,
  { from, width, by }: { from: number; width: number; by: number },
  out: Int8Array,
): void {
  const size = looked + 3
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const at = from + y * width + x
      const third = (data[at + 2 * by] ?? 0) - (data[at - by] ?? 0) + 3 * ((data[at] ?? 0) - (data[at + by] ?? 0))
      // Rounded to whole steps, and of those the sign.
      out[y * size + x] = third >= step / 2 ? 2 : third < -step / 2 ? 0 : 1
    }
}

function count(levels: Int8Array, { by, base }: { by: number; base: number }, into: Float32Array): void {
  const size = looked + 3
  for (let y = 0; y < looked; y++)
    for (let x = 0; x < looked; x++) {
      const at = y * size + x
      const code =
        27 * (levels[at] ?? 0) +
        9 * (levels[at + by] ?? 0) +
        3 * (levels[at + 2 * by] ?? 0) +
        (levels[at + 3 * by] ?? 0)
      const index = base + (patternOf[code] ?? 0)
      into[index] = (into[index] ?? 0) + 1
    }
}
