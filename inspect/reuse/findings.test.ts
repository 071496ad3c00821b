import assert from 'node:assert/strict'
import { test } from 'node:test'
import { featuresOf } from '../compare/features.ts'
import { gradeOf } from '../grade.ts'
import { luma } from '../pixels/plane.ts'
import { photographed, planeOf, sceneOf } from '../pixels/testing.ts'
import { alikeIn } from './collection.ts'
import { compacted } from './features.ts'
import { seenIn, usedBefore } from './findings.ts'
import { drawn, seeded, turnedBits } from './testing.ts'

const standing = { agrees: false, isOriginal: false, isLive: false }
const part = [
  [0, 0],
  [9, 0],
  [9, 9],
  [0, 9],
] as const

test('a picture of another buyer’s claim is for a person to judge; the same buyer’s, or one of a collection, is not alone', () => {
  assert.equal(gradeOf({ findings: [usedBefore({ isSamePerson: false, part: null })], ...standing }), 'D')
  assert.equal(gradeOf({ findings: [usedBefore({ isSamePerson: true, part })], ...standing }), 'C')
  assert.equal(gradeOf({ findings: [seenIn('a.jpg', part)], ...standing }), 'C')
  const codes = [null, part].flatMap((one) => [
    seenIn('a.jpg', one).code,
    usedBefore({ isSamePerson: true, part: one }).code,
  ])
  assert.deepEqual(codes, ['reuse.same_picture', 'reuse.in_other_claim', 'reuse.part', 'reuse.part_in_other_claim'])
  assert.deepEqual(seenIn('a.jpg', part).region, part)
})

test('a sentence names the file, not its folder, and nothing that could break it', () => {
  const { zh, en } = seenIn('/home/somebody/orders/a\u202e\n.jpg', null)
  for (const sentence of [zh, en]) {
    assert.ok(!sentence.includes('somebody') && !sentence.includes('\u202e') && !sentence.includes('\n'))
    assert.match(sentence, /a.*\.jpg/)
  }
})

test('of a collection the copies and the crops are paired, each once, the earlier first; what cannot be read is passed over', () => {
  const random = seeded(4)
  const plane = luma(photographed(sceneOf(42), { width: 320, height: 240 }))
  const cut = planeOf(200, 150, (x, y) => plane.data[(y + 60) * 320 + x + 70] ?? 0)
  const looks = (of: typeof plane, hash = drawn(random)) => ({
    hashes: [hash],
    features: compacted(featuresOf(of, { side: 320 })),
    width: of.width,
    height: of.height,
  })
  const [whole, other] = [looks(plane), looks(luma(photographed(sceneOf(91), { width: 320, height: 240 })))]
  const copy = { ...whole, hashes: whole.hashes.map((hash) => turnedBits(hash, 9, random)) }
  const found = alikeIn([whole, null, other, looks(cut), copy])
  assert.deepEqual(
    found.map(({ first, second, distance }) => [first, second, distance]),
    [
      [0, 3, null],
      [0, 4, 9],
      [3, 4, null],
    ],
  )
  assert.equal(found[1]?.part, null)
  assert.ok(found[0]?.part && found[2]?.part)
})
