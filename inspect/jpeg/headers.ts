/** What the segments before and between the scans say: tables, frame, scan. A reader that is asked for more than there is
 *  gets zeros, so that a broken length ends as a broken picture and never as an exception. */

/** Order in which the 64 coefficients of a block are sent. The tail catches runs that lead out of the block. */
export const zigzag = Uint8Array.from([
  0,
  1,
  8,
  16,
  9,
  2,
  3,
  10,
  17,
  24,
  32,
  25,
  18,
  11,
  4,
  5,
  12,
  19,
  26,
  33,
  40,
  48,
  41,
  34,
  27,
  20,
  13,
  6,
  7,
  14,
  21,
  28,
  35,
  42,
  49,
  56,
  57,
  50,
  43,
  36,
  29,
  22,
  15,
  23,
  30,
  37,
  44,
  51,
  58,
  59,
  52,
  45,
  38,
  31,
  39,
  46,
  53,
  60,
  61,
  54,
  47,
  55,
  62,
  63,
  ...new Array<number>(32).fill(63),
])

/** One colour plane as the frame declares it: sampling factors and number of its quantisation table. */
export type Declared = { id: number; across: number; down: number; table: number }
export type Frame = { width: number; height: number; isProgressive: boolean; components: Declared[] }
/** Which components a scan carries, with the numbers of their Huffman tables, the band of coefficients, and the bit
 *  positions before (`high`) and after (`low`) it. */
export type Scan = {
  components: { id: number; dc: number; ac: number }[]
  from: number
  to: number
  high: number
  low: number
}
/** Counts of codes by length (1 to 16) and their symbols, in order. */
export type Codes = { counts: Uint8Array; symbols: Uint8Array }

const word = (bytes: Uint8Array, at: number) => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)

/** The next marker at or behind this place (fill bytes passed over) and the body of its segment; null at the end. */
export function segmentAt(bytes: Uint8Array, from: number): { marker: number; body: Uint8Array; next: number } | null {
  let at = bytes.indexOf(0xff, from)
  while (at >= 0 && at + 1 < bytes.length) {
    const marker = bytes[at + 1] ?? 0
    const isMarker = marker !== 0xff && marker !== 0 && (marker < 0xd0 || marker > 0xd8)
    if (isMarker) {
      const length = marker === 0xd9 ? 0 : Math.max(2, word(bytes, at + 2))
      return { marker, body: bytes.subarray(at + 4, at + 2 + length), next: at + 2 + length }
    }
    at = bytes.indexOf(0xff, marker === 0xff ? at + 1 : at + 2)
  }
  return null
}

/** Baseline, extended and progressive Huffman frames of 8 bits; null for every other kind (arithmetic, lossless, 12 bits)
 *  and for one without a size. */
export function frameOf(marker: number, body: Uint8Array): Frame | null {
  const count = body[5] ?? 0
  const [height, width] = [word(body, 1), word(body, 3)]
  if (marker > 0xc2 || body[0] !== 8 || width < 1 || height < 1 || count < 1 || count > 4) return null
  const components = Array.from({ length: count }, (_, i) => {
    const at = 6 + 3 * i
    const factors = body[at + 1] ?? 0
    return { id: body[at] ?? 0, across: factors >> 4, down: factors & 15, table: body[at + 2] ?? 0 }
  })
  const isSound = components.every(({ across, down }) => across >= 1 && across <= 4 && down >= 1 && down <= 4)
  return isSound ? { width, height, isProgressive: marker === 0xc2, components } : null
}

/** Quantisation tables of a segment into the set, in the order of rows. */
export function readQuantisation(body: Uint8Array, into: Map<number, Uint16Array>): void {
  for (let at = 0; at < body.length; ) {
    const head = body[at++] ?? 0
    const wide = head >> 4 ? 2 : 1
    if (at + 64 * wide > body.length) return
    const table = new Uint16Array(64)
    for (let k = 0; k < 64; k++) table[zigzag[k] ?? 0] = wide === 2 ? word(body, at + 2 * k) : (body[at + k] ?? 0)
    into.set(head & 15, table)
    at += 64 * wide
  }
}

/** Huffman codes of a segment into the set: direct-current tables under 0 to 3, the others under 16 to 19. */
export function readCodes(body: Uint8Array, into: Map<number, Codes>): void {
  for (let at = 0; at + 17 <= body.length; ) {
    const number = body[at] ?? 0
    const counts = body.slice(at + 1, at + 17)
    const total = counts.reduce((sum, one) => sum + one, 0)
    if (total > 256) return
    into.set(number, { counts, symbols: body.slice(at + 17, at + 17 + total) })
    at += 17 + total
  }
}

/** The head of a scan; null where it makes no sense. */
export function scanOf(body: Uint8Array): Scan | null {
  const count = body[0] ?? 0
  if (count < 1 || count > 4 || body.length < 4 + 2 * count) return null
  const components = Array.from({ length: count }, (_, i) => {
    const tables = body[2 + 2 * i] ?? 0
    return { id: body[1 + 2 * i] ?? 0, dc: tables >> 4, ac: tables & 15 }
  })
  const [from = 0, to = 0, bits = 0] = body.subarray(1 + 2 * count)
  const scan = { components, from, to, high: bits >> 4, low: bits & 15 }
  return from > 63 || to > 63 || from > to || scan.low > 13 ? null : scan
}

/** Samples of a restart interval, in units as the scan counts them; 0 for none. */
export const intervalOf = (body: Uint8Array): number => word(body, 0)
