/** Reading foreign bytes: whatever lies beyond the end reads as 0 or as nothing, so that no reader throws on a cut. */

/** A stretch of the file that carries metadata of one kind, and the place where it stood, as people name it. */
export type Piece = { where: string; at: number; bytes: Uint8Array }
/** A text with the name it was filed under. */
export type Text = { where: string; key: string; value: string }

export const u8 = (b: Uint8Array, at: number): number => b[at] ?? 0
export const u16 = (b: Uint8Array, at: number): number => u8(b, at) * 256 + u8(b, at + 1)
export const u32 = (b: Uint8Array, at: number): number => u16(b, at) * 65_536 + u16(b, at + 2)
/** Exact to 2^53; more is more than any file has. */
export const u64 = (b: Uint8Array, at: number): number => u32(b, at) * 4_294_967_296 + u32(b, at + 4)
export const u16le = (b: Uint8Array, at: number): number => u8(b, at) + u8(b, at + 1) * 256
export const u32le = (b: Uint8Array, at: number): number => u16le(b, at) + u16le(b, at + 2) * 65_536

const view = (b: Uint8Array) => Buffer.from(b.buffer, b.byteOffset, b.byteLength)

/** One character a byte. */
export const latin1 = (b: Uint8Array, from = 0, to = b.length): string => view(b).toString('latin1', from, to)

export const hex = (b: Uint8Array): string => view(b).toString('hex')

/** Whether these characters stand there, byte for byte. */
export function stands(b: Uint8Array, at: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) if (b[at + i] !== word.charCodeAt(i)) return false
  return true
}

/** Where these characters stand first, from here on; -1 if nowhere. */
export const find = (b: Uint8Array, word: string, from = 0): number => view(b).indexOf(word, from, 'latin1')

/** The first zero byte from here on, or the end. */
export function untilZero(b: Uint8Array, from: number, to = b.length): number {
  const at = b.indexOf(0, from)
  return at < 0 || at > to ? to : at
}

const utf8 = new TextDecoder('utf-8')
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const utf16le = new TextDecoder('utf-16le')
const utf16be = new TextDecoder('utf-16be')

/** A text in whatever it is written: UTF-16 by mark or by its many zero bytes, UTF-8, else one character a byte. */
export function textOf(b: Uint8Array): string {
  if (b[0] === 0xff && b[1] === 0xfe) return utf16le.decode(b)
  if (b[0] === 0xfe && b[1] === 0xff) return utf16be.decode(b)
  const head = b.subarray(0, 64)
  const zeros = [0, 0]
  head.forEach((byte, i) => {
    if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1
  })
  if ((zeros[1] ?? 0) * 4 > head.length && zeros[0] === 0) return utf16le.decode(b)
  if ((zeros[0] ?? 0) * 4 > head.length && zeros[1] === 0) return utf16be.decode(b)
  try {
    return strict.decode(b)
  } catch {
    // Chinese tools also write GB 18030 without saying so; a text that is only cut in the middle of a letter is not that.
    const loose = utf8.decode(b)
    return loose.split('\ufffd').length <= 2 ? loose : (gbOf(b) ?? loose)
  }
}

/** The same as GB 18030, or null where it is not that. */
function gbOf(b: Uint8Array): string | null {
  try {
    return new TextDecoder('gb18030', { fatal: true }).decode(b)
  } catch {
    return null
  }
}

/** The numbers of a TIFF stream: the low byte first (II) or last (MM). */
export const inOrder = (little: boolean) => (little ? { u16: u16le, u32: u32le } : { u16, u32 })
