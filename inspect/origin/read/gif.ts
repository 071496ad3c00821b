/** The blocks of a GIF file (GIF89a): comments and application extensions; pictures are stepped over. */
import { find, latin1, stands, textOf, u8, u16le } from './bytes.ts'
import { addText, emptyParts, most, note, type Parts } from './parts.ts'

/** Reads the blocks of a file that begins with GIF8. Never throws. */
export function readGif(bytes: Uint8Array): Parts {
  const parts = emptyParts('gif')
  parts.size = { width: u16le(bytes, 6), height: u16le(bytes, 8) }
  const palette = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0)
  let at = 13 + palette(u8(bytes, 10))
  for (let count = 0; at < bytes.length; count++) {
    if (count >= most.pieces) {
      note(parts, 'much')
      return parts
    }
    const kind = u8(bytes, at)
    if (kind === 0x3b) {
      if (at + 1 < bytes.length) parts.tail = { where: 'tail', at: at + 1, bytes: bytes.subarray(at + 1) }
      return parts
    }
    if (kind === 0x2c) at = afterBlocks(bytes, at + 11 + palette(u8(bytes, at + 9)))
    else if (kind === 0x21) at = readExtension(bytes, at, parts)
    else break
  }
  note(parts, 'cut')
  return parts
}

/** Data comes in blocks of up to 255 bytes; a length of 0 ends it. */
function afterBlocks(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length && u8(bytes, at) !== 0) at += 1 + u8(bytes, at)
  return at + 1
}

function blocksIn(bytes: Uint8Array, from: number): Uint8Array {
  const blocks: Uint8Array[] = []
  let at = from
  while (at < bytes.length && u8(bytes, at) !== 0) {
    blocks.push(bytes.subarray(at + 1, at + 1 + u8(bytes, at)))
    at += 1 + u8(bytes, at)
  }
  return Buffer.concat(blocks)
}

function readExtension(bytes: Uint8Array, at: number, parts: Parts): number {
  const end = afterBlocks(bytes, at + 2)
  if (u8(bytes, at + 1) === 0xfe)
    addText(parts, { where: 'GIF comment', key: '', value: textOf(blocksIn(bytes, at + 2)) })
  if (u8(bytes, at + 1) !== 0xff) return end
  const where = `GIF ${latin1(bytes, at + 3, at + 14)}`
  if (stands(bytes, at + 3, 'XMP DataXMP')) {
    // XMP is not cut into blocks: it stands as it is, and a ladder of bytes behind it lets old readers find the end.
    const ladder = find(bytes, '\x01\xff\xfe\xfd', at + 14)
    parts.xmp.push({ where, at: at + 14, bytes: bytes.subarray(at + 14, ladder < 0 ? end : ladder) })
  } else if (stands(bytes, at + 3, 'C2PA_GIF')) {
    parts.jumbf.push({ where, at: at + 14, bytes: blocksIn(bytes, at + 14) })
    parts.jumbfRanges.push([at, end])
  }
  return end
}
