/** Boxes of the ISO base media format (ISO 14496-12). */
import { latin1, u8, u16, u32, u64 } from './bytes.ts'
import { most } from './parts.ts'

/** A box: its type, where it begins, where its content begins and ends. */
export type Box = { type: string; at: number; body: number; end: number }

/** The boxes between two places of the file. A box that runs over the end is cut there. */
export function boxesIn(bytes: Uint8Array, from: number, to: number): Box[] {
  const boxes: Box[] = []
  let at = from
  while (at + 8 <= to && boxes.length < most.pieces) {
    const size = u32(bytes, at)
    const head = size === 1 ? 16 : 8
    const length = size === 1 ? u64(bytes, at + 8) : size === 0 ? to - at : size
    if (length < head) break
    boxes.push({ type: latin1(bytes, at + 4, at + 8), at, body: at + head, end: Math.min(to, at + length) })
    at += length
  }
  return boxes
}

/** The version of a full box: its first byte. */
export const versionOf = (bytes: Uint8Array, box: Box) => u8(bytes, box.body)

/** Reads `size` bytes (0, 2, 4 or 8) as one number. */
export function sized(bytes: Uint8Array, at: number, size: number): number {
  if (size === 2) return u16(bytes, at)
  return size === 4 ? u32(bytes, at) : size === 8 ? u64(bytes, at) : 0
}
