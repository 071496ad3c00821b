import type { Read } from './boxes.ts'
import type { Range } from './iso.ts'

/** Elements of Matroska (RFC 9559) that are entered or read; every other is passed over. */
const id = {
  head: 0x1a45dfa3,
  docType: 0x4282,
  segment: 0x18538067,
  info: 0x1549a966,
  scale: 0x2ad7b1,
  duration: 0x4489,
  tracks: 0x1654ae6b,
  track: 0xae,
  trackType: 0x83,
  cluster: 0x1f43b675,
  time: 0xe7,
  block: 0xa3,
  group: 0xa0,
  inGroup: 0xa1,
  tags: 0x1254c367,
}
const entered = new Set([id.head, id.segment, id.info, id.tracks, id.track, id.cluster, id.group])
const most = { elements: 400_000, value: 32, tags: 100 }
const isVideo = 1

/** What a WebM film tells: how long it lasts, in seconds, by what it says or by its last block; and where its tags lie. A
 *  recorder that wrote piece by piece says neither its own size nor its length, and may have been cut off. Throws where it
 *  is none, or was made to be slow. */
export async function lookAtWebm(read: Read, size: number): Promise<{ seconds: number; hidden: Range[] }> {
  const film = { docType: '', scale: 1_000_000, duration: 0, hasVideo: false, cluster: 0, end: 0 }
  const hidden: Range[] = []
  const bytesAt = windowed(read)
  let count = 0
  for (let at = 0; at < size; ) {
    if (++count > most.elements) throw new Error('too many elements')
    const head = await bytesAt(at, 12)
    const name = vint(head, 0, { isId: true })
    const length = vint(head, name.width, { isId: false })
    const body = at + name.width + length.width
    if (count === 1 && name.value !== id.head) throw new Error('not EBML')
    // A recorder that was cut off leaves its last element half written: the film ends before it.
    if (body > size || (!length.isUnknown && !entered.has(name.value) && body + length.value > size)) break
    if (entered.has(name.value)) {
      at = body
      continue
    }
    if (length.isUnknown) throw new Error('an element without an end')
    if (name.value === id.tags && hidden.push([body, body + length.value]) > most.tags) throw new Error('too many tags')
    note(film, { name: name.value, bytes: await bytesAt(body, Math.min(length.value, most.value)) })
    at = body + length.value
  }
  if (!/^(webm|matroska)\0*$/.test(film.docType) || !film.hasVideo) throw new Error('no film')
  const seconds = ((film.duration > 0 ? film.duration : film.end) * film.scale) / 1e9
  if (!Number.isFinite(seconds)) throw new Error('no length')
  return { seconds, hidden }
}

type Film = { docType: string; scale: number; duration: number; hasVideo: boolean; cluster: number; end: number }

function note(film: Film, { name, bytes }: { name: number; bytes: Buffer }): void {
  if (name === id.docType) film.docType = bytes.toString('latin1')
  else if (name === id.scale) film.scale = whole(bytes)
  else if (name === id.duration) film.duration = bytes.length === 4 ? bytes.readFloatBE() : bytes.readDoubleBE()
  else if (name === id.trackType) film.hasVideo ||= whole(bytes) === isVideo
  else if (name === id.time) film.cluster = whole(bytes)
  else if (name === id.block || name === id.inGroup) {
    // A block begins with its track, and when it is shown, counted from its cluster.
    const { width } = vint(bytes, 0, { isId: false })
    film.end = Math.max(film.end, film.cluster + bytes.readInt16BE(width))
  }
}

/** A number of up to eight bytes. */
function whole(bytes: Buffer): number {
  if (bytes.length > 6) return Number(BigInt(`0x${bytes.toString('hex')}`))
  return bytes.length === 0 ? 0 : bytes.readUIntBE(0, bytes.length)
}

/** A number that says its own width (RFC 8794, 4): of an id the marker belongs to it, of a size all bits set mean that nobody
 *  knows. */
function vint(bytes: Buffer, at: number, { isId }: { isId: boolean }) {
  // Beyond the end of what was written everything reads as the shortest number.
  const first = bytes[at] ?? 0x80
  const width = Math.clz32(first) - 23
  if (width > (isId ? 4 : 8)) throw new Error('not a number')
  const rest = bytes.subarray(at + 1, at + width)
  const marked = isId ? first : first & (0xff >> width)
  const value = rest.reduce((sum, byte) => sum * 256 + byte, marked)
  const isUnknown = !isId && marked === 0xff >> width && rest.every((byte) => byte === 0xff)
  return { width, value, isUnknown }
}

/** Reads ahead: the heads of elements lie close together. */
function windowed(read: Read): Read {
  const ahead = 64 * 1024
  let from = 0
  let held: Buffer = Buffer.alloc(0)
  return async (at, length) => {
    if (at < from || at + length > from + held.length) {
      held = await read(at, Math.max(length, ahead))
      from = at
    }
    return held.subarray(at - from, at - from + length)
  }
}
