import { type Box, boxesIn, numbersIn, type Read } from './boxes.ts'

/** How long a film lasts, in seconds, as its boxes say (ISO/IEC 14496-12): the head (`mvhd`, 8.2.2); of one that was written
 *  piece by piece while it was taken, the sum beside it (`mehd`, 8.8.2) or the end of its last pieces (`tfdt` and `trun`,
 *  8.8.12 and 8.8.8). 0 where none of them says anything. Throws where they cannot be read. */
export async function secondsOf(read: Read, top: readonly Box[], moov: Buffer): Promise<number> {
  const head = within(moov, 'mvhd')
  if (!head) return 0
  const { scale, length } = timed(head)
  if (!(scale > 0)) return 0
  if (length > 0) return length / scale
  const extended = within(moov, 'mvex')
  const sum = extended && within(extended, 'mehd')
  if (sum) return durationIn(sum, 4) / scale
  return extended ? endOfPieces(read, top, tracksOf(moov, extended)) : 0
}

const most = { pieces: 16, piece: 1 << 20, samples: 100_000 }

const within = (bytes: Buffer, type: string, from = 0): Buffer | undefined => {
  const box = boxesIn(bytes, from).find((one) => one.type === type)
  return box && bytes.subarray(box.body, box.end)
}
const each = (bytes: Buffer, type: string): Buffer[] =>
  boxesIn(bytes)
    .filter((one) => one.type === type)
    .map(({ body, end }) => bytes.subarray(body, end))

/** `mvhd` and `mdhd` begin alike: version, two dates, scale, length. */
function timed(box: Buffer): { scale: number; length: number } {
  const at = box[0] === 1 ? 20 : 12
  return { scale: box.readUInt32BE(at), length: durationIn(box, at + 4) }
}

/** All bits set stand for not known yet. */
function durationIn(box: Buffer, at: number): number {
  const width = box[0] === 1 ? 8 : 4
  return box.subarray(at, at + width).every((byte) => byte === 0xff) ? 0 : numbersIn(box, at)(width)
}

type Track = { scale: number; usual: number }

/** By its number: the ticks a second of each track, and how many a sample lasts unless it says otherwise. */
function tracksOf(moov: Buffer, extended: Buffer): Map<number, Track> {
  const usual = new Map(each(extended, 'trex').map((box) => [box.readUInt32BE(4), box.readUInt32BE(12)]))
  const tracks = new Map<number, Track>()
  for (const track of each(moov, 'trak')) {
    const head = within(track, 'tkhd')
    const media = within(track, 'mdia')
    const clock = media && within(media, 'mdhd')
    if (!head || !clock) continue
    const id = head.readUInt32BE(head[0] === 1 ? 20 : 12)
    tracks.set(id, { scale: timed(clock).scale, usual: usual.get(id) ?? 0 })
  }
  return tracks
}

async function endOfPieces(read: Read, top: readonly Box[], tracks: Map<number, Track>): Promise<number> {
  let end = 0
  for (const { body, end: after } of top.filter(({ type }) => type === 'moof').slice(-most.pieces)) {
    if (after - body > most.piece) throw new Error('a piece that is too large')
    const piece = await read(body, after - body)
    for (const part of each(piece, 'traf')) end = Math.max(end, endOfPart(part, tracks))
  }
  return end
}

/** When the last sample of a piece's part of a track ends, in seconds. */
function endOfPart(part: Buffer, tracks: Map<number, Track>): number {
  const head = within(part, 'tfhd')
  const begin = within(part, 'tfdt')
  const track = head && tracks.get(head.readUInt32BE(4))
  if (!begin || !track || track.scale === 0) return 0
  const ticks = each(part, 'trun').reduce((sum, run) => sum + lengthOf(run, usualIn(head) ?? track.usual), 0)
  return (durationIn(begin, 4) + ticks) / track.scale
}

/** How many ticks a sample of this piece lasts, where the piece says so. */
function usualIn(head: Buffer): number | undefined {
  const flags = head.readUIntBE(1, 3)
  if (!(flags & 0x08)) return undefined
  return head.readUInt32BE(8 + (flags & 0x01 ? 8 : 0) + (flags & 0x02 ? 4 : 0))
}

/** How many ticks a run of samples lasts. */
function lengthOf(run: Buffer, usual: number): number {
  const flags = run.readUIntBE(1, 3)
  const count = run.readUInt32BE(4)
  if (!(flags & 0x100)) return count * usual
  if (count > most.samples) throw new Error('too many samples')
  const from = 8 + (flags & 0x01 ? 4 : 0) + (flags & 0x04 ? 4 : 0)
  const width = 4 * [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length
  let ticks = 0
  for (let i = 0; i < count; i++) ticks += run.readUInt32BE(from + i * width)
  return ticks
}
