import assert from 'node:assert/strict'
import { test } from 'node:test'
import { flawsOf, judgedSide, lumaOf } from './quality.ts'

const size = { width: 1200, height: 900 }
const picture = (value: (x: number, y: number) => number) => {
  const [width, height] = [judgedSide, 240]
  const data = Uint8Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width)))
  return { width, height, data }
}
const squares = picture((x, y) => (((x >> 4) + (y >> 4)) % 2 === 0 ? 60 : 190))

test('a photo with edges in ordinary light has no flaw; a smeared, dark, washed-out or tiny one is told', () => {
  assert.deepEqual(flawsOf(size, squares), [])
  assert.deepEqual(
    flawsOf(
      size,
      picture((x) => 60 + (x * 130) / judgedSide),
    ),
    ['blurred'],
  )
  assert.deepEqual(
    flawsOf(
      size,
      picture((x, y) => (squares.data[y * judgedSide + x] ?? 0) / 8),
    ),
    ['dark'],
  )
  assert.deepEqual(
    flawsOf(
      size,
      picture((x, y) => 238 + (((x >> 4) + (y >> 4)) % 2) * 17),
    ),
    ['bright'],
  )
  assert.deepEqual(flawsOf({ width: 479, height: 900 }, squares), ['small'])
})

test('brightness of a canvas is weighed as eyes do', () => {
  const data = [255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255]
  assert.deepEqual([...Array.from(lumaOf({ width: 2, height: 2, data }).data)], [76, 149, 29, 255])
})
