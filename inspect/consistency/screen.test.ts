import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Brightness } from '../jpeg/luma.ts'
import { rasterOf, screenIn } from './screen.ts'
import { logPower } from './spectrum.ts'

const side = 16

test('the spectrum is that of the slow transform', () => {
  const tile = Float32Array.from({ length: side * side }, (_, i) => ((i * 7919) % 251) - 60)
  const mean = tile.reduce((sum, value) => sum + value, 0) / tile.length
  const hann = (i: number) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / side)
  const fast = logPower(tile, side)
  for (let v = 0; v < side; v++)
    for (let u = 0; u < side; u++) {
      let [re, im] = [0, 0]
      for (let y = 0; y < side; y++)
        for (let x = 0; x < side; x++) {
          const angle = (-2 * Math.PI * (u * x + v * y)) / side
          const value = ((tile[y * side + x] ?? 0) - mean) * hann(x) * hann(y)
          re += value * Math.cos(angle)
          im += value * Math.sin(angle)
        }
      assert.ok(Math.abs((fast[v * side + u] ?? 0) - Math.log(re * re + im * im + 1)) < 1e-2)
    }
})

/** Light with grain; `wave` is added to it. */
function picture(wave: (x: number, y: number) => number): Brightness {
  const [width, height] = [700, 560]
  const data = new Float32Array(width * height)
  let state = 3
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const [x, y] = [i % width, Math.floor(i / width)]
    data[i] = 120 + 50 * Math.sin(x / 90) * Math.cos(y / 70) + (state >>> 28) + wave(x, y)
  }
  return { width, height, data }
}

test('a wave over the whole photo is a raster; one over half of it, or none, is not', () => {
  const wave = (x: number, y: number) => 6 * Math.sin(1.1 * x + 0.7 * y)
  assert.deepEqual(
    screenIn(picture(wave)).map(({ code }) => code),
    ['consistency.screen'],
  )
  assert.deepEqual(screenIn(picture((x, y) => (x < 350 ? wave(x, y) : 0))), [])
  assert.deepEqual(screenIn(picture(() => 0)), [])
  assert.equal(rasterOf({ width: 400, height: 600, data: new Float32Array(240_000) }), null)
})
