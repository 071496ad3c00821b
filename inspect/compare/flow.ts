/** What is left of shifts after the best projective map (a lens, a bent screen, a generator's own drift) as a smooth field:
 *  the shifts of the cells that agree, averaged over their neighbourhood by weight and pulled to zero where few are known.
 *  Cost: O(cells × neighbours) and one pass over the samples. */
import type { Size } from '../pixels/plane.ts'
import type { Lookup } from '../pixels/warp.ts'
import type { Cells } from './cells.ts'
import { apply, type Homography } from './homography.ts'

/** Shifts at the knots of a grid, `step` samples apart, the first at 0. */
export type Field = { columns: number; rows: number; step: number; x: Float32Array; y: Float32Array }

const step = 16
/** Neighbourhood in samples; a generator's drift is smoother than this. */
const reach = 30
/** As if so much weight of cells had said that nothing is shifted. */
const stillness = 0.15

/** The field of a picture of this size; `cells` measured under the map. */
export function fieldOf(cells: Cells, { width, height }: Size): Field {
  const columns = Math.ceil(width / step) + 1
  const rows = Math.ceil(height / step) + 1
  const sumX = new Float32Array(columns * rows)
  const sumY = new Float32Array(columns * rows)
  const sum = new Float32Array(columns * rows).fill(stillness)
  for (let i = 0; i < cells.count; i++) {
    const best = cells.best[i] ?? 0
    if (best < 0.7) continue
    const across = nearnessTo((cells.x[i] ?? 0) / step, columns)
    const down = nearnessTo((cells.y[i] ?? 0) / step, rows)
    for (const [r, nearRow] of down.near.entries())
      for (const [c, nearColumn] of across.near.entries()) {
        const knot = (down.first + r) * columns + across.first + c
        const weight = (best - 0.6) * nearRow * nearColumn
        sum[knot] = (sum[knot] ?? 0) + weight
        sumX[knot] = (sumX[knot] ?? 0) + weight * (cells.dx[i] ?? 0)
        sumY[knot] = (sumY[knot] ?? 0) + weight * (cells.dy[i] ?? 0)
      }
  }
  const mean = (total: number, knot: number) => total / (sum[knot] ?? 1)
  return { columns, rows, step, x: sumX.map(mean), y: sumY.map(mean) }
}

/** How near the knots of one axis are to a place, as a Gaussian, from the first that is near enough to count. */
function nearnessTo(place: number, knots: number): { first: number; near: number[] } {
  const far = Math.ceil((2.5 * reach) / step)
  const first = Math.max(0, Math.ceil(place - far))
  const near: number[] = []
  for (let knot = first; knot <= Math.min(knots - 1, place + far); knot++)
    near.push(Math.exp(-(((knot - place) * step) ** 2) / (2 * reach * reach)))
  return { first, near }
}

/** Where a map in samples sends each sample after the field has moved it. */
export function bentLookup(map: Homography, field: Field, { width, height }: Size): Lookup {
  const x = new Float32Array(width * height)
  const y = new Float32Array(width * height)
  for (let row = 0, o = 0; row < height; row++)
    for (let column = 0; column < width; column++, o++) {
      const u = (column + 0.5) / field.step
      const v = (row + 0.5) / field.step
      const i = Math.floor(v) * field.columns + Math.floor(u)
      const [s, t] = [u - Math.floor(u), v - Math.floor(v)]
      const [p, q] = apply(
        map,
        column + 0.5 + between(field.x, i, [s, t, field.columns]),
        row + 0.5 + between(field.y, i, [s, t, field.columns]),
      )
      x[o] = p
      y[o] = q
    }
  return { width, height, x, y }
}

const between = (values: Float32Array, i: number, [s, t, columns]: [number, number, number]): number =>
  ((values[i] ?? 0) * (1 - s) + (values[i + 1] ?? 0) * s) * (1 - t) +
  ((values[i + columns] ?? 0) * (1 - s) + (values[i + columns + 1] ?? 0) * s) * t
