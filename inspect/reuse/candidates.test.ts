import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { candidates } from './candidates.ts'
import { HashIndex } from './hashindex.ts'
import { dihedralPdq, pdq } from './pdq.ts'
import { photoHash, storedPixels } from './photohash.ts'
import { picture, pngOf } from './testing.ts'

/** Pictures with much in them: the quality of others is too low. */
const seeds = [1, 8, 15, 20, 24, 34]
const kept = seeds.map((seed) => picture({ width: 640, height: 480, channels: 3 }, seed))

const askedWith = async (bytes: Uint8Array) => {
  const pixels = await storedPixels(bytes)
  assert.ok(!('refused' in pixels))
  return dihedralPdq(pixels)
}

test('a picture is found again re-compressed, smaller, turned and mirrored, with the way in which it lies', async () => {
  const index = new HashIndex()
  for (const pixels of kept) index.add(pdq(pixels).hash)
  for (const [id, pixels] of kept.entries()) {
    const png = await pngOf(pixels)
    const ways = [
      [sharp(png), 'original'],
      [sharp(png).rotate(90), 'rotate90'],
      [sharp(png).rotate(180), 'rotate180'],
      [sharp(png).flop(), 'flipY'],
      [sharp(png).flip(), 'flipX'],
    ] as const
    for (const [way, turn] of ways) {
      const file = await way.resize(500).jpeg({ quality: 75 }).toBuffer()
      const [first, ...others] = candidates(index, await askedWith(file))
      assert.deepEqual([first?.id, first?.turn, others], [id, turn, []])
      assert.ok(first && first.distance <= 31)
    }
    const same = candidates(index, dihedralPdq(pixels))
    assert.deepEqual(same, [{ id, distance: 0, turn: 'original' }])
  }
})

test('a picture with too little in it is not looked for, though it is there', async () => {
  const index = new HashIndex()
  const flat = await sharp({ create: { width: 90, height: 90, channels: 3, background: '#b33' } })
    .png()
    .toBuffer()
  const found = await photoHash(flat)
  assert.ok('hash' in found && found.quality === 0)
  index.add(found.hash)
  assert.deepEqual(candidates(index, await askedWith(flat)), [])
})
