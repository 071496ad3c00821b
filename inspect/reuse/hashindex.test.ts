import assert from 'node:assert/strict'
import { test } from 'node:test'
import { distanceUpTo, type Hash, hashWords, hexOf, readHash } from './hash.ts'
import { HashIndex, type Match } from './hashindex.ts'
import { drawn, flip, seeded, turnedBits } from './testing.ts'

const setIn = (bits: number) => bits.toString(2).replaceAll('0', '').length
const bitsOfDigits = Array.from({ length: 16 }, (_, a) => Array.from({ length: 16 }, (_, b) => setIn(a ^ b)))
/** The digits of a hash, to compare one by one. */
const digitsOf = (hash: Hash) => Array.from(hexOf(hash), (digit) => Number.parseInt(digit, 16))

/** Obviously right, and slow: each hash digit by digit. */
function slowWithin(all: readonly number[][], hash: Hash, most: number): Match[] {
  const asked = digitsOf(hash)
  return all
    .map((digits, id) => ({
      id,
      distance: digits.reduce((sum, digit, i) => sum + (bitsOfDigits[digit]?.[asked[i] ?? 0] ?? 0), 0),
    }))
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance || a.id - b.id)
}

/** The hash with so many bits turned in each of its parts. */
function turnedByPart(hash: Hash, counts: readonly number[], random: () => number): Hash {
  const near = hash.slice()
  for (const [part, count] of counts.entries()) {
    const places = Array.from({ length: 16 }, (_, i) => 16 * part + i)
    for (let i = 0; i < count; i++) flip(near, places.splice(random() % places.length, 1)[0] ?? 0)
  }
  return near
}

/** Ways in which `distance` bits can lie in the parts that leave an index the least to find. */
function hardWays(distance: number, random: () => number): number[][] {
  const even = Array.from({ length: 16 }, (_, i) => Math.floor(distance / 16) + (i < distance % 16 ? 1 : 0))
  const heaps = even.map((_, i) =>
    i % 2 ? 0 : Math.min(16, Math.floor(distance / 8) + (i < 2 * (distance % 8) ? 1 : 0)),
  )
  const any = Array.from({ length: 16 }, () => 0)
  for (let left = distance; left > 0; ) {
    const part = random() % 16
    if ((any[part] ?? 16) >= 16) continue
    any[part] = (any[part] ?? 0) + 1
    left--
  }
  const by = random() % 16
  return [even, heaps, any].map((counts) => counts.map((_, i) => counts[(i + by) % 16] ?? 0))
}

test('every hash within the distance is found, and no other, at every distance and however the bits lie', () => {
  const random = seeded(5)
  const index = new HashIndex()
  const digits: number[][] = []
  const add = (hash: Hash) => {
    assert.equal(index.add(hash), digits.length)
    digits.push(digitsOf(hash))
  }
  const centres = Array.from({ length: 6 }, () => drawn(random))
  // Enough for runs of different length, some merged, some not, and a rest that is in none.
  for (let i = 0; i < 14_500; i++) {
    const centre = centres[random() % centres.length] ?? drawn(random)
    add(i % 25 === 0 ? turnedBits(centre, random() % 70, random) : drawn(random))
    if (i % 20 === 7) for (const way of hardWays(i % 70, random)) add(turnedByPart(centre, way, random))
  }
  assert.equal(index.size, digits.length)
  for (const most of [0, 1, 7, 15, 16, 17, 30, 31, 32, 33, 47, 48, 62, 63, 64, 65, 100, 128, 255, 256]) {
    for (const centre of [centres[most % 6] ?? drawn(random), drawn(random)])
      assert.deepEqual(index.within(centre, most), slowWithin(digits, centre, most), `distance ${most}`)
  }
})

test('a hash that a single part of the index can find is found by it, whichever bits of that part differ', () => {
  const random = seeded(10)
  const centre = drawn(random)
  for (const radius of [1, 2, 3]) {
    const index = new HashIndex()
    const subsets = Array.from({ length: 65_536 }, (_, bits) => bits).filter((bits) => setIn(bits) === radius)
    // In every other part one bit more differs than is looked up there.
    const counts = Array.from({ length: 16 }, () => radius + 1)
    const planted = subsets.flatMap((bits) => {
      const part = random() % 16
      const near = turnedByPart(centre, counts.with(part, 0), random)
      for (let i = 0; i < 16; i++) if ((bits >> i) & 1) flip(near, 16 * part + i)
      return [near]
    })
    while (index.size < 4_200) index.add(planted[index.size] ?? drawn(random))
    while (index.settle());
    assert.equal(index.within(centre, 16 * radius + 15).length, planted.length)
  }
})

test('answers are the same before, while and after what was added is sorted', () => {
  const random = seeded(6)
  const centre = drawn(random)
  const words = new Uint32Array(20_000 * hashWords)
  for (let at = 0; at < words.length; at += hashWords)
    words.set(at % (hashWords * 50) === 0 ? turnedBits(centre, random() % 40, random) : drawn(random), at)
  const index = new HashIndex()
  index.addAll(words.subarray(0, 9_000 * hashWords))
  while (index.settle());
  index.addAll(words.subarray(9_000 * hashWords))
  const first = index.within(centre, 31)
  assert.ok(first.length > 200)
  let steps = 0
  for (; index.settle(); steps++) assert.deepEqual(index.within(centre, 31), first)
  assert.equal(steps, 32, 'each part sorted and merged')
  assert.deepEqual(index.within(centre, 31), first)
})

test('the hashes alone, given back, make the same index', () => {
  const random = seeded(7)
  const index = new HashIndex()
  const hashes = Array.from({ length: 70_000 }, () => drawn(random))
  for (const hash of hashes) index.add(hash)
  const again = new HashIndex()
  for (const words of index.hashes()) again.addAll(words.slice())
  while (again.settle());
  assert.equal(again.size, 70_000)
  for (const id of [0, 1, 65_535, 65_536, 69_999]) {
    assert.deepEqual(again.hashOf(id), hashes[id])
    assert.deepEqual(again.within(hashes[id] ?? drawn(random), 31), [{ id, distance: 0 }])
  }
  assert.throws(() => again.hashOf(140_000), RangeError)
})

test('a hash that is there many times is found as often', () => {
  const index = new HashIndex()
  const hash = drawn(seeded(8))
  for (let i = 0; i < 6_000; i++) index.add(hash)
  const other = turnedBits(hash, 31, seeded(9))
  const found = index.within(other, 31)
  assert.equal(found.length, 6_000)
  assert.ok(found.every(({ id, distance }, i) => id === i && distance === 31))
  assert.deepEqual(index.within(other, 30), [])
  assert.deepEqual(new HashIndex().within(hash, 256), [])
})

test('hex digits are read and written; anything else is no hash', () => {
  const text = 'd8f8f0cee0f4a84f0637022a078f67f0b36e2ed596621e1d33e6339c4e9c9b22'
  const hash = new Uint32Array(hashWords)
  assert.equal(readHash(Buffer.from(`x${text.toUpperCase()}`), 1, hash), true)
  assert.equal(hexOf(hash), text)
  for (const bad of ['', text.slice(1), text.replace('8', 'g'), text.replace('f', ' '), text.replace('2a', '-1')])
    assert.equal(readHash(Buffer.from(bad), 0, hash), false, bad)
  assert.ok(distanceUpTo(3, hash, { many: new Uint32Array(hashWords), at: 0 }) > 3)
})

test('hashes that were blanked are found no more, before and after everything is sorted anew, and the others still are', () => {
  const random = seeded(21)
  const index = new HashIndex()
  const all = Array.from({ length: 9_000 }, () => drawn(random))
  for (const hash of all) index.add(hash)
  while (index.settle());
  const gone = [0, 17, 5_000, 8_999]
  index.blank(gone)
  const check = () => {
    for (const id of gone) assert.deepEqual(index.within(all[id] ?? drawn(random), 31), [])
    for (const id of [1, 4_999, 8_998])
      assert.deepEqual(index.within(all[id] ?? drawn(random), 31), [{ id, distance: 0 }])
  }
  check()
  while (index.settle());
  check()
  const words = index.hashes().flatMap((block) => [...block])
  assert.ok(gone.every((id) => words.slice(8 * id, 8 * id + 8).every((word) => word === 0)))
})
