import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { decode, formatOf } from './decode.ts'
import type { Photo } from './photo.ts'
import { photographed, sceneOf } from './pixels/testing.ts'

const scene = photographed(sceneOf(3), { width: 320, height: 240 })
const picture = () => sharp(scene.data, { raw: { width: 320, height: 240, channels: 3 } })

async function shown(bytes: Uint8Array): Promise<Photo> {
  const photo = await decode('photo', bytes)
  if ('refused' in photo) assert.fail(photo.refused)
  return photo
}

test('JPEG, PNG, WebP and AVIF are told from their bytes and decoded', async () => {
  for (const [format, bytes] of [
    ['jpeg', await picture().jpeg().toBuffer()],
    ['png', await picture().png().toBuffer()],
    ['webp', await picture().webp().toBuffer()],
    ['avif', await picture().avif({ effort: 0 }).toBuffer()],
  ] as const) {
    const photo = await shown(bytes)
    assert.deepEqual([photo.format, photo.width, photo.height, photo.damaged], [format, 320, 240, false])
    assert.deepEqual([photo.pixels?.width, photo.pixels?.channels], [320, 3])
    const off = scene.data.reduce((sum, value, i) => sum + Math.abs(value - (photo.pixels?.data[i] ?? 0)), 0)
    assert.ok(off / scene.data.length < 14, `${format}: ${off / scene.data.length}`)
    assert.match(photo.sha256, /^[0-9a-f]{64}$/)
  }
})

test('a large photo is made to fit for looking at, and its own size is there on request', async () => {
  const photo = await shown(await picture().resize(3000, 2250).jpeg().toBuffer())
  assert.deepEqual([photo.width, photo.height], [3000, 2250])
  assert.deepEqual([photo.pixels?.width, photo.pixels?.height], [1024, 768])
  const full = await photo.full()
  assert.deepEqual([full?.width, full?.height, full?.data.length], [3000, 2250, 3000 * 2250 * 3])
})

test('photos are upright whatever way the camera was held', async () => {
  const photo = await shown(await picture().jpeg().withMetadata({ orientation: 6 }).toBuffer())
  assert.deepEqual([photo.width, photo.height, photo.pixels?.width, photo.pixels?.height], [240, 320, 240, 320])
  const full = await photo.full()
  assert.equal(full?.width, 240)
})

test('CMYK, 16 bits, transparency, grey and the first of several frames all become plain pictures', async () => {
  const frames = Buffer.concat([scene.data, scene.data.map((value) => 255 - value)])
  const animated = sharp(frames, { raw: { width: 320, height: 480, channels: 3, pageHeight: 240 } }).webp({
    lossless: true,
  })
  for (const [what, bytes] of [
    ['cmyk', await picture().toColourspace('cmyk').jpeg().toBuffer()],
    ['16 bits', await picture().toColourspace('rgb16').png().toBuffer()],
    ['alpha', await picture().ensureAlpha(0.5).png().toBuffer()],
    ['grey', await picture().greyscale().jpeg().toBuffer()],
    ['grey with alpha', await picture().greyscale().ensureAlpha(0.5).png().toBuffer()],
    ['animated', await animated.toBuffer()],
  ] as const) {
    const { pixels, height } = await shown(bytes)
    assert.ok(pixels && (pixels.channels === 3 || pixels.channels === 1), what)
    assert.deepEqual([pixels.width, pixels.height, height], [320, 240, 240], what)
    assert.equal(pixels.data.length, 320 * 240 * pixels.channels, what)
  }
  const half = await shown(
    await sharp({ create: { width: 4, height: 4, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0.5 } } })
      .png()
      .toBuffer(),
  )
  assert.ok(Math.abs((half.pixels?.data[0] ?? 0) - 127) <= 1, 'transparency is laid on white')
})

test('a JPEG that ends too early is shown as far as it goes and said to be damaged', async () => {
  const whole = await picture().jpeg({ quality: 95 }).toBuffer()
  const photo = await shown(whole.subarray(0, whole.length / 2))
  assert.equal(photo.damaged, true)
  assert.deepEqual([photo.pixels?.width, photo.pixels?.height], [320, 240])
  const first = Array.from({ length: 3 * 320 * 20 }, (_, i) =>
    Math.abs((photo.pixels?.data[i] ?? 0) - (scene.data[i] ?? 0)),
  )
  assert.ok(first.reduce((sum, value) => sum + value, 0) / first.length < 10)
})

test('HEIC is known by its bytes, and what cannot be decoded has no pixels', async () => {
  const box = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0heicmif1', 'latin1')
  const photo = await shown(Buffer.concat([box, Buffer.alloc(200)]))
  assert.deepEqual([photo.format, photo.pixels, await photo.full()], ['heic', null, null])
})

test('what is no picture, or too large, is refused with its reason', async () => {
  const text = Buffer.from('%PDF-1.7 this is no picture')
  assert.deepEqual(await decode('a', text), { refused: 'not_a_picture' })
  assert.deepEqual(await decode('a', new Uint8Array()), { refused: 'not_a_picture' })
  assert.deepEqual(await decode('a', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')), {
    refused: 'not_a_picture',
  })
  assert.deepEqual(
    await decode(
      'a',
      await sharp({ create: { width: 1, height: 20_001, channels: 3, background: '#fff' } })
        .png()
        .toBuffer(),
    ),
    { refused: 'too_large' },
  )
  assert.deepEqual(await decode('a', Buffer.from('\xff\xd8\xff\xe0 and nothing more', 'latin1')), {
    refused: 'unreadable',
  })
  const bomb = await picture().resize(100, 100).png().toBuffer()
  bomb.writeUInt32BE(60_000, 16)
  bomb.writeUInt32BE(60_000, 20)
  const refused = await decode('a', bomb)
  assert.ok('refused' in refused)
})

test('a video in the same family of boxes is no picture', () => {
  assert.equal(formatOf(Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'latin1')), null)
  assert.equal(formatOf(Buffer.from('\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf', 'latin1')), 'avif')
  assert.equal(formatOf(Buffer.from('\0\0\0\x18ftypmif1\0\0\0\0mif1heic', 'latin1')), 'heic')
})

test('pictures of one sample and of one line are pictures', async () => {
  for (const [width, height] of [
    [1, 1],
    [1, 5000],
    [5000, 1],
  ] as const) {
    const photo = await shown(
      await sharp({ create: { width, height, channels: 3, background: '#123' } })
        .png()
        .toBuffer(),
    )
    assert.ok(photo.pixels && photo.pixels.data.length > 0)
  }
})
