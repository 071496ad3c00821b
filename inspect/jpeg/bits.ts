import type { Codes } from './headers.ts'

/** The bits of one restart interval, without the stuffing; zeros follow its end. */
export type Bits = { data: Uint8Array; at: number; readonly end: number }

/** `fast`: by the next ten bits, length × 256 + symbol, 0 where the code is longer. The others by length: the codes below
 *  `limit` (as 16 bits, left-aligned) have at most this length, and `offset` leads to their symbols. */
export type Table = { fast: Uint16Array; limit: Int32Array; offset: Int32Array; symbols: Uint8Array }

/** Canonical Huffman codes (ITU-T T.81 annex C) made ready for look-ups. */
export function tableOf({ counts, symbols }: Codes): Table {
  const fast = new Uint16Array(1024)
  const limit = new Int32Array(18)
  const offset = new Int32Array(18)
  let code = 0
  let index = 0
  for (let length = 1; length <= 16; length++) {
    const count = counts[length - 1] ?? 0
    offset[length] = index - code
    for (let i = 0; i < count && length <= 10; i++) {
      const from = (code + i) << (10 - length)
      fast.fill((length << 8) | (symbols[index + i] ?? 0), from, from + (1 << (10 - length)))
    }
    code += count
    index += count
    limit[length] = code << (16 - length)
    code <<= 1
  }
  return { fast, limit, offset, symbols }
}

/** The entry for a code longer than ten bits, told from the next sixteen; 0 where there is none such. */
export function longEntry({ limit, offset, symbols }: Table, next: number): number {
  let length = 11
  while (length <= 16 && next >= (limit[length] ?? 0)) length++
  if (length > 16) return 0
  const symbol = symbols[(next >>> (16 - length)) + (offset[length] ?? 0)]
  return symbol === undefined ? 0 : (length << 8) | symbol
}

/** The 25 bits (or more) from this place on, left-aligned in 32. */
export const peek = ({ data }: Bits, at: number): number => {
  const i = at >>> 3
  return (
    (((data[i] ?? 0) << 24) | ((data[i + 1] ?? 0) << 16) | ((data[i + 2] ?? 0) << 8) | (data[i + 3] ?? 0)) << (at & 7)
  )
}

/** The next symbol; -1 where the bits are no code. */
export function symbolOf(bits: Bits, table: Table): number {
  const word = peek(bits, bits.at)
  const entry = (table.fast[word >>> 22] ?? 0) || longEntry(table, word >>> 16)
  if (entry === 0) return -1
  bits.at += entry >>> 8
  return entry & 255
}

/** So many bits as a number, up to 16. */
export function take(bits: Bits, count: number): number {
  if (count === 0) return 0
  const value = peek(bits, bits.at) >>> (32 - count)
  bits.at += count
  return value
}

/** A signed value of this size as JPEG writes it. */
export const signed = (value: number, size: number): number =>
  size > 0 && value < 1 << (size - 1) ? value - (1 << size) + 1 : value

/** The coded data from this place to the next marker that is no restart, cut at the restarts and freed of stuffing. */
export function intervalsAt(bytes: Uint8Array, from: number): { intervals: Bits[]; next: number } {
  const intervals: Bits[] = []
  let clean = new Uint8Array(0)
  let length = 0
  let at = from
  for (;;) {
    const found = bytes.indexOf(0xff, at)
    const end = found < 0 ? bytes.length : found
    const marker = found < 0 ? -1 : (bytes[end + 1] ?? -1)
    const kept = marker === 0 ? end + 1 : end
    if (length + kept - at + 8 > clean.length) clean = grown(clean, length + kept - at, bytes.length - from)
    clean.set(bytes.subarray(at, kept), length)
    length += kept - at
    at = end + (marker === 0xff ? 1 : 2)
    if (marker === 0 || marker === 0xff) continue
    intervals.push({ data: clean.subarray(0, length + 8), at: 0, end: length * 8 })
    if (marker < 0xd0 || marker > 0xd7) return { intervals, next: end }
    clean = clean.subarray(length + 8)
    length = 0
  }
}

/** Room for more, mostly allotted once for the whole file. */
function grown(clean: Uint8Array, needed: number, rest: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(2 * needed, rest) + 16)
  larger.set(clean.subarray(0, Math.min(clean.length, larger.length)))
  return larger
}
