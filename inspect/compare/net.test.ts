import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maskOf } from './changed.ts'
import { answer, answers, type Net } from './net.ts'

const wave = (length: number, by: number) => Float32Array.from({ length }, (_, i) => Math.sin(by * (i + 1)))

const net: Net = {
  centre: [0.1, -0.2, 0.3, 0, 0.5, -0.5],
  scale: [1, 2, 0.5, 1.5, 1, 3],
  hidden: [
    [0.5, -1, 0.25, 0.75, 1, -0.5, 0.1],
    [-0.3, 0.8, 1.2, -0.6, 0.4, 0.9, -0.2],
    [1, 1, -1, -1, 0.5, 0.5, 0],
  ],
  out: [1.5, -2, 0.7, -0.3],
}

test('a picture of odd size is answered sample by sample as its rows of inputs are, the half-sized ones four times each', () => {
  const [width, height] = [7, 5]
  const full = [0.3, 0.7, 1.1, 1.9].map((by) => wave(width * height, by)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ]
  const half = [2.3, 0.2].map((by) => wave(3 * 2, by))
  const found = answers(net, { width, height, full, half })
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const j = Math.min(1, y >> 1) * 3 + Math.min(2, x >> 1)
      const row = [...full.map((plane) => plane[y * width + x] ?? 0), ...half.map((plane) => plane[j] ?? 0)]
      assert.ok(Math.abs((found[y * width + x] ?? 0) - answer(net, row)) < 1e-5, `${x}, ${y}`)
    }
})

test('a mask is drawn at the size of the photo, larger or smaller than the map', () => {
  const map = { width: 2, height: 2, data: Float32Array.of(0, 1, 0, 1) }
  assert.deepEqual([...maskOf(map, { width: 4, height: 2 })], [0, 64, 191, 255, 0, 64, 191, 255])
  assert.deepEqual(
    [...maskOf({ ...map, data: Float32Array.of(0, 0, 1, 1) }, { width: 1, height: 4 })],
    [0, 64, 191, 255],
  )
  assert.deepEqual([...maskOf(map, { width: 1, height: 1 })], [128])
})
