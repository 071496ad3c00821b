import assert from 'node:assert/strict'
import { test } from 'node:test'
import { luma, mirrored, type Plane } from '../pixels/plane.ts'
import { resized } from '../pixels/resize.ts'
import { photographed, planeOf, sceneOf } from '../pixels/testing.ts'
import { CropIndex, compacted, uncompacted } from './crops.ts'
import { featuresOf } from './features.ts'

const kept = Array.from({ length: 12 }, (_, i) => luma(photographed(sceneOf(40 + i), { width: 360, height: 270 })))
const index = new CropIndex()
kept.forEach((plane, i) => {
  index.add(`photo ${i}`, compacted(featuresOf(plane, { side: 360 })))
})
const photo = (plane: Plane) => ({
  features: featuresOf(plane, { side: 360 }),
  width: plane.width,
  height: plane.height,
})
const cut = (plane: Plane, [left, top, width, height]: [number, number, number, number]) =>
  planeOf(width, height, (x, y) => plane.data[(top + y) * plane.width + left + x] ?? 0)

test('a crop is found among others, and where it was cut from', () => {
  const part = resized(cut(kept[5] ?? planeOf(1, 1, () => 0), [120, 60, 190, 150]), { width: 260, height: 205 })
  const [first, second] = index.find(photo(part))
  assert.equal(first?.id, 'photo 5')
  assert.equal(first?.isMirrored, false)
  assert.equal(second, undefined)
  assert.ok(Math.abs((first?.map[2] ?? 0) - 120 / 360) < 0.02 && Math.abs((first?.map[0] ?? 0) - 190 / 360) < 0.03)
})

test('a mirrored picture and a screenshot with bars are found', () => {
  const [flipped] = index.find(photo(mirrored(kept[2] ?? planeOf(1, 1, () => 0))))
  assert.deepEqual([flipped?.id, flipped?.isMirrored], ['photo 2', true])
  const shot = planeOf(360, 640, (x, y) => (y < 180 || y >= 450 ? 245 : (kept[9]?.data[(y - 180) * 360 + x] ?? 0)))
  assert.equal(index.find(photo(shot))[0]?.id, 'photo 9')
})

test('a picture that is not there is not found', () => {
  for (const seed of [90, 91, 92])
    assert.deepEqual(index.find(photo(luma(photographed(sceneOf(seed), { width: 360, height: 270 })))), [])
  assert.deepEqual(index.find(photo(planeOf(50, 50, () => 9))), [])
})

test('what is kept is small and comes back as it was', () => {
  const features = featuresOf(kept[0] ?? planeOf(1, 1, () => 0), { side: 360 })
  const bytes = compacted(features)
  assert.ok(bytes.length <= 300 * 24)
  const back = uncompacted(bytes)
  assert.equal(back.count, Math.min(300, features.count))
  assert.deepEqual(back.bits, features.bits.subarray(0, 4 * back.count))
  back.x.forEach((x, i) => {
    assert.ok(Math.abs(x - (features.x[i] ?? 0)) < 1e-4)
  })
  assert.deepEqual(compacted(back), bytes)
})
