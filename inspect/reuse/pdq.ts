/** PDQ: a 256-bit hash of what a picture shows, which stays nearly the same through re-compression and resizing.
 *  Method and every constant: Meta, "PDQ & TMK + PDQF" (2019) and its C++ reference (ThreatExchange, pdq/cpp), followed to
 *  the single rounding: sums are 32-bit floats, added in the same order, so that the same pixels give the same bits. As
 *  there, a picture with a side over 512 is first brought to 512 × 512 by picking pixels, and neither orientation nor
 *  colour profile is looked at.
 *  Cost: O(512 × 512) at most, 2 ms; the eight dihedral forms come from one transform. */
import type { Pixels } from '../photo.ts'
import { type Hash, hashWords } from './hash.ts'

/** `quality`, 0 to 100: how much there is to see. Meta's advice is to leave out what has 49 or less. */
export type Pdq = { hash: Hash; quality: number }

/** The ways in which a picture can lie, by the names of Meta's tools. */
export const turns = [
  'original',
  'rotate90',
  'rotate180',
  'rotate270',
  'flipX',
  'flipY',
  'flipPlus1',
  'flipMinus1',
] as const
export type Turn = (typeof turns)[number]

/** Sides above this are brought down to it; sides below that have nothing to hash. */
const [largest, smallest] = [512, 5]
/** The side of the picture that is transformed, and of the part of its spectrum that is kept. */
const [side, kept] = [64, 16]

/** The hash of a picture as it lies. */
export function pdq(pixels: Pixels): Pdq {
  const seen = look(pixels)
  return { hash: hashOf(seen.spectrum), quality: seen.quality }
}

/** The hashes of a picture in each way in which it can lie, in the order of `turns`: who looks with all of them finds a
 *  picture however it was turned or mirrored. */
export function dihedralPdq(pixels: Pixels): { hashes: Hash[]; quality: number } {
  const seen = look(pixels)
  return { hashes: turns.map((turn) => hashOf(turned(seen.spectrum, turn))), quality: seen.quality }
}

type Plane = { rows: number; columns: number; data: Float32Array }

function look(pixels: Pixels): { spectrum: Float32Array; quality: number } {
  const luma = sampled(pixels)
  if (luma.rows < smallest || luma.columns < smallest) return { spectrum: new Float32Array(kept * kept), quality: 0 }
  const small = luma.rows === side && luma.columns === side ? luma.data : reduced(luma)
  return { spectrum: transformed(small), quality: qualityOf(small) }
}

// Every `?? 0` below stands for the compiler alone: no index leaves its array.

const float = Math.fround
const times = (weight: number) => Float32Array.from({ length: 256 }, (_, value) => float(weight) * value)
const [red, green, blue] = [times(0.299), times(0.587), times(0.114)]

/** Luma, picked at 512 × 512 places as soon as one side is longer, whatever the shape. */
function sampled({ width, height, channels, data }: Pixels): Plane {
  const isLarge = width > largest || height > largest
  const [rows, columns] = isLarge ? [largest, largest] : [height, width]
  const luma = new Float32Array(rows * columns)
  const offsets = Uint32Array.from({ length: columns }, (_, x) => Math.floor((x * width) / columns) * channels)
  const pick = channels === 1 ? pickGrey : pickColour
  for (let y = 0; y < rows; y++) {
    const row = Math.floor((y * height) / rows) * width * channels
    pick(luma.subarray(y * columns, (y + 1) * columns), data.subarray(row, row + width * channels))
  }
  return { rows, columns, data: luma }

  function pickGrey(to: Float32Array, row: Uint8Array): void {
    for (let x = 0; x < columns; x++) to[x] = row[offsets[x] ?? 0] ?? 0
  }
  function pickColour(to: Float32Array, row: Uint8Array): void {
    for (let x = 0; x < columns; x++) {
      const at = offsets[x] ?? 0
      const yellow = float((red[row[at] ?? 0] ?? 0) + (green[row[at + 1] ?? 0] ?? 0))
      to[x] = yellow + (blue[row[at + 2] ?? 0] ?? 0)
    }
  }
}

/** 64 × 64 of a larger (or stretched smaller) picture: a box filter twice along rows and columns, which together is a tent
 *  (Jarosz 2001), then the pixel in the middle of each cell. */
function reduced({ rows, columns, data }: Plane): Float32Array {
  const other = new Float32Array(rows * columns)
  const middles = (length: number) =>
    Uint32Array.from({ length: side }, (_, i) => Math.floor(((i + 0.5) * length) / side))
  const [keptRows, keptColumns] = [middles(rows), middles(columns)]
  // A few rows side by side, so that the processor need not wait for one sum before it begins the next.
  const along = { length: columns, step: 1, lines: rows, lineStep: columns, together: 16 }
  const across = { length: rows, step: columns, lines: columns, lineStep: 1, together: columns }
  box(data, other, along)
  box(other, data, across)
  box(data, other, along)
  // What is thrown away afterwards needs no second filter along its column.
  const thin = new Float32Array(rows * side)
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < side; x++) thin[y * side + x] = other[y * columns + (keptColumns[x] ?? 0)] ?? 0
  const filtered = new Float32Array(rows * side)
  box(thin, filtered, { length: rows, step: side, lines: side, lineStep: 1, together: side })
  const small = new Float32Array(side * side)
  for (let y = 0; y < side; y++) {
    const row = (keptRows[y] ?? 0) * side
    small.set(filtered.subarray(row, row + side), y * side)
  }
  return small
}

type Lines = { length: number; step: number; lines: number; lineStep: number; together: number }

/** The mean of a window that slides along each line; at the ends the window is what is left of it. */
function box(from: Float32Array, to: Float32Array, { length, step, lines, lineStep, together }: Lines): void {
  const window = Math.ceil(length / (2 * side))
  const ahead = window >> 1
  const sums = new Float32Array(together)
  for (let first = 0; first < lines; first += together) {
    const end = Math.min(together, lines - first)
    sums.fill(0)
    for (let i = 0; i < length + ahead; i++) {
      const at = first * lineStep + i * step
      // Times a double is as exact as divided by at most 4: a third of a float is never near the middle of two floats.
      const share = 1 / (Math.min(i + 1, window) - Math.max(0, i + 1 - length))
      if (i >= window && i < length) {
        slide(at, end, share)
        continue
      }
      if (i < length) enter(at, end)
      if (i >= window) leave(at - window * step, end)
      if (i >= ahead) write(at - ahead * step, end, share)
    }
  }

  function slide(at: number, end: number, share: number): void {
    const [left, middle] = [window * step, ahead * step]
    for (let k = 0, p = at; k < end; k++, p += lineStep) {
      const sum = float(float((sums[k] ?? 0) + (from[p] ?? 0)) - (from[p - left] ?? 0))
      sums[k] = sum
      to[p - middle] = sum * share
    }
  }
  function enter(at: number, end: number): void {
    for (let k = 0, p = at; k < end; k++, p += lineStep) sums[k] = (sums[k] ?? 0) + (from[p] ?? 0)
  }
  function leave(at: number, end: number): void {
    for (let k = 0, p = at; k < end; k++, p += lineStep) sums[k] = (sums[k] ?? 0) - (from[p] ?? 0)
  }
  function write(at: number, end: number, share: number): void {
    for (let k = 0, p = at; k < end; k++, p += lineStep) to[p] = (sums[k] ?? 0) * share
  }
}

/** Meta's measure of quality: the sum of the steps between neighbours, as whole hundredths of the range each. */
function qualityOf(small: Float32Array): number {
  let steps = 0
  const step = (from: number, to: number) =>
    Math.abs(Math.trunc(float(float(float((small[from] ?? 0) - (small[to] ?? 0)) * 100) / 255)))
  for (let i = 0; i < side * side; i++) {
    if (i + side < side * side) steps += step(i, i + side)
    if ((i + 1) % side > 0) steps += step(i, i + 1)
  }
  return Math.min(100, Math.floor(steps / 90))
}

/** Rows 1 to 16 of the 64 × 64 cosine transform: without the mean, which says how bright a picture is, not what it shows. */
const cosines = Float32Array.from({ length: kept * side }, (_, at) => {
  const [i, j] = [Math.floor(at / side), at % side]
  return float(Math.sqrt(2 / side)) * Math.cos((Math.PI / 2 / side) * (i + 1) * (2 * j + 1))
})

/** The 16 × 16 lowest frequencies, without the mean. */
function transformed(small: Float32Array): Float32Array {
  const half = new Float32Array(kept * side)
  for (let i = 0; i < kept; i++)
    for (let k = 0; k < side; k++) {
      const cosine = cosines[i * side + k] ?? 0
      for (let j = 0, at = i * side; j < side; j++, at++)
        half[at] = (half[at] ?? 0) + float(cosine * (small[k * side + j] ?? 0))
    }
  const spectrum = new Float32Array(kept * kept)
  for (let at = 0; at < kept * kept; at++) {
    const [row, column] = [Math.floor(at / kept) * side, (at % kept) * side]
    let sum = 0
    for (let k = 0; k < side; k++) sum = float(sum + float((half[row + k] ?? 0) * (cosines[column + k] ?? 0)))
    spectrum[at] = sum
  }
  return spectrum
}

/** Mirroring a picture changes the sign of its odd waves, turning it over a diagonal swaps rows and columns. `even` and
 *  `odd` tell which rows or columns of the spectrum change sign. */
const signs: Record<Turn, { isSwapped: boolean; rows: boolean; columns: boolean }> = {
  original: { isSwapped: false, rows: false, columns: false },
  rotate90: { isSwapped: true, rows: false, columns: true },
  rotate180: { isSwapped: false, rows: true, columns: true },
  rotate270: { isSwapped: true, rows: true, columns: false },
  flipX: { isSwapped: false, rows: true, columns: false },
  flipY: { isSwapped: false, rows: false, columns: true },
  flipPlus1: { isSwapped: true, rows: false, columns: false },
  flipMinus1: { isSwapped: true, rows: true, columns: true },
}

/** The spectrum of the picture when it lies the other way. Row and column 0 hold wave 1, so even places are odd waves. */
function turned(spectrum: Float32Array, turn: Turn): Float32Array {
  const { isSwapped, rows, columns } = signs[turn]
  const result = new Float32Array(kept * kept)
  for (let i = 0; i < kept; i++)
    for (let j = 0; j < kept; j++) {
      const isNegative = (rows && i % 2 === 0) !== (columns && j % 2 === 0)
      const value = spectrum[i * kept + j] ?? 0
      result[isSwapped ? j * kept + i : i * kept + j] = isNegative ? -value : value
    }
  return result
}

/** A bit for each frequency: whether it is above the median, which is the lower of the two in the middle. */
function hashOf(spectrum: Float32Array): Hash {
  const median = spectrum.slice().sort()[(kept * kept) / 2 - 1] ?? 0
  const hash = new Uint32Array(hashWords)
  for (let k = 0; k < kept * kept; k++) {
    const word = hashWords - 1 - (k >> 5)
    if ((spectrum[k] ?? 0) > median) hash[word] = (hash[word] ?? 0) | (1 << (k & 31))
  }
  return hash
}
