import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp, { type Sharp } from 'sharp'
import { thumbnail } from './probes/thumbnail.ts'
import { tag } from './read/exif.ts'
import { shrink } from './shrink.ts'
import { exifSegment, look, pixelsOf, scene, tiff, u16, withSegments } from './specimens.ts'
import { compareThumbnail } from './thumbnail.ts'

const [width, height] = [640, 480]
const taken = scene(width, height, 11)
const image = (data: Uint8Array, size = { width, height }) => sharp(data, { raw: { ...size, channels: 3 } })
const jpegOf = async (data: Uint8Array) => new Uint8Array(await image(data).jpeg({ quality: 90 }).toBuffer())
const small = async (data: Uint8Array, change: (s: Sharp) => Sharp = (s) => s) =>
  new Uint8Array(await change(image(data).resize(160, 120)).jpeg({ quality: 75 }).toBuffer())

/** The scene with a dark round stain. */
function stained(data: Uint8Array, { x, y, r }: { x: number; y: number; r: number }): Uint8Array {
  const copy = Uint8Array.from(data)
  for (let i = 0; i < width * height; i++) {
    const off = Math.hypot((i % width) - x, Math.floor(i / width) - y) / r
    if (off < 1) for (let c = 0; c < 3; c++) copy[i * 3 + c] = Math.round((copy[i * 3 + c] ?? 0) * 0.45)
  }
  return copy
}

const damaged = stained(taken, { x: 420, y: 300, r: 70 })
const photo = async (data: Uint8Array, thumb: Uint8Array, orientation = 1) => {
  const bytes = withSegments(await jpegOf(data), [
    exifSegment(tiff({ main: { [tag.Orientation]: orientation }, thumbnail: thumb })),
  ])
  return look(thumbnail, bytes, { pixels: await pixelsOf(bytes) })
}

test('a thumbnail that shows the same says nothing, whatever the camera did to it', async () => {
  const ways: [string, (s: Sharp) => Sharp][] = [
    ['as it is', (s) => s],
    ['brighter and flatter', (s) => s.linear(0.8, 30)],
    ['with another curve', (s) => s.gamma(1.8)],
    ['sharpened', (s) => s.sharpen({ sigma: 1.5 })],
    [
      'with bars above and below',
      (s) => s.resize(160, 100, { fit: 'fill' }).extend({ top: 10, bottom: 10, background: '#000' }),
    ],
  ]
  for (const [name, way] of ways) assert.deepEqual(await photo(taken, await small(taken, way)), [], name)
})

test('a stain that the thumbnail does not have is found where it is', async () => {
  const [finding, ...others] = await photo(damaged, await small(taken))
  assert.equal(finding?.code, 'origin.thumbnail.differs')
  assert.equal(finding?.strength, 0.7)
  assert.deepEqual(others, [])
  const [from, , to] = finding?.region ?? []
  assert.ok(from && to)
  const expected = [350, 230, 490, 370]
  for (const [i, value] of [from[0], from[1], to[0], to[1]].entries())
    assert.ok(Math.abs(value - (expected[i] ?? 0)) < 25, `${i}: ${value}`)
})

test('a picture that was cropped or turned afterwards is laid over and compared all the same', async () => {
  const thumb = await small(taken)
  const part = { left: 160, top: 120, width: 400, height: 300 }
  const cropOf = async (data: Uint8Array) => {
    const { data: piece, info } = await image(data).extract(part).raw().toBuffer({ resolveWithObject: true })
    return { width: info.width, height: info.height, channels: 3 as const, data: new Uint8Array(piece) }
  }
  const decoded = await pixelsOf(thumb)
  assert.equal(compareThumbnail(decoded, await cropOf(taken)).is, 'agrees')
  const chipped = stained(taken, { x: 420, y: 300, r: 40 })
  assert.equal(compareThumbnail(decoded, await cropOf(chipped)).is, 'differs')
  const turned = await image(damaged).rotate(90).jpeg({ quality: 95 }).toBuffer()
  assert.equal(compareThumbnail(decoded, await pixelsOf(new Uint8Array(turned))).is, 'differs')
  assert.equal((await photo(damaged, thumb, 6)).length, 1)
})

test('another picture altogether, or none that can be decoded, says nothing', async () => {
  assert.deepEqual(await photo(taken, await small(scene(width, height, 99))), [])
  const broken = await small(taken)
  assert.deepEqual(await photo(taken, broken.subarray(0, 200)), [])
  assert.deepEqual(await photo(taken, new Uint8Array([0xff, 0xd8, ...u16(0, 0), ...new Uint8Array(200)])), [])
})

test('shrinking takes the mean of what it samples, as the slow way does', () => {
  const grey = {
    width: 12,
    height: 9,
    channels: 1 as const,
    data: Uint8Array.from({ length: 108 }, (_, i) => (i * 37) % 256),
  }
  const quick = shrink(grey, { width: 4, height: 3 })
  for (let y = 0; y < 3; y++)
    for (let x = 0; x < 4; x++) {
      const cell = Array.from(
        { length: 9 },
        (_, i) => grey.data[(y * 3 + Math.floor(i / 3)) * 12 + x * 3 + (i % 3)] ?? 0,
      )
      const mean = cell.reduce((sum, value) => sum + value, 0) / 9
      assert.ok(Math.abs((quick.data[y * 4 + x] ?? 0) - mean) < 0.001)
    }
})
