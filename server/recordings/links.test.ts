import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { instant } from '@anxin/domain/basics.ts'
import { type About, clockMoved, type Piece, waybillOf } from '@anxin/domain/recordings/film.ts'
import type { Break } from '@anxin/domain/recordings/recording.ts'
import fc from 'fast-check'
import { breakIn, headOf } from './links.ts'

const about: About = {
  ...{ recording: 'r', merchant: 'm', waybill: 'SF1234567890', order: null, device: 'd' },
  ...{ startedAt: instant(1_000), offset: 250 },
}
const pieceOf = (bytes: Uint8Array, i: number): Piece => ({
  ...{ at: i * 1_000, clock: instant(1_000 + i * 1_000), size: bytes.length },
  sha256: createHash('sha256').update(bytes).digest('hex'),
})
async function* inParts(bytes: Buffer, width: number) {
  for (let at = 0; at < bytes.length; at += width) yield bytes.subarray(at, at + width)
}

/** Pieces that differ from each other, and where something is done to one of them. */
const films = fc
  .uniqueArray(fc.uint8Array({ minLength: 8, maxLength: 60 }), { minLength: 3, maxLength: 12, selector: String })
  .chain((parts) =>
    fc.record({
      parts: fc.constant(parts.map((part) => Buffer.from(part))),
      i: fc.nat(parts.length - 2),
      bit: fc.nat(7),
      width: fc.integer({ min: 1, max: 200 }),
    }),
  )
const asked = (parts: readonly Buffer[], pieces: readonly Piece[], width: number) =>
  breakIn(inParts(Buffer.concat(parts), width), pieces)

test('a film that is as it was taken is whole, in however large parts it is read', async () => {
  await fc.assert(
    fc.asyncProperty(films, async ({ parts, width }) =>
      assert.equal(await asked(parts, parts.map(pieceOf), width), null),
    ),
  )
})

test('a piece that was changed, swapped, dropped or repeated, and an end that is not the film’s, are found and named', async () => {
  await fc.assert(
    fc.asyncProperty(films, async ({ parts, i, bit, width }) => {
      const pieces = parts.map(pieceOf)
      const found = (film: Buffer[]) => asked(film, pieces, width)
      const expect = async (how: Break['how'], piece: number, film: Buffer[]) =>
        assert.deepEqual(await found(film), { how, piece })
      const changed = parts.map((part) => Buffer.from(part))
      const one = changed[i] ?? Buffer.alloc(1)
      one[0] = (one[0] ?? 0) ^ (1 << bit)
      if (!parts.some((part) => part.equals(one))) await expect('changed', i + 1, changed)
      const [here, next] = [parts[i] ?? one, parts[i + 1] ?? one]
      await expect('swapped', i + 1, parts.with(i, next).with(i + 1, here))
      await expect('dropped', i + 1, parts.toSpliced(i, 1))
      await expect('repeated', i + 2, parts.toSpliced(i, 0, here))
      await expect('short', parts.length, [...parts.slice(0, -1), (parts.at(-1) ?? one).subarray(0, -1)])
      await expect('long', parts.length + 1, [...parts, Buffer.from('more')])
    }),
  )
})

test('the last link depends on every word of what the film is of, and on every piece and its place', () => {
  const pieces = [1, 2, 3].map((n) => pieceOf(Buffer.from([n]), n))
  const [first, second, third] = pieces
  assert.ok(first && second && third)
  const others: [About, Piece[]][] = [
    ...Object.keys(about).map((field): [About, Piece[]] => [{ ...about, [field]: 7 }, pieces]),
    [about, [second, first, third]],
    [about, [first, second]],
    [about, [first, second, { ...third, clock: instant(third.clock + 1) }]],
    [about, [first, second, { ...third, at: third.at + 1 }]],
  ]
  const heads = new Set([[about, pieces] as const, ...others].map(([of, list]) => headOf(of, list)))
  assert.equal(heads.size, others.length + 1)
})

test('a clock that was set while it recorded is told, with the piece and by how much', () => {
  const pieces = [0, 1, 2, 3].map((i) => pieceOf(Buffer.from([i]), i))
  const clocks = { startedAt: instant(1_000), offset: 250, offsetThen: 900 }
  assert.equal(clockMoved(clocks, pieces), null)
  const set = pieces.map((piece, i) => (i < 2 ? piece : { ...piece, clock: instant(piece.clock - 3_600_000) }))
  assert.deepEqual(clockMoved(clocks, set), { n: 3, by: -3_600_000 })
  assert.deepEqual(clockMoved({ ...clocks, offsetThen: 3_600_250 }, pieces), { n: 0, by: -3_600_000 })
})

test('a waybill is the same however it was typed; what can be none is none', () => {
  for (const typed of ['SF1234567890', ' sf 1234567890\t', 'ＳＦ１２３４５６７８９０'])
    assert.equal(waybillOf(typed), 'SF1234567890')
  for (const none of [
    '',
    '12345',
    '你好你好你好',
    'SF12345678\u0000',
    'A'.repeat(41),
    '-SF1234567',
    "SF1'; drop table",
  ])
    assert.equal(waybillOf(none), null, none)
})
