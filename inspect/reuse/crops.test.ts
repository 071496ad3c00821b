import assert from 'node:assert/strict'
import { test } from 'node:test'
import { featuresOf } from '../compare/features.ts'
import { luma, mirrored, type Plane } from '../pixels/plane.ts'
import { resized } from '../pixels/resize.ts'
import { photographed, planeOf, sceneOf } from '../pixels/testing.ts'
import { CropIndex, mostPictures } from './crops.ts'
import { compacted, keptBytes, uncompacted } from './features.ts'
import { bitsIn } from './hash.ts'
import { sighted } from './sighting.ts'

const size = { width: 320, height: 240 }
const planes = Array.from({ length: 8 }, (_, i) => luma(photographed(sceneOf(40 + i), size)))
const planeAt = (i: number) => planes[i] ?? planeOf(1, 1, () => 0)
const looking = (plane: Plane) => ({
  features: compacted(featuresOf(plane, { side: 320 })),
  width: plane.width,
  height: plane.height,
})
const kept = planes.map(looking)
const index = new CropIndex()
for (const { features } of kept) index.add(features)
const cut = (plane: Plane, [left, top, width, height]: [number, number, number, number]) =>
  planeOf(width, height, (x, y) => plane.data[(top + y) * plane.width + left + x] ?? 0)

/** The kept pictures that are found and stand a close look. */
function found(plane: Plane) {
  const photo = looking(plane)
  return index.candidates(photo.features).flatMap(({ id, isMirrored }) => {
    const sighting = sighted(photo, kept[id] ?? photo, isMirrored)
    return sighting ? [{ id, isMirrored, ...sighting }] : []
  })
}

test('a crop is found among others, enlarged or not', () => {
  const part = cut(planeAt(5), [100, 60, 190, 150])
  for (const photo of [part, resized(part, { width: 285, height: 225 })]) {
    const [first, ...others] = found(photo)
    assert.deepEqual([first?.id, first?.isMirrored, others], [5, false, []])
  }
})

test('a mirrored picture and a screenshot with bars are found, and where the picture is on the screenshot', () => {
  const [flipped] = found(mirrored(planeAt(2)))
  assert.deepEqual([flipped?.id, flipped?.isMirrored], [2, true])
  const shot = planeOf(320, 600, (x, y) => (y < 180 || y >= 420 ? 245 : (planeAt(7).data[(y - 180) * 320 + x] ?? 0)))
  const [shown] = found(shot)
  assert.equal(shown?.id, 7)
  const [[left = 0, top = 0] = [], , [right = 0, bottom = 0] = []] = shown?.part ?? []
  for (const [is, should] of [
    [left, 0],
    [top, 180],
    [right, 320],
    [bottom, 420],
  ] as const)
    assert.ok(Math.abs(is - should) <= 4, `${is}, ${should}`)
})

test('another exposure of the same thing is no copy: a little turned, from a little nearer and to one side', () => {
  const from = (x: number, y: number): [number, number] => [
    0.03 + 0.93 * (x - 0.02 * y + 0.01 * x * y),
    0.9 * (y + 0.02 * x),
  ]
  const other = luma(photographed(sceneOf(43), { ...size, seed: 2, from }))
  const shared = index.candidates(looking(other).features)
  assert.equal(shared[0]?.id, 3, 'it does share features')
  assert.deepEqual(found(other), [])
})

test('two screenshots of one program share its bars, and are no copies of each other', () => {
  const bar = luma(photographed(sceneOf(77), { width: 320, height: 60 }))
  const framed = (plane: Plane) =>
    planeOf(320, 300, (x, y) => (y < 60 ? bar.data[y * 320 + x] : plane.data[(y - 60) * 320 + x]) ?? 0)
  assert.equal(sighted(looking(framed(planeAt(0))), looking(framed(planeAt(1))), false), null)
})

test('a picture that is not there is not found', () => {
  for (const seed of [90, 91]) assert.deepEqual(found(luma(photographed(sceneOf(seed), size))), [])
  assert.deepEqual(found(planeOf(50, 50, () => 9)), [])
})

test('the votes are those that comparing every feature with every other gives', () => {
  const photo = looking(cut(planeAt(1), [40, 30, 200, 160])).features
  const expected = kept.map(({ features }, id) => ({ id, votes: votes(photo, features) }))
  const best = index.candidates(photo).filter(({ isMirrored }) => !isMirrored)
  for (const { id, votes } of expected)
    if (votes >= 3) assert.equal(best.find((one) => one.id === id)?.votes, votes, `picture ${id}`)
  assert.equal(best[0]?.id, 1)
})

/** Obviously right: every pair that is near and has a part of 16 bits in common, by turn and size in overlapping steps. */
function votes(asked: Uint8Array, of: Uint8Array): number {
  const [one, other] = [uncompacted(asked), uncompacted(of.subarray(0, 128 * keptBytes))]
  const turn = (angle = 0) => Math.round((angle / (2 * Math.PI)) * 256) % 256
  const octaves = (scale = 1) => Math.max(0, Math.min(255, Math.round(255 + 16 * Math.log2(Math.max(scale, 1e-6)))))
  const counts = new Map<string, number>()
  for (let i = 0; i < Math.min(300, one.count); i++)
    for (let j = 0; j < other.count; j++) {
      const words = [0, 1, 2, 3].map((k) => (one.bits[4 * i + k] ?? 0) ^ (other.bits[4 * j + k] ?? 0))
      const isSame = words.some((word) => (word & 0xffff) === 0 || word >>> 16 === 0)
      if (!isSame || words.reduce((sum, word) => sum + bitsIn(word), 0) > 22) continue
      const turned = (turn(other.angle[j]) - turn(one.angle[i]) + 512) % 256
      const sized = octaves(other.scale[j]) - octaves(one.scale[i])
      for (const shift of [0, 8]) {
        const bin = `${shift} ${Math.floor(((turned + shift) % 256) / 16)} ${Math.floor((sized + shift) / 16)}`
        counts.set(bin, (counts.get(bin) ?? 0) + 1)
      }
    }
  return Math.max(0, ...counts.values())
}

test('what is forgotten gets no votes; the others keep their ids', () => {
  const some = new CropIndex(7)
  const ids = kept.slice(0, 3).map(({ features }) => some.add(features))
  assert.deepEqual(ids, [7, 8, 9])
  some.forget(8)
  some.forget(100)
  const asked = (i: number) => some.candidates(kept[i]?.features ?? new Uint8Array()).map(({ id }) => id)
  assert.equal(asked(0)[0], 7)
  assert.ok(!asked(1).includes(8))
  assert.equal(asked(2)[0], 9)
})

test('beyond the limit the oldest go, the newest are found', () => {
  const many = new CropIndex()
  const features = kept[0]?.features ?? new Uint8Array()
  many.add(features)
  while (many.size < mostPictures + 40_000) many.add(new Uint8Array())
  const last = many.add(features)
  assert.deepEqual(
    many.candidates(features).map(({ id }) => id),
    [last],
  )
})

test('what is kept is small and comes back as it was', () => {
  const features = featuresOf(planeAt(0), { side: 320 })
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
