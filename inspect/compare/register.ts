/** From a rough map to one exact to a fraction of a sample: coarse to fine, the shifts of all cells are measured and the
 *  map is corrected by a small projective change fitted to them, each cell weighted by how well it agrees and how sharply
 *  its shift is known, outliers (the change itself!) taken out by Tukey's weights.
 *  Cost: one warp and one measuring a step; 640 samples wide about 90 ms in all. */

import type { Plane, Size } from '../pixels/plane.ts'
import { halved, resized } from '../pixels/resize.ts'
import { insideOf, lookupOf, warped } from '../pixels/warp.ts'
import { type Cells, detail, leastTexture, measured } from './cells.ts'
import { areaScale, compose, type Homography, LeastSquares, scaling } from './homography.ts'

/** Two pictures at one density, each size half the last, the finest first; and the map between them, in shares of the
 *  longer sides of the finest. */
export type Pair = { here: Plane[]; there: Plane[] }

/** The pictures brought to one density for a map: neither is ever enlarged. `side`: of the claim's picture at most. */
export function pairOf(here: Plane, there: Plane, { map, side }: { map: Homography; side: number }): Pair {
  const scale = densityOf(map, here)
  const long = Math.max(here.width, here.height)
  const longThere = Math.max(there.width, there.height)
  const wanted = Math.max(24, Math.min(side, long, Math.round(longThere * scale)))
  const thereSide = Math.max(8, Math.round(wanted / scale))
  return { here: halvings(sized(here, wanted)), there: halvings(sized(there, Math.min(longThere, thereSide))) }
}

/** What share of the other's longer side one of this one's covers, at its middle. */
function densityOf(map: Homography, { width, height }: Size): number {
  const long = Math.max(width, height)
  const scale = Math.sqrt(areaScale(map, width / long / 2, height / long / 2))
  return Number.isFinite(scale) && scale > 0 ? Math.max(0.02, Math.min(50, scale)) : 1
}

function sized(plane: Plane, side: number): Plane {
  const scale = side / Math.max(plane.width, plane.height)
  return resized(plane, {
    width: Math.max(1, Math.round(plane.width * scale)),
    height: Math.max(1, Math.round(plane.height * scale)),
  })
}

function halvings(plane: Plane): Plane[] {
  const out = [plane]
  for (let last = plane; Math.max(last.width, last.height) >= 100; ) {
    last = halved(last)
    out.push(last)
  }
  return out
}

/** The map in samples of two sizes, where it was in shares of their longer sides. */
export const inSamples = (map: Homography, here: Size, there: Size): Homography =>
  compose(scaling(Math.max(there.width, there.height)), compose(map, scaling(1 / Math.max(here.width, here.height))))

const inShares = (map: Homography, here: Size, there: Size): Homography =>
  compose(scaling(1 / Math.max(there.width, there.height)), compose(map, scaling(Math.max(here.width, here.height))))

/** The cells of one level under a map. */
export function cellsAt(pair: Pair, level: number, { map, reach }: { map: Homography; reach: number }): Cells | null {
  const here = pair.here[level]
  const there = pair.there[level]
  if (!here || !there) return null
  const lookup = lookupOf(inSamples(map, here, there), here)
  const stride = Math.max(here.width, here.height) > 250 ? 16 : 8
  return measured(detail(here), detail(warped(there, lookup)), { inside: insideOf(lookup, there), reach, stride })
}

/** What a change may do: move; size each axis and move; shear too; tilt too. */
export type Unknowns = 2 | 4 | 6 | 8

/** A step of the way from coarse to fine: at which level, how often, how far cells may look, which change is allowed. */
export type Step = { level: number; rounds: number; reach: number; unknowns: Unknowns }

/** The map corrected along the steps; levels the pair has not are passed over. */
export function registered(pair: Pair, start: Homography, steps: readonly Step[]): Homography {
  let map = start
  for (const { level, rounds, reach, unknowns } of steps)
    for (let round = 0; round < rounds; round++) {
      const cells = cellsAt(pair, level, { map, reach })
      const here = pair.here[level]
      const there = pair.there[level]
      if (!cells || !here || !there) break
      const change = changeOf(cells, here, unknowns)
      if (!change) break
      map = inShares(compose(inSamples(map, here, there), change), here, there)
    }
  return map
}

/** The small projective change, in samples, that the shifts of the cells ask for; null where too few say anything. */
function changeOf(cells: Cells, size: Size, unknowns: Unknowns): Homography | null {
  const telling = tellingCells(cells)
  const many = telling.length
  if (many < 4) return null
  const can: Unknowns = many < 8 ? 2 : many < 20 && unknowns === 8 ? 6 : unknowns
  const equations = equationsOf({ cells, telling, size, unknowns: can })
  let solution: Float64Array | null = null
  let offs: Float64Array | null = null
  let limit = Number.POSITIVE_INFINITY
  for (let round = 0; round < 5; round++) {
    const solved = solve(equations, offs, limit)
    if (!solved) break
    solution = solved
    offs = residuals(equations, solution)
    limit = Math.max(0.25, 4.5 * (offs.toSorted()[many >> 1] ?? 0))
  }
  return solution && homographyOf(can === 4 ? spreadOut(solution) : solution, size)
}

/** The cells whose shift is worth something. */
function tellingCells({ count, best, here, there }: Cells): number[] {
  const telling: number[] = []
  for (let i = 0; i < count; i++)
    if (Math.min(here[i] ?? 0, there[i] ?? 0) > 0.5 * leastTexture && (best[i] ?? 0) > 0.5) telling.push(i)
  return telling
}

type Problem = { cells: Cells; telling: readonly number[]; size: Size; unknowns: Unknowns }

/** Two equations a cell, one along each direction of its sharpness: what each unknown does to its place along it, the shift
 *  wanted, how sharply it is known; and how well the cell agrees. Worked out once, since they are solved several times. */
type Equations = {
  unknowns: Unknowns
  rows: Float64Array
  wanted: Float64Array
  strength: Float64Array
  weight: Float64Array
}

function equationsOf({ cells, telling, size, unknowns }: Problem): Equations {
  const many = telling.length
  const equations = {
    unknowns,
    rows: new Float64Array(2 * many * unknowns),
    wanted: new Float64Array(2 * many),
    strength: new Float64Array(2 * many),
    weight: Float64Array.from(telling, (i) => ((cells.best[i] ?? 0) - 0.4) ** 2),
  }
  const unit = Math.max(size.width, size.height) / 2
  for (const [c, i] of telling.entries()) {
    const x = ((cells.x[i] ?? 0) - size.width / 2) / unit
    const y = ((cells.y[i] ?? 0) - size.height / 2) / unit
    for (const [d, [nx, ny, strength]] of directionsOf(cells, i).entries()) {
      const e = 2 * c + d
      equations.rows.set(
        unknowns === 4 ? [nx, ny, nx * x, ny * y] : projectiveRow([nx, ny], [x, y], unknowns),
        e * unknowns,
      )
      equations.wanted[e] = nx * (cells.dx[i] ?? 0) + ny * (cells.dy[i] ?? 0)
      equations.strength[e] = strength
    }
  }
  return equations
}

/** What each unknown does to a place along a direction, in units of half the longer side. */
function projectiveRow([nx, ny]: [number, number], [x, y]: [number, number], unknowns: Unknowns): number[] {
  const along = nx * x + ny * y
  return [nx, ny, nx * x, nx * y, ny * x, ny * y, x * along, y * along].slice(0, unknowns)
}

/** The sharpness of a cell as two directions and their weights. */
function directionsOf({ sharp }: Cells, i: number): [number, number, number][] {
  const [a, b, d] = [sharp[3 * i] ?? 0, sharp[3 * i + 1] ?? 0, sharp[3 * i + 2] ?? 0]
  const angle = 0.5 * Math.atan2(2 * b, a - d)
  const [c, s] = [Math.cos(angle), Math.sin(angle)]
  const major = a * c * c + 2 * b * c * s + d * s * s
  const minor = a * s * s - 2 * b * c * s + d * c * c
  return [
    [c, s, Math.min(0.2, Math.max(0, major))],
    [-s, c, Math.min(0.2, Math.max(0, minor))],
  ]
}

/** The unknowns; cells further off than the limit are left out (Tukey's weights). */
function solve({ unknowns, rows, wanted, strength, weight }: Equations, offs: Float64Array | null, limit: number) {
  const system = new LeastSquares(unknowns)
  for (let c = 0; c < weight.length; c++) {
    const off = offs?.[c] ?? 0
    if (off >= limit) continue
    const counts = (weight[c] ?? 0) * (1 - (off / limit) ** 2) ** 2
    for (let e = 2 * c; e < 2 * c + 2; e++)
      system.add(rows.subarray(e * unknowns, (e + 1) * unknowns), wanted[e] ?? 0, counts * (strength[e] ?? 0))
  }
  return system.solve(1e-4)
}

/** How far each cell's shift is from the solution, in samples, along the directions in which it is known. */
function residuals({ unknowns, rows, wanted, strength, weight }: Equations, solution: Float64Array): Float64Array {
  const offs = new Float64Array(weight.length)
  for (let c = 0; c < offs.length; c++) {
    let [square, most] = [0, 1e-9]
    for (let e = 2 * c; e < 2 * c + 2; e++) {
      let off = -(wanted[e] ?? 0)
      for (let k = 0; k < unknowns; k++) off += (rows[e * unknowns + k] ?? 0) * (solution[k] ?? 0)
      square += (strength[e] ?? 0) * off * off
      most = Math.max(most, strength[e] ?? 0)
    }
    offs[c] = Math.sqrt(square / most)
  }
  return offs
}

/** The four unknowns of an upright change among the six of an affine one. */
const spreadOut = ([tx = 0, ty = 0, a = 0, d = 0]: Float64Array): Float64Array => Float64Array.of(tx, ty, a, 0, 0, d)

function homographyOf(solution: Float64Array, { width, height }: Size): Homography {
  const unit = Math.max(width, height) / 2
  const [tx = 0, ty = 0, a = 0, b = 0, c = 0, d = 0, g = 0, h = 0] = solution
  const change: Homography = [
    1 + a / unit,
    b / unit,
    tx / unit,
    c / unit,
    1 + d / unit,
    ty / unit,
    -g / unit,
    -h / unit,
    1,
  ]
  const there: Homography = [1 / unit, 0, -width / 2 / unit, 0, 1 / unit, -height / 2 / unit, 0, 0, 1]
  const back: Homography = [unit, 0, width / 2, 0, unit, height / 2, 0, 0, 1]
  return compose(back, compose(change, there))
}
