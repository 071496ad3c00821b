/** A small grey picture out of a large one: the mean of a grid of samples in each cell, at most 3 × 3, so that 12 megapixels
 *  cost little more than one. Cost: 9 reads per small pixel, about 6 ms for 320 × 240 out of 12 megapixels. */

/** Luma 0 to 255, rows from the top. */
export type Grey = { width: number; height: number; channels: 1; data: Float32Array }
/** A picture in colours, or a grey one that was shrunk before. */
export type Source = { width: number; height: number; channels: 1 | 3; data: Uint8Array | Float32Array }
/** The part of the picture to take, as fractions of its sides. */
export type Part = { left: number; top: number; right: number; bottom: number }

export const whole: Part = { left: 0, top: 0, right: 1, bottom: 1 }
const samples = 3

/** Shrinks a part of a picture to this size. */
export function shrink(picture: Source, size: { width: number; height: number }, part: Part = whole): Grey {
  const { width, height, channels, data } = picture
  const xs = gridOf(size.width, part.left * width, part.right * width)
  const ys = gridOf(size.height, part.top * height, part.bottom * height)
  const small = new Float32Array(size.width * size.height)
  for (let y = 0; y < size.height; y++) {
    for (let j = 0; j < ys.per; j++) {
      const row = Math.min(height - 1, ys.at[y * ys.per + j] ?? 0) * width
      addRow({ data, channels, row }, small.subarray(y * size.width, (y + 1) * size.width), xs)
    }
  }
  const count = xs.per * ys.per
  for (let i = 0; i < small.length; i++) small[i] = (small[i] ?? 0) / count
  return { ...size, channels: 1, data: small }
}

type Grid = { at: Int32Array; per: number }

/** Which columns (or rows) are sampled for each small one: all of them, or three spread evenly. */
function gridOf(count: number, from: number, to: number): Grid {
  const step = (to - from) / count
  const per = Math.max(1, Math.min(samples, Math.round(step)))
  const at = new Int32Array(count * per)
  for (let i = 0; i < at.length; i++) at[i] = Math.floor(from + ((i + 0.5) * step) / per)
  return { at, per }
}

type Row = { data: Uint8Array | Float32Array; channels: 1 | 3; row: number }

function addRow({ data, channels, row }: Row, into: Float32Array, xs: Grid): void {
  let next = 0
  for (let x = 0; x < into.length; x++) {
    let sum = 0
    for (let i = 0; i < xs.per; i++) {
      const at = (row + (xs.at[next++] ?? 0)) * channels
      sum +=
        channels === 1
          ? (data[at] ?? 0)
          : 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0)
    }
    into[x] = (into[x] ?? 0) + sum
  }
}

/** The whole picture, its longer side at most this long. */
export function resized(picture: Source, side: number): Grey {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height))
  return shrink(picture, {
    width: Math.max(1, Math.round(picture.width * scale)),
    height: Math.max(1, Math.round(picture.height * scale)),
  })
}

/** Turned by quarters, clockwise. */
export function turned(grey: Grey, quarters: number): Grey {
  if (quarters === 0) return grey
  const { width, height, data } = grey
  const out = new Float32Array(data.length)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at =
        quarters === 1
          ? x * height + height - 1 - y
          : quarters === 2
            ? data.length - 1 - (y * width + x)
            : (width - 1 - x) * height + y
      out[at] = data[y * width + x] ?? 0
    }
  return quarters === 2
    ? { width, height, channels: 1, data: out }
    : { width: height, height: width, channels: 1, data: out }
}

/** Mean of each pixel and its eight neighbours. */
export function blurred({ width, height, data }: Grey): Grey {
  const out = new Float32Array(data.length)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let sum = 0
      for (let dy = -1; dy <= 1; dy++) {
        const row = Math.min(height - 1, Math.max(0, y + dy)) * width
        sum +=
          (data[row + Math.max(0, x - 1)] ?? 0) + (data[row + x] ?? 0) + (data[row + Math.min(width - 1, x + 1)] ?? 0)
      }
      out[y * width + x] = sum / 9
    }
  return { width, height, channels: 1, data: out }
}

/** Without the dark bars that cameras put around a picture of another shape: rows and columns that are black and even. */
export function trimmed(grey: Grey): Grey {
  const { width, height } = grey
  const isBar = (values: number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    return mean < 28 && values.every((value) => Math.abs(value - mean) < 14)
  }
  const row = (y: number) => Array.from(grey.data.subarray(y * width, (y + 1) * width))
  const column = (x: number) => Array.from({ length: height }, (_, y) => grey.data[y * width + x] ?? 0)
  const edge = (count: number, line: (i: number) => number[]) => {
    let i = 0
    while (i < count * 0.3 && isBar(line(i))) i++
    return i
  }
  const top = edge(height, row)
  const bottom = height - edge(height, (i) => row(height - 1 - i))
  const left = edge(width, column)
  const right = width - edge(width, (i) => column(width - 1 - i))
  if (top === 0 && left === 0 && bottom === height && right === width) return grey
  const data = Float32Array.from({ length: (right - left) * (bottom - top) }, (_, i) => {
    const x = left + (i % (right - left))
    const y = top + Math.floor(i / (right - left))
    return grey.data[y * width + x] ?? 0
  })
  return { width: right - left, height: bottom - top, channels: 1, data }
}
