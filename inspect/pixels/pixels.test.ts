import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blurred, boxed } from './blur.ts'
import { luma, mirrored, opponents, type Plane, turned } from './plane.ts'
import { halved, resized } from './resize.ts'
import { cloud, planeOf, seeded } from './testing.ts'
import { insideOf, lookupOf, warped } from './warp.ts'

const noise = (width: number, height: number, seed: number): Plane => {
  const random = seeded(seed)
  return planeOf(width, height, () => 255 * random())
}
const at = ({ width, height, data }: Plane, x: number, y: number): number =>
  data[Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))] ?? Number.NaN
function assertNear(one: Plane, other: Plane, within: number): void {
  assert.deepEqual([one.width, one.height], [other.width, other.height])
  one.data.forEach((value, i) => {
    assert.ok(Math.abs(value - (other.data[i] ?? Number.NaN)) <= within, `sample ${i}: ${value} and ${other.data[i]}`)
  })
}

test('a resized plane holds in each sample the mean of what it covers', () => {
  const plane = noise(23, 17, 1)
  for (const [width, height] of [
    [23, 17],
    [10, 9],
    [1, 1],
    [7, 17],
  ] as const) {
    const slow = planeOf(width, height, (x, y) =>
      meanOver(plane, [x * 23, (x + 1) * 23, width], [y * 17, (y + 1) * 17, height]),
    )
    assertNear(resized(plane, { width, height }), slow, 1e-3)
  }
})

type Span = readonly [from: number, to: number, samples: number]

/** Sums shares of every sample of the plane, hopelessly. Edges are given times the number of new samples. */
function meanOver(plane: Plane, [left, right, across]: Span, [top, bottom, down]: Span): number {
  let [sum, area] = [0, 0]
  for (let y = 0; y < plane.height; y++)
    for (let x = 0; x < plane.width; x++) {
      const w = Math.min(right / across, x + 1) - Math.max(left / across, x)
      const h = Math.min(bottom / down, y + 1) - Math.max(top / down, y)
      if (w <= 0 || h <= 0) continue
      sum += w * h * at(plane, x, y)
      area += w * h
    }
  return sum / area
}

test('an enlarged plane is linear between its samples, and halving it again gives it back', () => {
  const ramp = planeOf(8, 6, (x, y) => 10 * x + 3 * y)
  const large = resized(ramp, { width: 16, height: 12 })
  assert.ok(Math.abs(at(large, 7, 5) - (10 * 3.25 + 3 * 2.25)) < 1e-4)
  assert.ok(Math.abs(at(halved(large), 3, 2) - at(ramp, 3, 2)) < 1e-4)
  assert.deepEqual([halved(planeOf(1, 1, () => 5)).data[0], halved(planeOf(3, 1, (x) => x)).data[0]], [5, 0.5])
})

test('a blur is what the kernel says, sample by sample', () => {
  const plane = noise(31, 21, 2)
  const sigma = 1.7
  const radius = Math.ceil(3 * sigma)
  const slow = planeOf(31, 21, (x, y) => {
    let [sum, weights] = [0, 0]
    for (let v = -radius; v <= radius; v++)
      for (let u = -radius; u <= radius; u++) {
        const weight = Math.exp(-(u * u + v * v) / (2 * sigma * sigma))
        sum += weight * at(plane, x + u, y + v)
        weights += weight
      }
    return sum / weights
  })
  assertNear(blurred(plane, sigma), slow, 1e-3)
})

test('a wide blur by boxes spreads a point as a Gaussian does', () => {
  const sigma = 7
  const point = planeOf(101, 101, (x, y) => (x === 50 && y === 50 ? 10_000 : 0))
  const spread = blurred(point, sigma)
  const peak = 10_000 / (2 * Math.PI * sigma * sigma)
  for (const far of [0, 5, 10, 18])
    assert.ok(
      Math.abs(at(spread, 50 + far, 50) - peak * Math.exp(-(far * far) / (2 * sigma * sigma))) < 0.08 * peak,
      `${far}`,
    )
})

test('a box mean is the mean of the square, the edge continued', () => {
  const plane = noise(19, 13, 3)
  const slow = planeOf(19, 13, (x, y) => {
    let sum = 0
    for (let v = -3; v <= 3; v++) for (let u = -3; u <= 3; u++) sum += at(plane, x + u, y + v)
    return sum / 49
  })
  assertNear(boxed(plane, 3), slow, 1e-3)
})

test('warping there and back gives the plane to within a grey level where it is smooth', () => {
  const hills = cloud(5)
  const plane = planeOf(120, 90, (x, y) => 255 * hills(x / 12, y / 12))
  const c = Math.cos(0.2)
  const s = Math.sin(0.2)
  const there = warped(plane, lookupOf([c, -s, 9.3, s, c, -4.7, 0, 0, 1], plane))
  const back = warped(there, lookupOf([c, s, -9.3 * c + 4.7 * s, -s, c, 9.3 * s + 4.7 * c, 0, 0, 1], plane))
  for (let y = 35; y < 55; y++)
    for (let x = 45; x < 75; x++) assert.ok(Math.abs(at(back, x, y) - at(plane, x, y)) < 1, `${x} ${y}`)
})

test('a lookup says what lies inside', () => {
  const size = { width: 10, height: 8 }
  const inside = insideOf(lookupOf([1, 0, 4, 0, 1, -2, 0, 0, 1], size), size)
  assert.equal(
    inside.reduce((sum, one) => sum + one, 0),
    6 * 6,
  )
  assert.equal(inside[0], 0)
  assert.equal(insideOf(lookupOf([1, 0, 0, 0, 1, 0, 0, 0, -1], size), size).includes(1), false)
})

test('turning four times or mirroring twice changes nothing', () => {
  const plane = noise(5, 3, 4)
  assert.deepEqual(turned(turned(turned(turned(plane, 1), 1), 1), 1), plane)
  assert.deepEqual(turned(turned(plane, 1), -1), plane)
  assert.deepEqual(turned(plane, 2), turned(turned(plane, 1), 1))
  assert.equal(turned(plane, 1).data[2], plane.data[0])
  assert.deepEqual(mirrored(mirrored(plane)), plane)
})

test('grey has no colour; brightness is weighted as in JPEG', () => {
  const grey = opponents({ width: 2, height: 1, channels: 3, data: Uint8Array.of(9, 9, 9, 200, 200, 200) })
  assert.ok(
    Math.abs((grey.y.data[1] ?? 0) - 200) < 1e-3 &&
      Math.abs(grey.cb.data[1] ?? 9) < 1e-3 &&
      Math.abs(grey.cr.data[0] ?? 9) < 1e-3,
  )
  assert.equal(Math.round(luma({ width: 1, height: 1, channels: 3, data: Uint8Array.of(0, 255, 0) }).data[0] ?? 0), 150)
  assert.equal(luma({ width: 1, height: 1, channels: 1, data: Uint8Array.of(7) }).data[0], 7)
})
