/** Gaussian blur, separable; the edge is continued by its last sample. Small widths by the kernel itself, large ones by
 *  three box means (Wells 1986), whose error is below 8 % of the peak.
 *  Cost: O(samples × width) by the kernel, O(samples) by boxes; 0.3 MP at σ 1.6 about 6 ms. */
import { emptyPlane, type Plane } from './plane.ts'

/** From here on boxes are faster than the kernel and near enough. */
const boxesFrom = 4

/** The plane blurred by a Gaussian of this standard deviation in samples. */
export function blurred(plane: Plane, sigma: number): Plane {
  if (sigma < 0.15) return plane
  if (sigma < boxesFrom) return byKernel(plane, kernelOf(sigma))
  let out = plane
  for (const radius of boxesOf(sigma)) out = boxed(out, radius)
  return out
}

/** The mean over the square of side 2 × radius + 1 around each sample, the edge continued. */
export const boxed = (plane: Plane, radius: number): Plane =>
  radius < 1 ? plane : boxedDown(boxedAcross(plane, radius), radius)

/** One half of the kernel, the middle first; they sum to 1 with the other half. */
function kernelOf(sigma: number): Float32Array {
  const radius = Math.max(1, Math.ceil(3 * sigma))
  const half = Float32Array.from({ length: radius + 1 }, (_, i) => Math.exp((-i * i) / (2 * sigma * sigma)))
  const sum = half.reduce((total, weight, i) => total + (i === 0 ? weight : 2 * weight), 0)
  return half.map((weight) => weight / sum)
}

function byKernel({ width, height, data }: Plane, half: Float32Array): Plane {
  const radius = half.length - 1
  const across = emptyPlane(width, height)
  const row = new Float32Array(width + 2 * radius)
  for (let y = 0; y < height; y++) {
    padRow(row, data.subarray(y * width, (y + 1) * width), radius)
    convolve(row, half, across.data.subarray(y * width, (y + 1) * width))
  }
  const out = emptyPlane(width, height)
  const rowAt = (y: number) => {
    const at = Math.min(height - 1, Math.max(0, y)) * width
    return across.data.subarray(at, at + width)
  }
  for (let y = 0; y < height; y++) {
    const into = out.data.subarray(y * width, (y + 1) * width)
    scaleInto(into, rowAt(y), half[0] ?? 0)
    // Two distances at a time: half the reading and writing of the sum.
    for (let k = 1; k <= radius; k += 2) {
      addFour({
        into,
        rows: [rowAt(y - k), rowAt(y + k), rowAt(y - k - 1), rowAt(y + k + 1)],
        near: half[k] ?? 0,
        far: half[k + 1] ?? 0,
      })
    }
  }
  return out
}

function padRow(row: Float32Array, from: Float32Array, radius: number): void {
  row.fill(from[0] ?? 0, 0, radius)
  row.set(from, radius)
  row.fill(from[from.length - 1] ?? 0, radius + from.length)
}

function convolve(row: Float32Array, half: Float32Array, into: Float32Array): void {
  const radius = half.length - 1
  for (let x = 0; x < into.length; x++) {
    const at = x + radius
    let sum = (half[0] ?? 0) * (row[at] ?? 0)
    for (let k = 1; k <= radius; k++) sum += (half[k] ?? 0) * ((row[at - k] ?? 0) + (row[at + k] ?? 0))
    into[x] = sum
  }
}

function scaleInto(into: Float32Array, from: Float32Array, weight: number): void {
  for (let x = 0; x < into.length; x++) into[x] = weight * (from[x] ?? 0)
}

type Four = {
  into: Float32Array
  rows: readonly [Float32Array, Float32Array, Float32Array, Float32Array]
  near: number
  far: number
}

function addFour({ into, rows: [a, b, c, d], near, far }: Four): void {
  for (let x = 0; x < into.length; x++)
    into[x] = (into[x] ?? 0) + near * ((a[x] ?? 0) + (b[x] ?? 0)) + far * ((c[x] ?? 0) + (d[x] ?? 0))
}

/** Three box radii that together have the variance wanted. */
function boxesOf(sigma: number): number[] {
  const ideal = Math.sqrt((12 * sigma * sigma) / 3 + 1)
  const lower = 2 * Math.floor((ideal - 1) / 2) + 1
  const many = Math.round((12 * sigma * sigma - 3 * lower * lower - 12 * lower - 9) / (-4 * lower - 4))
  return [0, 1, 2].map((i) => ((i < many ? lower : lower + 2) - 1) / 2)
}

function boxedAcross({ width, height, data }: Plane, radius: number): Plane {
  const out = emptyPlane(width, height)
  const row = new Float32Array(width + 2 * radius)
  const share = 1 / (2 * radius + 1)
  for (let y = 0; y < height; y++) {
    padRow(row, data.subarray(y * width, (y + 1) * width), radius)
    let sum = 0
    for (let k = 0; k < 2 * radius; k++) sum += row[k] ?? 0
    for (let x = 0; x < width; x++) {
      sum += row[x + 2 * radius] ?? 0
      out.data[y * width + x] = sum * share
      sum -= row[x] ?? 0
    }
  }
  return out
}

function boxedDown({ width, height, data }: Plane, radius: number): Plane {
  const out = emptyPlane(width, height)
  // Doubles: a column's running sum must not drift.
  const sums = new Float64Array(width)
  const rowAt = (y: number) => Math.min(height - 1, Math.max(0, y)) * width
  const share = 1 / (2 * radius + 1)
  for (let k = -radius; k < radius; k++) addTo(sums, data, { at: rowAt(k), sign: 1 })
  for (let y = 0; y < height; y++) {
    addTo(sums, data, { at: rowAt(y + radius), sign: 1 })
    for (let x = 0; x < width; x++) out.data[y * width + x] = (sums[x] ?? 0) * share
    addTo(sums, data, { at: rowAt(y - radius), sign: -1 })
  }
  return out
}

function addTo(sums: Float64Array, data: Float32Array, { at, sign }: { at: number; sign: number }): void {
  for (let x = 0; x < sums.length; x++) sums[x] = (sums[x] ?? 0) + sign * (data[at + x] ?? 0)
}
