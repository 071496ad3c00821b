import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Read } from './boxes.ts'
import { lookAtIso } from './iso.ts'
import { box, mp4, webmPieces } from './pictures.ts'
import { lookAtWebm } from './webm.ts'

const u32 = (...values: number[]) => {
  const bytes = Buffer.alloc(4 * values.length)
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, 4 * i)
  return bytes
}
const secondsOf = async (bytes: Buffer) => {
  const read: Read = async (at, length) => bytes.subarray(at, at + length)
  const seen = await lookAtIso(read, bytes.length)
  assert.ok(seen.is === 'video')
  return seen.seconds
}

test('a film lasts as long as its head says', async () => {
  for (const seconds of [0, 0.5, 12, 3_600]) assert.equal(await secondsOf(mp4({ seconds })), seconds)
})

/** How a camera in a browser writes: head first, lengths unknown, then piece after piece. `own`: each sample says how long
 *  it lasts; otherwise the piece or the head says it for all. */
type Piece = { own: number[] } | { each: number; count: number }
function inPieces(scale: number, pieces: readonly Piece[], { usual = 40, sum = 0 } = {}): Buffer {
  const head = Buffer.concat([u32(0, 0, 0, 1_000, 0), Buffer.alloc(80)])
  const clock = box('mdhd', u32(0, 0, 0, scale, 0, 0))
  const track = box('trak', box('tkhd', Buffer.concat([u32(0, 0, 0, 7), Buffer.alloc(68)])), box('mdia', clock))
  const more = box('mvex', ...(sum ? [box('mehd', u32(0, sum))] : []), box('trex', u32(0, 7, 1, usual, 0, 0)))
  const bytes = [box('ftyp', Buffer.from('isom\0\0\0\0isom')), box('moov', box('mvhd', head), track, more)]
  let at = 0
  if (pieces.length === 0) bytes.push(box('mdat', Buffer.alloc(30)))
  for (const piece of pieces) {
    const own = 'own' in piece ? piece.own : []
    const isUsual = 'each' in piece && piece.each === usual
    const run = 'own' in piece ? [0x301, own.length, 8, ...own.flatMap((ticks) => [ticks, 9])] : [0x001, piece.count, 8]
    const begun = 'each' in piece && !isUsual ? u32(0x08, 7, piece.each) : u32(0, 7)
    const part = box('traf', box('tfhd', begun), box('tfdt', u32(0, at)), box('trun', u32(...run)))
    bytes.push(box('moof', box('mfhd', u32(0, 1)), part), box('mdat', Buffer.alloc(30)))
    at += 'own' in piece ? own.reduce((one, other) => one + other, 0) : piece.each * piece.count
  }
  return Buffer.concat(bytes)
}

const ticks = fc.integer({ min: 1, max: 5_000 })
const anyPiece: fc.Arbitrary<Piece> = fc.oneof(
  fc.record({ own: fc.array(ticks, { minLength: 1, maxLength: 12 }) }),
  fc.record({ each: fc.constantFrom(40, 33, 512), count: fc.integer({ min: 1, max: 90 }) }),
)

test('a film written piece by piece lasts to the end of its last piece', () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 90_000 }),
      fc.array(anyPiece, { minLength: 1, maxLength: 40 }),
      async (scale, pieces) => {
        const all = pieces.reduce(
          (sum, piece) => sum + ('own' in piece ? piece.own.reduce((a, b) => a + b, 0) : piece.each * piece.count),
          0,
        )
        assert.equal(await secondsOf(inPieces(scale, pieces)), all / scale)
      },
    ),
  ))

test('the sum beside the head is believed, and none said is none', async () => {
  assert.equal(await secondsOf(inPieces(1_000, [{ each: 40, count: 3 }], { sum: 9_000 })), 9)
  assert.equal(await secondsOf(inPieces(1_000, [])), 0)
})

const ofWebm = (bytes: Buffer) => lookAtWebm(async (at, length) => bytes.subarray(at, at + length), bytes.length)

test('a film of a browser’s recorder lasts until its last block, though nothing in it says so', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 600_000 }), { minLength: 1, maxLength: 40 }),
      async (starts) => {
        const { seconds } = await ofWebm(Buffer.concat(webmPieces(starts)))
        assert.equal(seconds, (Math.max(...starts) + 40) / 1_000)
      },
    ),
  )
})

test('a film that was cut off in the midst of a piece lasts until its last whole block', async () => {
  const film = Buffer.concat(webmPieces([0, 1_000, 2_000]))
  const head = Buffer.concat(webmPieces([0])).length
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: head, max: film.length }), async (end) => {
      const { seconds } = await ofWebm(film.subarray(0, end))
      const whole = [0, 1_000, 2_000].filter(
        (_, i, all) => Buffer.concat(webmPieces(all.slice(0, i + 1))).length <= end,
      )
      assert.equal(seconds, ((whole.at(-1) ?? 0) + 40) / 1_000)
    }),
  )
})

test('any damage to such a film is an answer or an error, soon', async () => {
  const film = Buffer.concat(webmPieces([0, 1_000, 2_000], { filler: 30 }))
  await fc.assert(
    fc.asyncProperty(fc.nat(film.length - 1), fc.nat(255), fc.nat(film.length), async (at, byte, end) => {
      const bytes = Buffer.from(film.subarray(0, end))
      if (at < end) bytes[at] = byte
      const seen = await ofWebm(bytes).catch(() => null)
      assert.ok(seen === null || (Number.isFinite(seen.seconds) && seen.seconds >= 0), `${seen?.seconds}`)
    }),
  )
  await assert.rejects(ofWebm(Buffer.from('not a film at all')), /EBML|number/)
  await assert.rejects(ofWebm(Buffer.concat([film.subarray(0, 40), Buffer.alloc(2_000_000, 0xec)])))
})
