/** What speaks for one picture being made from another, once they lie over each other: figures, not yet a verdict.
 *  A picture of a picture agrees everywhere under one map, in front and behind, in shape, light and finest shift; another
 *  photo of the same thing agrees on one flat side of it.
 *  Cost: three levels of cells; 640 samples wide about 60 ms. */
import type { Size } from '../pixels/plane.ts'
import { insideOf, lookupOf, warped } from '../pixels/warp.ts'
import { type Cells, leastTexture } from './cells.ts'
import { apply, fitted, type Homography, inverse } from './homography.ts'
import { cellsAt, inSamples, type Pair } from './register.ts'

/** The figures of one level: cells in which something happens, how many of them agree (at their best shift, correlation
 *  above 0.85 and above 0.7), the mean correlation, the shift that half and nine tenths of the agreeing ones stay below,
 *  in samples, and how far two neighbours' shifts differ. */
export type LevelEvidence = {
  textured: number
  agreeing: number
  likely: number
  mean: number
  shift: number
  shiftMost: number
  rough: number
  all: number
}

/** How far the map is from one that only sizes each axis and moves, at the corners of what both show, as a share of the
 *  longer side: a screenshot, a crop, a message and an editor leave 0, a second photo hardly ever does. `stretch`: how much
 *  more it sizes one axis (logarithm). `light`: correlation of brightness over all both show, seen very small. `seen`: the
 *  share of the claim's picture that the goods' covers. `shown`: the
 *  share of the goods' picture that lies within the claim's. `framed`: how far the claim's corners fall from those of the
 *  goods' picture, at most, as a share of its longer side: an editor keeps the frame, a second photo never has the same. */
export type Evidence = {
  levels: LevelEvidence[]
  askew: number
  stretch: number
  light: number
  seen: number
  shown: number
  framed: number
}

const agrees = 0.85
const likely = 0.7

/** All figures of a pair under a map. */
export function evidenceOf(pair: Pair, map: Homography): Evidence {
  const levels = [0, 1, 2, 3].map((level) => levelEvidence(pair, map, level))
  const [here, there] = [pair.here[0], pair.there[0]]
  const shape =
    here && there
      ? { ...askewOf(map, here, there), framed: framedOf(map, here, there), shown: shownOf(map, here, there) }
      : { askew: 1, stretch: 1, framed: 1, shown: 0 }
  return { levels, ...shape, ...lightOf(pair, map) }
}

/** The figures of one level of the pair under a map. */
export function levelEvidence(pair: Pair, map: Homography, level: number): LevelEvidence {
  const cells = cellsAt(pair, level, { map, reach: level === 0 ? 2 : 1 })
  return cells ? levelOf(cells) : { ...nothing }
}

const nothing: LevelEvidence = {
  textured: 0,
  agreeing: 0,
  likely: 0,
  mean: 0,
  shift: 9,
  shiftMost: 9,
  rough: 9,
  all: 0,
}

function levelOf(cells: Cells): LevelEvidence {
  const out = { ...nothing, all: cells.count }
  const shifts: number[] = []
  const roughs: number[] = []
  let before = -1
  for (let i = 0; i < cells.count; i++) {
    if (Math.max(cells.here[i] ?? 0, cells.there[i] ?? 0) < leastTexture * 1.5) continue
    const best = Math.min(cells.here[i] ?? 0, cells.there[i] ?? 0) < 0.4 * leastTexture ? 0 : (cells.best[i] ?? 0)
    out.textured++
    out.mean += Math.max(0, best)
    if (best > likely) out.likely++
    if (best <= agrees) continue
    out.agreeing++
    shifts.push(Math.hypot(cells.dx[i] ?? 0, cells.dy[i] ?? 0))
    const isNext = before >= 0 && cells.y[before] === cells.y[i] && (cells.x[i] ?? 0) - (cells.x[before] ?? 0) <= 16
    if (isNext)
      roughs.push(
        Math.hypot((cells.dx[i] ?? 0) - (cells.dx[before] ?? 0), (cells.dy[i] ?? 0) - (cells.dy[before] ?? 0)),
      )
    before = i
  }
  out.mean /= Math.max(1, out.textured)
  out.shift = quantile(shifts, 0.5)
  out.shiftMost = quantile(shifts, 0.9)
  out.rough = quantile(roughs, 0.5)
  return out
}

/** Light and shade as a whole, at the smallest level. */
function lightOf(pair: Pair, map: Homography): { light: number; seen: number } {
  const here = pair.here.at(-1)
  const there = pair.there.at(-1)
  if (!here || !there) return { light: 0, seen: 0 }
  const lookup = lookupOf(inSamples(map, here, there), here)
  const inside = insideOf(lookup, there)
  const laid = warped(there, lookup)
  const [n, a, b] = [new Sum(), new Sum(), new Sum()]
  const [aa, bb, ab] = [new Sum(), new Sum(), new Sum()]
  inside.forEach((isIn, i) => {
    if (!isIn) return
    const p = here.data[i] ?? 0
    const q = laid.data[i] ?? 0
    n.add(1)
    a.add(p)
    b.add(q)
    aa.add(p * p)
    bb.add(q * q)
    ab.add(p * q)
  })
  const count = Math.max(1, n.total)
  const spread = Math.sqrt(Math.max(0, aa.total - a.total ** 2 / count) * Math.max(0, bb.total - b.total ** 2 / count))
  return { light: (ab.total - (a.total * b.total) / count) / (spread + 4 * count), seen: n.total / inside.length }
}

class Sum {
  total = 0
  add(value: number): void {
    this.total += value
  }
}

function quantile(values: number[], share: number): number {
  values.sort((a, b) => a - b)
  return values[Math.floor(share * (values.length - 1))] ?? 9
}

function shownOf(map: Homography, here: Size, there: Size): number {
  const back = inverse(map)
  if (!back) return 0
  const [long, longThere] = [Math.max(here.width, here.height), Math.max(there.width, there.height)]
  const steps = 12
  let many = 0
  for (let i = 0; i < steps * steps; i++) {
    const x = (((i % steps) + 0.5) / steps) * (there.width / longThere)
    const y = ((Math.floor(i / steps) + 0.5) / steps) * (there.height / longThere)
    const [u, v] = apply(back, x, y)
    if (u >= 0 && v >= 0 && u <= here.width / long && v <= here.height / long) many++
  }
  return many / (steps * steps)
}

function framedOf(map: Homography, here: Size, there: Size): number {
  const cornersOf = ({ width, height }: Size): [number, number][] => {
    const long = Math.max(width, height)
    return [0, 1, 2, 3].map((k) => [(k & 1) * (width / long), (k >> 1) * (height / long)])
  }
  const theirs = cornersOf(there)
  const offs = cornersOf(here).map(([x, y]) => {
    const [u, v] = apply(map, x, y)
    return Math.min(...theirs.map(([p, q]) => Math.hypot(u - p, v - q)))
  })
  return Math.min(1, Math.max(...offs))
}

function askewOf(map: Homography, here: Size, there: Size): { askew: number; stretch: number } {
  const long = Math.max(here.width, here.height)
  const [w, h] = [here.width / long, here.height / long]
  const x: number[] = []
  const y: number[] = []
  const u: number[] = []
  const v: number[] = []
  const longThere = Math.max(there.width, there.height)
  for (let i = 0; i <= 8; i++)
    for (let j = 0; j <= 8; j++) {
      const [p, q] = apply(map, (w * i) / 8, (h * j) / 8)
      if (p < -0.01 || q < -0.01 || p > there.width / longThere + 0.01 || q > there.height / longThere + 0.01) continue
      x.push((w * i) / 8)
      y.push((h * j) / 8)
      u.push(p)
      v.push(q)
    }
  if (x.length < 6) return { askew: 1, stretch: 1 }
  let best = { askew: 1, stretch: 1 }
  // A quarter turn is as upright as none: cameras and viewers make it.
  for (const isTurned of [false, true]) {
    const straight = fitted({ x: isTurned ? y : x, y: isTurned ? x : y, u, v, weight: x.map(() => 1) }, 'upright')
    if (!straight) continue
    const scale = Math.sqrt(Math.abs(straight[0] * straight[4])) || 1
    let off = 0
    x.forEach((_, i) => {
      const [p, q] = apply(straight, (isTurned ? y : x)[i] ?? 0, (isTurned ? x : y)[i] ?? 0)
      off = Math.max(off, Math.hypot(p - (u[i] ?? 0), q - (v[i] ?? 0)) / scale)
    })
    if (off < best.askew) best = { askew: off, stretch: Math.abs(Math.log(Math.abs(straight[0] / (straight[4] || 1)))) }
  }
  return best
}
