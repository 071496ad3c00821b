/** Just enough of ASN.1 DER (X.690) to walk a time stamp: a tag, a length, the bytes. */
import { u8 } from '../read/bytes.ts'

/** One element; `whole` with its head, `body` without. */
export type Der = { tag: number; whole: Uint8Array; body: Uint8Array }

/** The elements that stand one after another. Ends at the first that does not fit. */
export function elementsIn(bytes: Uint8Array): Der[] {
  const found: Der[] = []
  let at = 0
  while (at + 2 <= bytes.length && found.length < 200) {
    const first = u8(bytes, at + 1)
    const extra = first > 0x80 ? first - 0x80 : 0
    if (first === 0x80 || extra > 4 || (u8(bytes, at) & 31) === 31) break
    let length = first
    if (extra > 0) {
      length = 0
      for (let i = 0; i < extra; i++) length = length * 256 + u8(bytes, at + 2 + i)
    }
    const from = at + 2 + extra
    if (from + length > bytes.length) break
    found.push({
      tag: u8(bytes, at),
      whole: bytes.subarray(at, from + length),
      body: bytes.subarray(from, from + length),
    })
    at = from + length
  }
  return found
}

export const inside = (element: Der | undefined): Der[] => (element ? elementsIn(element.body) : [])

/** An object identifier in dots. */
export function oidOf(element: Der | undefined): string {
  if (element?.tag !== 6) return ''
  const numbers: number[] = []
  let number = 0
  for (const byte of element.body.subarray(0, 64)) {
    number = number * 128 + (byte & 127)
    if (byte & 128) continue
    numbers.push(
      ...(numbers.length === 0
        ? [Math.min(2, Math.floor(number / 40)), number - 40 * Math.min(2, Math.floor(number / 40))]
        : [number]),
    )
    number = 0
  }
  return numbers.join('.')
}
