import assert from 'node:assert/strict'
import { test } from 'node:test'
import { luma, type Plane } from '../pixels/plane.ts'
import { photographed, planeOf, sceneOf } from '../pixels/testing.ts'
import { lookupOf, warped } from '../pixels/warp.ts'
import { evidenceOf } from './agreement.ts'
import { detail, measured } from './cells.ts'
import { bentLookup, fieldOf } from './flow.ts'
import { apply, compose, type Homography, identity, scaling, shifting } from './homography.ts'
import { pairOf, registered } from './register.ts'
import { guesses } from './search.ts'

const scene = luma(photographed(sceneOf(21), { width: 480, height: 360 }))
const everywhere = (plane: Plane) => new Uint8Array(plane.data.length).fill(1)

test('the shift of a cell is measured to a tenth of a sample', () => {
  const shifted = warped(scene, lookupOf([1, 0, 0.7, 0, 1, -1.3, 0, 0, 1], scene))
  const cells = measured(detail(scene), detail(shifted), { inside: everywhere(scene), reach: 3, stride: 16 })
  const sure = Array.from({ length: cells.count }, (_, i) => i).filter(
    (i) => (cells.best[i] ?? 0) > 0.95 && Math.min(cells.sharp[3 * i] ?? 0, cells.sharp[3 * i + 2] ?? 0) > 0.05,
  )
  assert.ok(sure.length > 100, `${sure.length}`)
  // What is at x here is at x − 0.7 in the shifted picture.
  const off = sure.map((i) => Math.hypot((cells.dx[i] ?? 0) + 0.7, (cells.dy[i] ?? 0) - 1.3)).sort((a, b) => a - b)
  assert.ok((off[off.length >> 1] ?? 9) < 0.1, `${off[off.length >> 1]}`)
})

test('correlation of a cell is what the textbook says', () => {
  const a = planeOf(20, 20, (x, y) => Math.sin(3 * x + y * y) * 50)
  const b = planeOf(20, 20, (x, y) => Math.sin(3 * x + y * y) * 20 + ((x * 7 + y * 3) % 11))
  const cells = measured(a, b, { inside: everywhere(a), reach: 1, stride: 16 })
  assert.equal(cells.count, 1)
  const of = (plane: Plane) =>
    Array.from({ length: 256 }, (_, i) => plane.data[(1 + (i >> 4)) * 20 + 1 + (i & 15)] ?? 0)
  const [p, q] = [of(a), of(b)]
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const about = (values: number[]) => values.map((value) => value - mean(values))
  const dot = (one: number[], other: number[]) => one.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0)
  const slow = dot(about(p), about(q)) / Math.sqrt(dot(about(p), about(p)) * dot(about(q), about(q)))
  assert.ok(Math.abs((cells.still[0] ?? 0) - slow) < 1e-3)
})

test('a map two samples wrong is corrected to a tenth of a sample, with a quarter of the picture changed', () => {
  const truth: Homography = [0.97, 0.03, 6, -0.02, 0.98, 9, 0.00005, 0.00003, 1]
  const there = scene
  const moved = warped(scene, lookupOf(truth, scene))
  const other = luma(photographed(sceneOf(99), { width: 480, height: 360 }))
  const here = {
    ...moved,
    data: moved.data.map((value, i) => (i % 480 > 240 && i > 480 * 180 ? (other.data[i] ?? 0) : value)),
  }
  const inShares = compose(scaling(1 / 480), compose(truth, scaling(480)))
  const rough = compose(inShares, shifting(2 / 480, -1.5 / 480))
  const pair = pairOf(here, there, { map: rough, side: 480 })
  const found = registered(pair, rough, [
    { level: 1, rounds: 2, reach: 3, unknowns: 8 },
    { level: 0, rounds: 2, reach: 2, unknowns: 8 },
  ])
  for (const [x, y] of [
    [0.1, 0.1],
    [0.9, 0.2],
    [0.3, 0.6],
  ] as const) {
    const [u, v] = apply(inShares, x, y)
    const [p, q] = apply(found, x, y)
    assert.ok(480 * Math.hypot(p - u, q - v) < 0.15, `${480 * Math.hypot(p - u, q - v)}`)
  }
})

test('a picture laid on itself agrees everywhere and stands straight; on another it does not agree', () => {
  const same = evidenceOf(pairOf(scene, scene, { map: identity, side: 480 }), identity)
  assert.ok(same.askew < 1e-6 && same.light > 0.99 && same.seen === 1)
  assert.equal(same.levels[0]?.agreeing, same.levels[0]?.textured)
  const other = luma(photographed(sceneOf(98), { width: 480, height: 360 }))
  const foreign = evidenceOf(pairOf(scene, other, { map: identity, side: 480 }), identity)
  assert.ok((foreign.levels[0]?.agreeing ?? 0) < 0.05 * (foreign.levels[0]?.textured ?? 0))
})

test('a turned or tilted map is askew, a crop, a mirror and a quarter turn are not', () => {
  const pair = pairOf(scene, scene, { map: identity, side: 160 })
  const askew = (map: Homography) => evidenceOf(pair, map).askew
  assert.ok(askew([0.6, 0, 0.1, 0, 0.5, 0.2, 0, 0, 1]) < 1e-6)
  assert.ok(askew([-1, 0, 1, 0, 1, 0, 0, 0, 1]) < 1e-6)
  assert.ok(askew([0, -1, 0.75, 1, 0, 0, 0, 0, 1]) < 1e-6)
  assert.ok(askew([Math.cos(0.05), -Math.sin(0.05), 0, Math.sin(0.05), Math.cos(0.05), 0, 0, 0, 1]) > 0.01)
  assert.ok(askew([1, 0, 0, 0, 1, 0, 0.05, 0, 1]) > 0.005)
})

test('what a lens bends is bent back', () => {
  const bend = (x: number, y: number): [number, number] => [x + 2 * Math.sin(y / 70), y + 1.5 * Math.sin(x / 90)]
  const lookup = { width: 480, height: 360, x: new Float32Array(480 * 360), y: new Float32Array(480 * 360) }
  for (let i = 0; i < lookup.x.length; i++) {
    const [u, v] = bend((i % 480) + 0.5, Math.floor(i / 480) + 0.5)
    lookup.x[i] = u
    lookup.y[i] = v
  }
  const bent = warped(scene, lookup)
  const cells = measured(detail(bent), detail(scene), { inside: everywhere(scene), reach: 3, stride: 16 })
  const found = bentLookup(identity, fieldOf(cells, scene), scene)
  let off = 0
  for (let y = 60; y < 300; y++)
    for (let x = 60; x < 420; x++) off += Math.abs((found.x[y * 480 + x] ?? 0) - (lookup.x[y * 480 + x] ?? 0))
  assert.ok(off / (240 * 360) < 0.35, `${off / (240 * 360)}`)
})

test('edges alone tell where a cut lies, in the mirror too', () => {
  const soft = luma(photographed(sceneOf(5, { grain: 0, things: 25 }), { width: 320, height: 240 }))
  const cut: Homography = [0.66, 0, 30, 0, 0.66, 40, 0, 0, 1]
  const part = warped(soft, lookupOf(cut, soft))
  const [first] = guesses(part, soft, 1)
  assert.ok(first && !first.isMirrored)
  const [x, y] = apply(first.map, 0.5, 0.375)
  assert.ok(Math.hypot(320 * x - (0.66 * 160 + 30), 320 * y - (0.66 * 120 + 40)) < 8)
  const flipped = warped(soft, lookupOf([-0.66, 0, 250, 0, 0.66, 40, 0, 0, 1], soft))
  const [second] = guesses(flipped, soft, 1)
  assert.ok(second?.isMirrored)
  const [u] = apply(second.map, 0.25, 0.3)
  assert.ok(Math.abs(320 * u - (250 - 0.66 * 80)) < 8, `${320 * u}`)
})
