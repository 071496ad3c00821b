import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import sharp, { type Sharp } from 'sharp'
import type { Photo } from '../photo.ts'
import { alteration, alterationOf } from './alteration.ts'
import { type Heat, summed } from './heat.ts'
import { distances, leftOver } from './ordinary.ts'
import { outlineOf, patchesIn } from './patch.ts'

const [width, height] = [640, 480]
const patch = { left: 400, top: 120, right: 520, bottom: 216 }

/** Grain of the same kind everywhere, on light and edges. */
function scene(seed: number): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(width * height)
  let state = seed
  const grain = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state >>> 24) / 8 - 16
  }
  for (let i = 0; i < data.length; i++) {
    const [x, y] = [i % width, Math.floor(i / width)]
    data[i] = 110 + 40 * Math.sin(x / 37 + seed) * Math.cos(y / 23) + ((x * 3 + y) % 160 < 60 ? 25 : 0) + grain()
  }
  return data
}

const grey = (data: Uint8Array) => sharp(data, { raw: { width, height, channels: 1 } }).toColourspace('b-w')

/** Saved once at a low quality, a part put in from elsewhere, saved again. */
async function twice({ isForged }: { isForged: boolean }): Promise<Sharp> {
  const first = await grey(scene(1)).jpeg({ quality: 62 }).toBuffer()
  const data = new Uint8Array(await sharp(first).toColourspace('b-w').raw().toBuffer())
  const other = scene(9)
  for (let y = patch.top; isForged && y < patch.bottom; y++)
    data.set(other.subarray(y * width + patch.left, y * width + patch.right), y * width + patch.left)
  return grey(data)
}

const photo = (bytes: Uint8Array, rest: Partial<Photo> = {}): Photo => ({
  ...{ name: 'x', bytes, sha256: '', format: 'jpeg', width, height, pixels: null, damaged: false },
  full: async () => null,
  ...rest,
})

const boxOf = (region: readonly (readonly [number, number])[]) => ({
  left: Math.min(...region.map(([x]) => x)),
  top: Math.min(...region.map(([, y]) => y)),
  right: Math.max(...region.map(([x]) => x)),
  bottom: Math.max(...region.map(([, y]) => y)),
})

test('a part that was compressed once in a photo that was twice is found, and marked on the upright photo', async () => {
  const picture = await twice({ isForged: true })
  const { heat, findings } = await alterationOf(photo(await picture.clone().jpeg({ quality: 90 }).toBuffer()))
  assert.deepEqual(
    findings.map(({ code }) => code),
    ['alteration.trace_missing'],
  )
  const box = boxOf(findings[0]?.region ?? [])
  for (const side of ['left', 'top', 'right', 'bottom'] as const)
    assert.ok(Math.abs(box[side] - patch[side]) <= 24, side)
  const at = (x: number, y: number) => heat?.values[Math.floor(y / 16) * heat.columns + Math.floor(x / 16)] ?? -1
  assert.ok(at(460, 170) > 0.9 && at(200, 170) < 0.3)
  const turned = await picture.clone().withMetadata({ orientation: 6 }).jpeg({ quality: 90 }).toBuffer()
  const [finding] = await alteration.look(photo(turned))
  const upright = boxOf(finding?.region ?? [])
  assert.ok(Math.abs(upright.left - (height - patch.bottom)) <= 24 && Math.abs(upright.top - patch.left) <= 24)
})

test('photos that were saved once, or twice as a whole, or are no JPEG, raise nothing', async () => {
  const whole = await twice({ isForged: false })
  for (const quality of [55, 75, 90, 97]) {
    assert.deepEqual(await alteration.look(photo(await whole.clone().jpeg({ quality }).toBuffer())), [])
    assert.deepEqual(await alteration.look(photo(await grey(scene(4)).jpeg({ quality }).toBuffer())), [])
  }
  const full = async () => ({ width, height, channels: 1 as const, data: scene(3) })
  const { heat, findings } = await alterationOf(photo(new Uint8Array(0), { format: 'png', full }))
  assert.deepEqual([heat?.columns, heat?.rows, findings], [39, 29, []])
  assert.deepEqual(await alterationOf(photo(new Uint8Array(0), { format: 'heic' })), { heat: null, findings: [] })
  const small = await sharp(scene(3).subarray(0, 400), { raw: { width: 20, height: 20, channels: 1 } })
    .jpeg()
    .toBuffer()
  assert.deepEqual(await alterationOf(photo(small)), { heat: null, findings: [] })
})

test('a patch of other grain is hotter than the rest', async () => {
  const data = scene(5)
  for (let y = patch.top; y < patch.bottom; y++)
    for (let x = patch.left; x < patch.right; x++) data[y * width + x] = 120 + ((x * 7 + y * 3) % 5)
  const { heat } = await alterationOf(
    photo(new Uint8Array(0), { format: 'png', full: async () => ({ width, height, channels: 1, data }) }),
  )
  assert.ok(heat)
  const inside: number[] = []
  const outside: number[] = []
  heat.values.forEach((value, cell) => {
    const [x, y] = [((cell % heat.columns) + 0.5) * 16, (Math.floor(cell / heat.columns) + 0.5) * 16]
    const isIn = x > patch.left && x < patch.right && y > patch.top && y < patch.bottom
    const isNear = x > patch.left - 48 && x < patch.right + 48 && y > patch.top - 48 && y < patch.bottom + 48
    if (isIn) inside.push(value)
    else if (!isNear) outside.push(value)
  })
  assert.ok(Math.min(...inside) > Math.max(...outside))
})

const figures = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 63, maxLength: 63 })

test('window sums and patches are those of the slow way', () => {
  fc.assert(
    fc.property(figures, fc.nat(3), (values, radius) => {
      const heat: Heat = { columns: 9, rows: 7, side: 8, values: Float32Array.from(values) }
      const slow = values.map((_, cell) => {
        let sum = 0
        for (let other = 0; other < 63; other++) {
          const across = Math.abs((other % 9) - (cell % 9))
          const down = Math.abs(Math.floor(other / 9) - Math.floor(cell / 9))
          if (across <= radius && down <= radius) sum += values[other] ?? 0
        }
        return sum
      })
      assert.deepEqual([...summed(heat, radius).values], slow)
      const patches = patchesIn(heat, { radius, least: 12 })
      assert.deepEqual(
        patches.flatMap(({ cells }) => cells).sort((a, b) => a - b),
        slow.flatMap((sum, cell) => (sum >= 12 ? [cell] : [])),
      )
      for (const { cells } of patches) {
        const outline = outlineOf(cells, heat)
        const isWithin = (x: number, y: number) =>
          outline.every(([ax, ay], i) => {
            const [bx, by] = outline[(i + 1) % outline.length] ?? [0, 0]
            return (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0
          })
        for (const cell of cells) assert.ok(isWithin((cell % 9) * 8 + 4, Math.floor(cell / 9) * 8 + 4))
      }
    }),
    { seed: 2 },
  )
})

test('distances are those by the inverse matrix; what is left over is what a line does not explain', () => {
  const rows = Array.from({ length: 40 }, (_, i) => [Math.sin(i), Math.cos(1.7 * i) + Math.sin(i) / 2])
  const data = Float32Array.from(rows.flat())
  const mean = [0, 1].map((a) => rows.reduce((sum, row) => sum + (row[a] ?? 0), 0) / 40)
  const covariance = (a: number, b: number) =>
    rows.reduce((sum, row) => sum + ((row[a] ?? 0) - (mean[a] ?? 0)) * ((row[b] ?? 0) - (mean[b] ?? 0)), 0) / 40
  const trace = (covariance(0, 0) + covariance(1, 1)) / 2
  const [p, q, r] = [covariance(0, 0) + 0.3 * trace, covariance(0, 1), covariance(1, 1) + 0.3 * trace]
  distances({ width: 2, data }, { ridge: 0.3, kept: 1 }).forEach((far, i) => {
    const [x, y] = [(rows[i]?.[0] ?? 0) - (mean[0] ?? 0), (rows[i]?.[1] ?? 0) - (mean[1] ?? 0)]
    assert.ok(Math.abs(far - (r * x * x - 2 * q * x * y + p * y * y) / (p * r - q * q)) < 1e-3)
  })
  const line = Float32Array.from({ length: 40 }, (_, i) => 3 + 2 * i + (i % 2) / 10 + (i === 7 ? 50 : 0))
  const left = leftOver(line, {
    width: 2,
    data: Float32Array.from({ length: 80 }, (_, i) => (i % 2 === 0 ? 1 : (i - 1) / 2)),
  })
  assert.equal(left.indexOf(Math.max(...left)), 7)
  assert.ok(left.every((value, i) => i === 7 || Math.abs(value) < 3))
})
