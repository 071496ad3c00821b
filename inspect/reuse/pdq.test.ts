import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Pixels } from '../photo.ts'
import { distanceUpTo, type Hash, hexOf } from './hash.ts'
import { dihedralPdq, pdq, turns } from './pdq.ts'
import { picture, seeded } from './testing.ts'

/** What Meta's pdq-photo-hasher (ThreatExchange of 2026-07, CImg 2.2.0) prints for these pictures, written as PPM and PGM:
 *  with each window of the filter, sampled down along both sides or one, as they are, 64 × 64, and too small. */
const reference = [
  {
    width: 512,
    height: 512,
    channels: 3,
    quality: 41,
    hash: '555c56946aad6d69b6d216964a94a96b556972b5aa96d54a854a2ab5556d9563',
  },
  {
    width: 700,
    height: 1000,
    channels: 3,
    quality: 33,
    hash: '6733ef33b9dc046d198e99de00cc6601ff33db36c333ff213cc900cd00cc99ce',
  },
  {
    width: 513,
    height: 40,
    channels: 3,
    quality: 80,
    hash: '03f86da74db225e6839803ed83f921e78bf824e59e1803ed92c931e58f38fc1e',
  },
  {
    width: 300,
    height: 400,
    channels: 3,
    quality: 45,
    hash: 'cd4b214e16241ce7c99b52be177629daef9916e43226e919e543f224f2a4cd99',
  },
  {
    width: 200,
    height: 150,
    channels: 1,
    quality: 92,
    hash: '40bf98b099391839c47cef46e347c0cefd90131942cfc6ceefc6c22e18a9bf38',
  },
  {
    width: 100,
    height: 37,
    channels: 3,
    quality: 58,
    hash: '07077606dc3963e00e3c703bf9f1070072e6f8b967e607078d1b72e69f38f1c3',
  },
  {
    width: 64,
    height: 64,
    channels: 3,
    quality: 65,
    hash: '25da6da56d256969969296924b4b95ad696d496996962a5a94b65ab46969d4b5',
  },
  {
    width: 1280,
    height: 96,
    channels: 1,
    quality: 58,
    hash: '4a1ece5ecc67a4e521a531ad719e1e1a5e5a465ae1c221e11da1353dfe1e1e1e',
  },
  {
    width: 5,
    height: 9,
    channels: 3,
    quality: 60,
    hash: 'c4f13c0fc6f13b0ecb729324cb726c5b348d6cdb348dc6f13b0e93e03b0e91a4',
  },
  {
    width: 4,
    height: 300,
    channels: 3,
    quality: 0,
    hash: '0000000000000000000000000000000000000000000000000000000000000000',
  },
  {
    width: 385,
    height: 257,
    channels: 3,
    quality: 27,
    hash: 'd2b3a5a50dad62721e9eadade1a11a8fd29290a58dad63711a5a9cce6171272f',
  },
  {
    width: 40,
    height: 30,
    channels: 3,
    quality: 80,
    hash: '2346e1641e138c19b838765667e607ea1bbb8d890607c707478f1ebaf8f81fd6',
  },
] as const
/** The same program with --pdqdih, for the second of them: in the order of `turns`. */
const referenceTurned = [
  '6733ef33b9dc046d198e99de00cc6601ff33db36c333ff213cc900cd00cc99ce',
  '64f13e0fe198db366cd92e67c1f0330e2e0fc9f0d0f01b1f360fc1b8cce12e43',
  '326645996d89aec75c5333745599ccabaa66719c9666458b699caa6755993364',
  '31a494a5b4cd799c398c84cd94a5b9a47b5a735a95a5b1b57b5a6b1299b484e9',
  '673310ccb9dcfbfa198e662100cc99feff3324c9c33310de3cc9ff3200cc6631',
  '3266ba66ed8951385cd3cc8b55993354aa668e639666ba74699c55985599cc9b',
  '64f1c1f0e1982cd96cd9d198c1f0ecf12e0f360fd0f0e4e03e0f3e47cce1d1bc',
  '11a46b5ab4cd8e63398c7b3294a5665b735a9ca585a54e4a635a94ed99b47b16',
]

const distance = (a: Hash, b: Hash) => distanceUpTo(256, a, { many: b, at: 0 })
const shown = ({ hash, quality }: { hash: Hash; quality: number }) => ({ hash: hexOf(hash), quality })

test("hash and quality are those of Meta's program, bit by bit", () => {
  for (const [i, { width, height, channels, quality, hash }] of reference.entries())
    assert.deepEqual(shown(pdq(picture({ width, height, channels }, i + 1))), { hash, quality }, `${width} × ${height}`)
})

test("the eight forms are those of Meta's program", () => {
  const { hashes, quality } = dihedralPdq(picture({ width: 700, height: 1_000, channels: 3 }, 2))
  assert.deepEqual({ hashes: hashes.map(hexOf), quality }, { hashes: referenceTurned, quality: 33 })
})

test('a picture that was turned or mirrored has nearly the hash of that form of the original', () => {
  const original = smooth(400, 400)
  const { hashes } = dihedralPdq(original)
  const lie: ((x: number, y: number) => [number, number])[] = [
    (x, y) => [x, y],
    (x, y) => [399 - y, x],
    (x, y) => [399 - x, 399 - y],
    (x, y) => [y, 399 - x],
    (x, y) => [x, 399 - y],
    (x, y) => [399 - x, y],
    (x, y) => [y, x],
    (x, y) => [399 - y, 399 - x],
  ]
  for (const [i, from] of lie.entries()) {
    const turned = pdq(moved(original, from)).hash
    const nearest = hashes.map((hash) => distance(hash, turned))
    assert.ok((nearest[i] ?? 256) <= 20, `${turns[i]}: ${nearest}`)
    assert.equal(Math.min(...nearest), nearest[i])
  }
})

test('the filters by definition, in double precision, give the same within two bits', () => {
  for (const [width, height] of [
    [512, 512],
    [300, 200],
    [129, 480],
  ] as const) {
    const pixels = smooth(width, height)
    assert.ok(distance(pdq(pixels).hash, slowPdq(pixels)) <= 2, `${width} × ${height}`)
  }
})

test('one colour has nothing to see', () => {
  const grey = { width: 80, height: 60, channels: 3, data: new Uint8Array(80 * 60 * 3).fill(128) } as const
  assert.equal(pdq(grey).quality, 0)
})

/** Waves in all directions: grey, no edges. */
function smooth(width: number, height: number): Pixels {
  const random = seeded(width + height)
  const waves = Array.from(
    { length: 40 },
    () => [(random() % 17) - 8, (random() % 17) - 8, random() / 2 ** 30] as const,
  )
  const data = new Uint8Array(width * height)
  for (let at = 0; at < data.length; at++) {
    const [x, y] = [(at % width) / width, Math.floor(at / width) / height]
    const sum = waves.reduce((total, [u, v, phase]) => total + Math.cos(2 * Math.PI * (u * x + v * y) + phase), 0)
    data[at] = Math.max(0, Math.min(255, 128 + 14 * sum))
  }
  return { width, height, channels: 1, data }
}

/** The square picture whose pixel at x, y is the original's at `from(x, y)`. */
function moved({ width, height, data }: Pixels, from: (x: number, y: number) => [number, number]): Pixels {
  const result = data.map((_, at) => {
    const [x, y] = from(at % width, Math.floor(at / width))
    return data[y * width + x] ?? 0
  })
  return { width, height, channels: 1, data: result }
}

/** Obviously the method, and slow: every mean from its own window, every frequency from all pixels. Grey, up to 512. */
function slowPdq({ width, height, data }: Pixels): Hash {
  let plane = Array.from({ length: height }, (_, y) => Array.from(data.subarray(y * width, (y + 1) * width)))
  const transposed = (rows: number[][]) => (rows[0] ?? []).map((_, x) => rows.map((row) => row[x] ?? 0))
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const blurred = (rows: number[][]) =>
    rows.map((row) => {
      const window = Math.ceil(row.length / 128)
      const ahead = Math.floor(window / 2)
      return row.map((_, x) => mean(row.slice(Math.max(0, x + ahead - window + 1), x + ahead + 1)))
    })
  for (let pass = 0; pass < 4; pass++) plane = transposed(blurred(plane))
  const middle = (i: number, length: number) => Math.floor(((i + 0.5) * length) / 64)
  const small = (i: number, j: number) => plane[middle(i, height)]?.[middle(j, width)] ?? 0
  const wave = (k: number, i: number) => Math.cos((Math.PI / 128) * (k + 1) * (2 * i + 1))
  const all = Array.from({ length: 64 }, (_, i) => i)
  const frequency = (k: number) =>
    all.reduce(
      (sum, i) => sum + wave(k >> 4, i) * all.reduce((inner, j) => inner + wave(k & 15, j) * small(i, j), 0),
      0,
    )
  const spectrum = Array.from({ length: 256 }, (_, k) => frequency(k))
  const median = spectrum.toSorted((a, b) => a - b)[127] ?? 0
  const digits = spectrum.map((value) => (value > median ? 1 : 0)).reverse()
  return Uint32Array.from({ length: 8 }, (_, word) =>
    Number.parseInt(digits.slice(word * 32, word * 32 + 32).join(''), 2),
  )
}
