import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planeOf, seeded } from '../pixels/testing.ts'
import { hullOf, isWithin as isInHull } from './hull.ts'
import { partsOf } from './polygons.ts'

const all = { threshold: 0.5, least: 1, tolerance: 0 }

/** Whether a place lies in a polygon: counts the edges to its right. */
function isWithin(polygon: readonly (readonly [number, number])[], x: number, y: number): boolean {
  let crossings = 0
  polygon.forEach(([x1, y1], i) => {
    const [x2, y2] = polygon[(i + 1) % polygon.length] ?? [0, 0]
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) crossings++
  })
  return crossings % 2 === 1
}

test('a rectangle has four corners and its samples', () => {
  const [part, ...rest] = partsOf(
    planeOf(10, 8, (x, y) => (x >= 2 && x < 6 && y >= 1 && y < 7 ? 1 : 0)),
    { ...all, tolerance: 0.1 },
  )
  assert.deepEqual(rest, [])
  assert.equal(part?.samples, 24)
  assert.deepEqual(
    [...(part?.polygon ?? [])].sort(),
    [
      [2, 1],
      [2, 7],
      [6, 1],
      [6, 7],
    ].sort(),
  )
})

test('the outline of any part holds exactly its samples, holes filled', () => {
  const random = seeded(8)
  for (let round = 0; round < 40; round++) {
    const map = planeOf(13, 11, () => (random() < 0.55 ? 1 : 0))
    const owner = new Map<string, number>()
    partsOf(map, all).forEach(({ polygon, samples }, p) => {
      let held = 0
      for (let y = 0; y < 11; y++)
        for (let x = 0; x < 13; x++)
          if (isWithin(polygon, x + 0.5, y + 0.5)) {
            held++
            if (map.data[y * 13 + x] === 1 && !owner.has(`${x} ${y}`)) owner.set(`${x} ${y}`, p)
          }
      assert.ok(held >= samples, `${held} of ${samples}`)
    })
    assert.equal(
      owner.size,
      map.data.reduce((sum, value) => sum + value, 0),
    )
  }
})

test('parts that touch only at a corner are two, small ones are left out, the largest comes first', () => {
  const map = planeOf(8, 8, (x, y) =>
    (x < 2 && y < 2) || (x >= 2 && x < 6 && y >= 2 && y < 6) || (x === 7 && y === 7) ? 1 : 0,
  )
  assert.deepEqual(
    partsOf(map, { ...all, least: 2 }).map(({ samples }) => samples),
    [16, 4],
  )
})

test('simplifying keeps within the tolerance', () => {
  const disc = planeOf(60, 60, (x, y) => (Math.hypot(x - 29.5, y - 29.5) < 20 ? 1 : 0))
  const [part] = partsOf(disc, { ...all, tolerance: 1 })
  assert.ok(part && part.polygon.length < 40)
  for (const [x, y] of part.polygon) assert.ok(Math.abs(Math.hypot(x - 30, y - 30) - 20) < 2)
})

test('a single sample and an empty map', () => {
  assert.deepEqual(
    partsOf(
      planeOf(1, 1, () => 1),
      all,
    ),
    [
      {
        polygon: [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 1],
        ],
        samples: 1,
      },
    ],
  )
  assert.deepEqual(
    partsOf(
      planeOf(5, 5, () => 0),
      all,
    ),
    [],
  )
})

test('a hull holds all its places, and its corners are among them', () => {
  const random = seeded(2)
  for (let round = 0; round < 30; round++) {
    const places = Array.from(
      { length: 3 + Math.floor(20 * random()) },
      () => [Math.round(9 * random()), Math.round(9 * random())] as const,
    )
    const hull = hullOf(places)
    if (hull.length < 3) continue
    assert.ok(places.every((place) => isInHull(hull, place)))
    assert.ok(hull.every((corner) => places.some((place) => place[0] === corner[0] && place[1] === corner[1])))
    assert.equal(isInHull(hull, [10.5, 4]), false)
  }
  assert.equal(isInHull(hullOf([[1, 1]]), [1, 1]), false)
})
