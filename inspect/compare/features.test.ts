import assert from 'node:assert/strict'
import { test } from 'node:test'
import { luma, mirrored, type Plane, turned } from '../pixels/plane.ts'
import { resized } from '../pixels/resize.ts'
import { photographed, planeOf, sceneOf, seeded } from '../pixels/testing.ts'
import { lookupOf, warped } from '../pixels/warp.ts'
import { alignments, guided, isSensible } from './align.ts'
import { type Features, featuresOf, mirroredFeatures } from './features.ts'
import { apply, compose, fitted, type Homography, identity, inverse, scaling, shifting } from './homography.ts'
import { distance, matches } from './match.ts'

const scene = luma(photographed(sceneOf(11), { width: 480, height: 360 }))
const features = featuresOf(scene, { side: 480 })

/** Another look at the scene, through a map from its samples to those of the scene. */
const seen = (map: Homography, size = { width: 480, height: 360 }): Plane => warped(scene, lookupOf(map, size))

/** The share of features of `one` that have one of `other` within a hundredth of the picture of where the map sends them. */
function repeated(one: Features, other: Features, map: (x: number, y: number) => readonly [number, number]): number {
  let [hits, asked] = [0, 0]
  for (let i = 0; i < one.count; i++) {
    const [x, y] = map(one.x[i] ?? 0, one.y[i] ?? 0)
    if (x < 0.03 || y < 0.03 || x > 0.97 || y > 0.72) continue
    asked++
    for (let j = 0; j < other.count; j++)
      if (Math.hypot((other.x[j] ?? 0) - x, (other.y[j] ?? 0) - y) < 0.006) {
        hits++
        break
      }
  }
  return hits / asked
}

test('features are found again when the picture is turned and resized', () => {
  const c = 1.25 * Math.cos(0.4)
  const s = 1.25 * Math.sin(0.4)
  const map: Homography = [c, -s, -20, s, c, -120, 0, 0, 1]
  const other = featuresOf(seen(map), { side: 480 })
  const share = repeated(
    other,
    features,
    (x, y) => apply(map, x * 480, y * 480).map((value) => value / 480) as [number, number],
  )
  assert.ok(share > 0.6, `${share}`)
  const [first] = alignments(other, features, { found: matches(other, features), most: 1 })
  assert.ok(first && first.inliers.length > 60, `${first?.inliers.length}`)
  const [x, y] = apply(first.map, 0.5, 0.4)
  const [u, v] = apply(map, 240, 192)
  assert.ok(Math.hypot(480 * x - u, 480 * y - v) < 0.7)
})

test('features of a mirror image are those of the picture, without looking again', () => {
  const flipped = featuresOf(mirrored(scene), { side: 480 })
  const made = mirroredFeatures(features, scene)
  const found = matches(flipped, made)
  assert.ok(found.length > 0.85 * features.count, `${found.length} of ${features.count}`)
  const near = found.filter(({ from, to }) => distance(flipped, from, [made, to]) < 0.02 * 510 * 510)
  assert.ok(near.length > 0.9 * found.length)
  assert.ok(matches(flipped, features).length < 0.3 * found.length)
  const twice = mirroredFeatures(made, scene)
  assert.deepEqual(twice.descriptors, features.descriptors)
})

test('each picture part keeps features, and there are never more than asked for', () => {
  const some = featuresOf(scene, { most: 120, side: 480 })
  assert.ok(some.count >= 120 && some.count < 200) // one place may have two directions
  for (const [x, y] of [
    [0, 0],
    [0.5, 0],
    [0, 0.375],
    [0.5, 0.375],
  ] as const) {
    const inPart = some.x.filter(
      (value, i) => value >= x && value < x + 0.5 && (some.y[i] ?? 0) >= y && (some.y[i] ?? 0) < y + 0.375,
    )
    assert.ok(inPart.length > 12, `${x} ${y}: ${inPart.length}`)
  }
})

test('a flat picture, a single sample and a line have no features and are no trouble', () => {
  for (const [width, height] of [
    [200, 150],
    [1, 1],
    [900, 1],
    [1, 900],
    [2, 2],
  ] as const)
    assert.equal(featuresOf(planeOf(width, height, () => 128)).count, 0)
})

test('matching by bits first finds what comparing everything finds', () => {
  const few = featuresOf(scene, { side: 480, most: 200 })
  const other = featuresOf(turned(scene, 1), { side: 480, most: 200 })
  const fast = new Set(matches(few, other).map(({ from, to }) => `${from} ${to}`))
  const slow = slowMatches(few, other)
  const shared = slow.filter((pair) => fast.has(pair))
  assert.ok(shared.length > 0.97 * slow.length, `${shared.length} of ${slow.length}`)
})

/** Compares all with all. */
function slowMatches(one: Features, other: Features): string[] {
  const nearest = (a: Features, i: number, b: Features) => {
    const all = Array.from({ length: b.count }, (_, j) => ({ j, d: distance(a, i, [b, j]) })).sort((p, q) => p.d - q.d)
    const [first, second] = [
      all[0],
      all.find(({ j }) => b.x[j] !== b.x[all[0]?.j ?? 0] || b.y[j] !== b.y[all[0]?.j ?? 0]),
    ]
    return { j: first?.j ?? -1, ratio: Math.sqrt((first?.d ?? 1) / (second?.d || 1)) }
  }
  const back = Array.from({ length: other.count }, (_, j) => nearest(other, j, one).j)
  return Array.from({ length: one.count }, (_, i) => ({ i, ...nearest(one, i, other) }))
    .filter(({ i, j, ratio }) => back[j] === i && ratio < 0.86)
    .map(({ i, j }) => `${i} ${j}`)
}

test('perspective is found to half a sample', () => {
  const map: Homography = [0.93, 0.08, 12, -0.05, 0.9, 25, 0.00018, -0.00012, 1]
  const other = featuresOf(seen(map), { side: 480 })
  const [first] = alignments(other, features, { found: matches(other, features), most: 1 })
  assert.ok(first)
  const better = guided(other, features, first)
  assert.ok(better.inliers.length >= first.inliers.length)
  for (const [x, y] of [
    [60, 60],
    [400, 80],
    [240, 300],
  ] as const) {
    const [u, v] = apply(map, x, y)
    const [p, q] = apply(better.map, x / 480, y / 480)
    assert.ok(Math.hypot(480 * p - u, 480 * q - v) < 0.5, `${x} ${y}: off by ${Math.hypot(480 * p - u, 480 * q - v)}`)
  }
})

test('two sides of a thing give two maps', () => {
  const left = seen([1, 0, 20, 0, 1, 10, 0, 0, 1])
  const right = seen([0.8, 0.1, 60, -0.1, 0.85, 40, 0, 0, 1])
  const both = planeOf(480, 360, (x, y) => (x < 240 ? left : right).data[y * 480 + x] ?? 0)
  const other = featuresOf(both, { side: 480 })
  const found = alignments(other, features, { found: matches(other, features), most: 2 })
  assert.equal(found.length, 2)
  const places = found.map(
    ({ map }) =>
      (x: number, y: number) =>
        apply(map, x / 480, y / 480).map((value) => Math.round(480 * value)),
  )
  const near = (place: number[] | undefined, x: number, y: number) =>
    Math.hypot((place?.[0] ?? 0) - x, (place?.[1] ?? 0) - y) < 2
  assert.ok(places.some((to) => near(to(100, 100), 120, 110)))
  assert.ok(places.some((to) => near(to(360, 200), 0.8 * 360 + 20 + 60, -36 + 170 + 40)))
})

test('maps compose, turn back, and are fitted to places exactly', () => {
  const map: Homography = [1.1, 0.2, 3, -0.1, 0.9, 5, 0.001, -0.0005, 1]
  const back = inverse(map)
  assert.ok(back)
  const [x, y] = apply(compose(back, map), 40, 70)
  assert.ok(Math.hypot(x - 40, y - 70) < 1e-9)
  const random = seeded(3)
  const places = Array.from({ length: 12 }, () => [100 * random(), 100 * random()] as const)
  const images = places.map(([p, q]) => apply(map, p, q))
  const pairs = {
    x: places.map(([p]) => p),
    y: places.map(([, q]) => q),
    u: images.map(([p]) => p),
    v: images.map(([, q]) => q),
    weight: places.map(() => 1),
  }
  const found = fitted(pairs, 'projective')
  assert.ok(found)
  found.forEach((value, i) => {
    assert.ok(Math.abs(value - (map[i] ?? 0)) < 1e-6)
  })
  assert.deepEqual(fitted({ x: [1, 1], y: [1, 1], u: [2, 2], v: [2, 2], weight: [1, 1] }, 'similarity'), null)
  assert.equal(inverse([1, 2, 0, 2, 4, 0, 0, 0, 1]), null)
})

test('a map that mirrors or tears the picture is not sensible', () => {
  assert.ok(isSensible(identity) && isSensible(compose(shifting(0.2, 0.1), scaling(0.5))))
  assert.equal(isSensible([-1, 0, 1, 0, 1, 0, 0, 0, 1]), false)
  assert.equal(isSensible([1, 0, 0, 0, 1, 0, -2, 0, 1]), false)
})

test('the same picture gives the same features, byte for byte', () => {
  const again = featuresOf(resized(scene, scene), { side: 480 })
  assert.deepEqual(again, features)
})
