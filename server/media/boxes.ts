/** One box of an ISO base media file (ISO/IEC 14496-12): its type, where it begins, its content begins, and it ends. */
export type Box = { type: string; at: number; body: number; end: number }

/** Bytes of a file, wherever it lies. May give fewer at its end. */
export type Read = (at: number, length: number) => Promise<Buffer>

/** A file that has more boxes than this was made to be slow. */
const mostBoxes = 10_000

/** The box whose header `head` begins with. Throws when it claims more than there is, so that every walk goes forward. */
function boxAt(head: Buffer, at: number, limit: number): Box {
  const short = head.readUInt32BE(0)
  const body = at + (short === 1 ? 16 : 8)
  const size = short === 1 ? Number(head.readBigUInt64BE(8)) : short === 0 ? limit - at : short
  const end = at + size
  if (end > limit || end < body) throw new Error('a box does not fit')
  return { type: head.toString('latin1', 4, 8), at, body, end }
}

/** The boxes that a file consists of, read one header at a time. */
export async function boxesOf(read: Read, size: number): Promise<Box[]> {
  const found: Box[] = []
  for (let at = 0; at < size; at = found.at(-1)?.end ?? size) {
    if (found.length === mostBoxes) throw new Error('too many boxes')
    found.push(boxAt(await read(at, 16), at, size))
  }
  return found
}

/** The boxes in `bytes` from `from` on. */
export function boxesIn(bytes: Buffer, from = 0): Box[] {
  const found: Box[] = []
  for (let at = from; at < bytes.length; at = found.at(-1)?.end ?? bytes.length) {
    if (found.length === mostBoxes) throw new Error('too many boxes')
    found.push(boxAt(bytes.subarray(at, at + 16), at, bytes.length))
  }
  return found
}

/** Reads big-endian numbers one after the other; throws at the end of the bytes. */
export function numbersIn(bytes: Buffer, from = 0): (width: number) => number {
  let at = from
  return (width) => {
    if (width === 0) return 0
    const value = width === 8 ? Number(bytes.readBigUInt64BE(at)) : bytes.readUIntBE(at, width)
    at += width
    return value
  }
}
