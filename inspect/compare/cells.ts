/** How two pictures that lie over each other agree, cell by cell: the normalised cross-correlation of each 16 × 16 cell
 *  where it is highest within a few samples, where that is to a fraction of a sample, and how sharply that is known along
 *  each direction (edges say nothing along themselves). Means are taken out over 13 × 13 before, so that slopes of light
 *  do not count as agreement.
 *  Cost: O(cells × 256 × shifts); 1,200 cells, 25 shifts about 20 ms. */
import { boxed } from '../pixels/blur.ts'
import { emptyPlane, type Plane } from '../pixels/plane.ts'

export const cellSide = 16

/** What was measured at each cell that lies wholly inside both pictures. Places are those of cell centres. */
export type Cells = {
  readonly count: number
  readonly x: Float32Array
  readonly y: Float32Array
  /** How much happens in the cell: standard deviations of the two pictures there, 0 to 255. */
  readonly here: Float32Array
  readonly there: Float32Array
  /** The correlation at its best shift, and unshifted. */
  readonly best: Float32Array
  readonly still: Float32Array
  /** The best shift: what is at the centre here is at the centre plus this there. */
  readonly dx: Float32Array
  readonly dy: Float32Array
  /** How sharply the correlation falls off around it: xx, xy, yy. */
  readonly sharp: Float32Array
}

const details = new WeakMap<Plane, Plane>()

/** A plane without its local mean; kept as long as the plane is, since maps are corrected step by step against one plane. */
export function detail(plane: Plane): Plane {
  const known = details.get(plane)
  if (known) return known
  const out = withoutMean(plane)
  details.set(plane, out)
  return out
}

function withoutMean(plane: Plane): Plane {
  const mean = boxed(plane, 6)
  const out = emptyPlane(plane.width, plane.height)
  for (let i = 0; i < out.data.length; i++) out.data[i] = (plane.data[i] ?? 0) - (mean.data[i] ?? 0)
  return out
}

/** Below this a cell is too smooth to say anything. */
export const leastTexture = 2

type Asked = { inside: Uint8Array; reach: number; stride: number }

/** Measures all cells. Both planes are details of the same size; `inside` is 1 where the other has something to show;
 *  shifts up to `reach` samples are tried; cells start every `stride` samples. */
export function measured(one: Plane, other: Plane, { inside, reach, stride }: Asked): Cells {
  const places = placesOf(one, { inside, reach, stride })
  const count = places.length
  const cells = {
    count,
    x: new Float32Array(count),
    y: new Float32Array(count),
    here: new Float32Array(count),
    there: new Float32Array(count),
    best: new Float32Array(count),
    still: new Float32Array(count),
    dx: new Float32Array(count),
    dy: new Float32Array(count),
    sharp: new Float32Array(3 * count),
  }
  const side = 2 * reach + 1
  const surface = new Float32Array(side * side)
  const patch = new Float32Array(cellSide * cellSide)
  const norms = normsOf(other)
  places.forEach((at, i) => {
    cells.x[i] = (at % one.width) + cellSide / 2
    cells.y[i] = Math.floor(at / one.width) + cellSide / 2
    cells.here[i] = lifted(one, at, patch)
    cells.there[i] = lifted(other, at, spare)
    if (Math.max(cells.here[i] ?? 0, cells.there[i] ?? 0) < leastTexture) return
    correlate(patch, other, { at, reach, norms, surface })
    peakOf(surface, side, { cells, i })
  })
  return cells
}

const spare = new Float32Array(cellSide * cellSide)

function placesOf({ width, height }: Plane, { inside, reach, stride }: Asked): number[] {
  const places: number[] = []
  const far = cellSide + reach - 1
  for (let y = reach; y + far < height; y += stride)
    for (let x = reach; x + far < width; x += stride) {
      const corners = [
        (y - reach) * width + x - reach,
        (y - reach) * width + x + far,
        (y + far) * width + x - reach,
        (y + far) * width + x + far,
      ]
      if (corners.every((i) => inside[i] === 1)) places.push(y * width + x)
    }
  return places
}

/** Copies a cell without its mean, at length 1; gives its standard deviation. */
function lifted({ width, data }: Plane, at: number, patch: Float32Array): number {
  let [sum, square] = [0, 0]
  for (let y = 0, o = 0; y < cellSide; y++)
    for (let x = 0, i = at + y * width; x < cellSide; x++, i++, o++) {
      const value = data[i] ?? 0
      patch[o] = value
      sum += value
      square += value * value
    }
  const n = cellSide * cellSide
  const mean = sum / n
  const energy = Math.max(1e-6, square - n * mean * mean)
  const scale = 1 / Math.sqrt(energy)
  for (let o = 0; o < n; o++) patch[o] = ((patch[o] ?? 0) - mean) * scale
  return Math.sqrt(energy / n)
}

type Search = { at: number; reach: number; norms: Float32Array; surface: Float32Array }

/** For a cell at each place of the plane one by the length of what is in it without its mean: running sums down the
 *  columns, then along the rows. */
function normsOf({ width, height, data }: Plane): Float32Array {
  const norms = new Float32Array(width * height)
  const sums = new Float64Array(width)
  const squares = new Float64Array(width)
  const n = cellSide * cellSide
  for (let y = 0; y < height; y++) {
    for (let x = 0, i = y * width; x < width; x++, i++) {
      const value = data[i] ?? 0
      const gone = y < cellSide ? 0 : (data[i - cellSide * width] ?? 0)
      sums[x] = (sums[x] ?? 0) + value - gone
      squares[x] = (squares[x] ?? 0) + value * value - gone * gone
    }
    if (y < cellSide - 1) continue
    let [sum, square] = [0, 0]
    for (let x = 0; x < width; x++) {
      sum += (sums[x] ?? 0) - (x < cellSide ? 0 : (sums[x - cellSide] ?? 0))
      square += (squares[x] ?? 0) - (x < cellSide ? 0 : (squares[x - cellSide] ?? 0))
      if (x < cellSide - 1) continue
      const energy = Math.max(1e-6 * n, square - (sum * sum) / n)
      norms[(y - cellSide + 1) * width + x - cellSide + 1] = 1 / Math.sqrt(energy)
    }
  }
  return norms
}

function correlate(patch: Float32Array, { width, data }: Plane, { at, reach, norms, surface }: Search): void {
  let s = 0
  for (let dy = -reach; dy <= reach; dy++)
    for (let dx = -reach; dx <= reach; dx++) {
      const from = at + dy * width + dx
      surface[s++] = productOf(patch, data, { from, width }) * (norms[from] ?? 0)
    }
}

/** The patch times what lies under it, row by row, in four sums that do not wait for each other. */
function productOf(patch: Float32Array, data: Float32Array, { from, width }: { from: number; width: number }): number {
  let [p, q, r, s] = [0, 0, 0, 0]
  for (let o = 0, row = from; o < cellSide * cellSide; row += width)
    for (let i = row; i < row + cellSide; i += 4, o += 4) {
      p += (patch[o] ?? 0) * (data[i] ?? 0)
      q += (patch[o + 1] ?? 0) * (data[i + 1] ?? 0)
      r += (patch[o + 2] ?? 0) * (data[i + 2] ?? 0)
      s += (patch[o + 3] ?? 0) * (data[i + 3] ?? 0)
    }
  return p + q + (r + s)
}

function peakOf(surface: Float32Array, side: number, { cells, i }: { cells: Cells; i: number }): void {
  let top = 0
  for (let s = 1; s < surface.length; s++) if ((surface[s] ?? 0) > (surface[top] ?? 0)) top = s
  const reach = side >> 1
  const x = top % side
  const y = Math.floor(top / side)
  cells.still[i] = surface[reach * side + reach] ?? 0
  cells.best[i] = surface[top] ?? 0
  cells.dx[i] = x - reach
  cells.dy[i] = y - reach
  if (x === 0 || y === 0 || x === side - 1 || y === side - 1) return
  const c = surface[top] ?? 0
  const [w, e, n, s] = [
    surface[top - 1] ?? 0,
    surface[top + 1] ?? 0,
    surface[top - side] ?? 0,
    surface[top + side] ?? 0,
  ]
  const xx = 2 * c - w - e
  const yy = 2 * c - n - s
  const nw = surface[top - side - 1] ?? 0
  const ne = surface[top - side + 1] ?? 0
  const sw = surface[top + side - 1] ?? 0
  const se = surface[top + side + 1] ?? 0
  const xy = -0.25 * (se - sw - ne + nw)
  const gx = 0.5 * (e - w)
  const gy = 0.5 * (s - n)
  // A little is added to the diagonal: along an edge the step would be anywhere.
  const a = xx + 0.002
  const d = yy + 0.002
  const det = Math.max(1e-9, a * d - xy * xy)
  cells.dx[i] = (cells.dx[i] ?? 0) + limited((d * gx - xy * gy) / det)
  cells.dy[i] = (cells.dy[i] ?? 0) + limited((a * gy - xy * gx) / det)
  cells.sharp.set([Math.max(0, xx), xy, Math.max(0, yy)], 3 * i)
}

const limited = (step: number): number => Math.max(-0.75, Math.min(0.75, step))
