import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { hexOf } from './hash.ts'
import { pdq } from './pdq.ts'
import { photoHash } from './photohash.ts'
import { picture, pngOf } from './testing.ts'

const shown = (found: Awaited<ReturnType<typeof photoHash>>) =>
  'refused' in found ? found.refused : `${hexOf(found.hash)},${found.quality}`

const colour = picture({ width: 700, height: 1_000, channels: 3 }, 2)

test('a file has the hash of its stored samples: no orientation, no colour profile, transparent on white', async () => {
  const expected = shown(pdq(colour))
  const png = await pngOf(colour)
  assert.equal(shown(await photoHash(png)), expected)
  assert.equal(shown(await photoHash(await sharp(png).webp({ lossless: true }).toBuffer())), expected)
  const turned = await sharp(png).withMetadata({ orientation: 6 }).png().toBuffer()
  assert.equal((await sharp(turned).metadata()).orientation, 6)
  assert.equal(shown(await photoHash(turned)), expected)
  const profiled = await sharp(png).withIccProfile('p3', { attach: true }).keepIccProfile().png().toBuffer()
  const stored = await sharp(profiled, { ignoreIcc: true }).raw().toBuffer()
  assert.equal(shown(await photoHash(profiled)), shown(pdq({ ...colour, data: stored })))
  const clear = await sharp(png).ensureAlpha(0).png().toBuffer()
  const white = { ...colour, data: new Uint8Array(colour.data.length).fill(255) }
  assert.equal(shown(await photoHash(clear)), shown(pdq(white)))
})

test('a grey file is hashed as grey, one of 16 bits by its upper eight', async () => {
  const grey = picture({ width: 200, height: 150, channels: 1 }, 5)
  const expected = shown(pdq(grey))
  const png = await pngOf(grey)
  assert.equal(shown(await photoHash(png)), expected)
  const deep = Uint16Array.from(grey.data, (value) => value * 257)
  const raw = { width: 200, height: 150, channels: 1 } as const
  const sixteen = await sharp(deep, { raw }).toColourspace('grey16').png().toBuffer()
  assert.equal((await sharp(sixteen).metadata()).depth, 'ushort')
  assert.equal(shown(await photoHash(sixteen)), expected)
})

test('what is no picture, cut off or too large is refused', async () => {
  const jpeg = await sharp(await pngOf(colour))
    .jpeg()
    .toBuffer()
  assert.notEqual(shown(await photoHash(jpeg)), 'unreadable')
  assert.equal(shown(await photoHash(jpeg.subarray(0, jpeg.length >> 1))), 'unreadable')
  assert.equal(shown(await photoHash(Buffer.from('d8f8f0ce,100,a.jpg'))), 'unreadable')
  assert.equal(shown(await photoHash(new Uint8Array())), 'unreadable')
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
  assert.equal(shown(await photoHash(svg)), 'unreadable', 'only four kinds are read')
  const long = await sharp({ create: { width: 21_000, height: 8, channels: 3, background: '#777' } })
    .png()
    .toBuffer()
  assert.equal(shown(await photoHash(long)), 'too_large')
})
