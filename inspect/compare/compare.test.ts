import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp, { type Sharp } from 'sharp'
import { decode } from '../decode.ts'
import type { Pixels } from '../photo.ts'
import { photographed, type Scene, sceneOf, seeded } from '../pixels/testing.ts'
import { maskOf } from './changed.ts'
import { type Comparison, compare, telling } from './compare.ts'
import { viewOf } from './view.ts'

const size = { width: 480, height: 360 }
const scene = sceneOf(71)
const goods = photographed(scene, size)
const goodsView = viewOf(goods)

const raw = ({ width, height, channels, data }: Pixels) => sharp(data, { raw: { width, height, channels } })

/** As it arrives: saved as a JPEG of this quality and decoded again. */
async function sent(picture: Sharp, quality = 80): Promise<Pixels> {
  const photo = await decode('photo', await picture.jpeg({ quality }).toBuffer())
  if ('refused' in photo || !photo.pixels) assert.fail('not decoded')
  return photo.pixels
}

const compared = (claim: Pixels, other = goodsView): Comparison => compare(viewOf(claim), other, claim)

/** With a brown stain and a dark crack. */
function damaged({ width, height, data, channels }: Pixels): Pixels {
  const out = data.slice()
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [(i % width) - 315, Math.floor(i / width) - 135]
    const far = (x / 45) ** 2 + (y / 34) ** 2
    const isCrack = Math.abs(y - 0.4 * x - 98 - 5 * Math.sin(x / 7)) < 1.4 && x > -190 && x < -80
    for (let c = 0; c < 3; c++) {
      const value = out[3 * i + c] ?? 0
      if (far < 1) out[3 * i + c] = value * 0.55 + ([90, 60, 20][c] ?? 0) * 0.45
      if (isCrack) out[3 * i + c] = 25
    }
  }
  return { width, height, channels, data: out }
}

const forged = damaged(goods)
const isStain = (x: number, y: number) => ((x - 315) / 45) ** 2 + ((y - 135) / 34) ** 2 < 1

const middleOf = (polygon: readonly (readonly [number, number])[]): [number, number] =>
  polygon.reduce<[number, number]>(([x, y], [p, q]) => [x + p / polygon.length, y + q / polygon.length], [0, 0])

test('a stained copy is derived, and the stain is where it is', async () => {
  const found = compared(await sent(raw(forged)))
  assert.equal(found.relation, 'derived')
  assert.ok(found.score > 0.9, `${found.score}`)
  const [first] = found.changed
  const share = (Math.PI * 45 * 34) / (480 * 360)
  assert.ok(first && isStain(...middleOf(first.polygon)))
  assert.ok(first && first.area > 0.5 * share && first.area < 2 * share, `${first?.area}`)
  assert.ok(found.alteration > 0.5)
  const mask = maskOf(found.map ?? assert.fail('no map'), size)
  let [hits, sum, all] = [0, 0, 0]
  mask.forEach((value, i) => {
    if (value >= 128) all++
    if (isStain(i % 480, Math.floor(i / 480))) {
      sum++
      if (value >= 128) hits++
    }
  })
  assert.ok(hits > 0.8 * sum, `${hits} of ${sum}`)
  assert.ok(all < 2.5 * sum, `${all}`)
})

test('an unchanged copy is derived and shows next to no change', async () => {
  const found = compared(await sent(raw(goods).resize(400), 75))
  assert.equal(found.relation, 'derived')
  assert.ok(found.changed.reduce((sum, { area }) => sum + area, 0) < 0.01)
})

test('a filter over the whole picture is no change of a part of it; with it, a stain is still found', async () => {
  const filters: [string, (picture: Sharp) => Sharp][] = [
    ['brighter', (picture) => picture.modulate({ brightness: 1.08 })],
    ['warmer', (picture) => picture.linear([1.08, 1, 0.88], [0, 0, 0])],
  ]
  for (const [name, filter] of filters) {
    const honest = compared(await sent(filter(raw(goods)), 84))
    assert.equal(honest.relation, 'derived', name)
    assert.ok(
      honest.changed.every(({ area }) => area < 0.002),
      name,
    )
    const [first] = compared(await sent(filter(raw(forged)), 84)).changed
    assert.ok(first && isStain(...middleOf(first.polygon)), name)
  }
})

test('cropped, mirrored, turned, screenshotted and shown on a screen, a copy is still derived', async () => {
  const ways: [string, Sharp][] = [
    ['cropped', raw(forged).extract({ left: 110, top: 60, width: 290, height: 240 }).resize(400)],
    ['mirrored', raw(forged).flop()],
    ['turned', raw(forged).rotate(90)],
    ['screenshot', raw(forged).resize(440).extend({ top: 260, bottom: 220, background: '#f4f4f4' })],
    [
      'off a screen',
      raw(forged)
        .affine([0.94, 0.05, -0.03, 0.9], { background: '#222' })
        .blur(0.9)
        .modulate({ brightness: 0.9, hue: 8 }),
    ],
    ['another aspect', raw(forged).resize(450, 352, { fit: 'fill' })],
  ]
  for (const [way, picture] of ways) {
    const found = compared(await sent(picture))
    assert.equal(found.relation, 'derived', `${way}: ${found.score}`)
    assert.equal(found.isMirrored, way === 'mirrored', way)
    assert.ok(found.map, way)
  }
})

test('a copy painted again as a whole is derived', async () => {
  const random = seeded(4)
  const soft = await sent(raw(forged).resize(300).blur(0.7).resize(480, 360, { fit: 'fill' }).gamma(1.15), 90)
  const repainted = {
    ...soft,
    data: soft.data.map((value) => Math.max(0, Math.min(255, value + 20 * (random() - 0.5)))),
  }
  assert.equal(compared(repainted).relation, 'derived')
})

/** The front of a box from a little to the side, with something behind it. */
function fromTheSide(front: Scene, behind: Scene): Pixels {
  return photographed(
    (x, y) => {
      const [u, v] = [1.08 * (x - 0.36) + 0.06 * (y - 0.3), 1.02 * (y - 0.17) - 0.05 * x]
      return u > 0 && v > 0 && u < 0.4 && v < 0.45 ? front(u * 2, v * 2) : behind(0.93 * x + 0.11, 0.95 * y - 0.07)
    },
    { ...size, seed: 9 },
  )
}

test('another photo of the same box, at the buyer’s home, is the same item and not derived', () => {
  const box = sceneOf(81)
  const shop = sceneOf(82)
  const first = photographed(
    (x, y) => (x > 0.28 && y > 0.12 && x < 0.72 && y < 0.6 ? box((x - 0.28) * 1.9, (y - 0.12) * 1.9) : shop(x, y)),
    size,
  )
  const found = compared(fromTheSide(box, sceneOf(83)), viewOf(first))
  assert.equal(found.relation, 'same-item', `${found.score}`)
  assert.ok(found.score < 0.5)
})

test('different things are different', () => {
  for (const seed of [72, 73]) {
    const found = compared(photographed(sceneOf(seed), size))
    assert.deepEqual([found.relation, found.changed], ['different', []])
    assert.ok(found.score < 0.1)
  }
})

test('where nothing happens in a picture nothing is said', () => {
  const flat = photographed(sceneOf(5, { things: 0, grain: 0 }), size)
  assert.equal(compared(flat).relation, 'unknown')
  assert.equal(compared(flat, viewOf(flat)).changed.length, 0)
})

test('pictures of one sample, of one line and very long ones are no trouble', () => {
  for (const [width, height] of [
    [1, 1],
    [1, 700],
    [700, 1],
    [1024, 12],
    [3, 3],
  ] as const) {
    const odd = photographed(scene, { width, height })
    for (const found of [compared(odd), compare(goodsView, viewOf(odd), goods)])
      assert.ok(found.score >= 0 && found.score <= 1)
  }
})

test('the photo itself as its own reference is derived, unchanged', () => {
  const found = compared(goods)
  assert.equal(found.relation, 'derived')
  assert.deepEqual(found.changed, [])
})

test('the same question has the same answer, byte for byte', async () => {
  const claim = await sent(raw(forged).extract({ left: 20, top: 10, width: 450, height: 340 }))
  assert.deepEqual(compared(claim), compared(claim))
})

test('of several references the source is the telling one', async () => {
  const claim = viewOf(await sent(raw(forged)))
  const all = [photographed(sceneOf(73), size), goods].map((picture) => compare(claim, viewOf(picture), size))
  assert.equal(telling(all), all[1])
})
