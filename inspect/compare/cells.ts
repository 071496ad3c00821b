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

/** A plane without its local mean. */
export function detail(plane: Plane): Plane {
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
  places.forEach((at, i) => {
    cells.x[i] = (at % one.width) + cellSide / 2
    cells.y[i] = Math.floor(at / one.width) + cellSide / 2
    cells.here[i] = lifted(one, at, patch)
    cells.there[i] = lifted(other, at, spare)
    if (Math.max(cells.here[i] ?? 0, cells.there[i] ?? 0) < leastTexture) return
    correlate(patch, other, { at, reach, surface })
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

type Search = { at: number; reach: number; surface: Float32Array }

function correlate(patch: Float32Array, { width, data }: Plane, { at, reach, surface }: Search): void {
  const n = cellSide * cellSide
  let s = 0
  for (let dy = -reach; dy <= reach; dy++)
    for (let dx = -reach; dx <= reach; dx++) {
      let [product, sum, square] = [0, 0, 0]
      const from = at + dy * width + dx
      for (let o = 0, i = from; o < n; o++, i += (o & 15) === 0 ? width - 15 : 1) {
        const value = data[i] ?? 0
        product += (patch[o] ?? 0) * value
        sum += value
        square += value * value
      }
      surface[s++] = product / Math.sqrt(Math.max(1e-6 * n, square - (sum * sum) / n))
    }
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
