/** The chunks of a WebP file (RIFF; WebP container specification, RFC 9649). */
import { latin1, stands, u8, u16le, u32le } from './bytes.ts'
import { emptyParts, most, note, type Parts } from './parts.ts'

/** Reads the chunks of a file that begins with RIFF….WEBP. Never throws. */
export function readWebp(bytes: Uint8Array): Parts {
  const parts = emptyParts('webp')
  const end = u32le(bytes, 4) + 8
  if (end > bytes.length) note(parts, 'cut')
  let at = 12
  for (let count = 0; at + 8 <= Math.min(end, bytes.length); count++) {
    if (count >= most.pieces) {
      note(parts, 'much')
      break
    }
    const length = u32le(bytes, at + 4)
    const type = latin1(bytes, at, at + 4)
    const body = bytes.subarray(at + 8, at + 8 + length)
    if (type === 'C2PA') parts.jumbfRanges.push([at, at + 8 + length + (length & 1)])
    readChunk(type, { where: type.trim(), at: at + 8, bytes: body }, parts)
    at += 8 + length + (length & 1)
  }
  if (end < bytes.length) parts.tail = { where: 'tail', at: end, bytes: bytes.subarray(end) }
  return parts
}

function readChunk(type: string, piece: { where: string; at: number; bytes: Uint8Array }, parts: Parts): void {
  const { bytes } = piece
  const skip = stands(bytes, 0, 'Exif\0\0') ? 6 : 0
  if (type === 'EXIF') parts.exif.push({ ...piece, at: piece.at + skip, bytes: bytes.subarray(skip) })
  else if (type === 'XMP ') parts.xmp.push(piece)
  else if (type === 'ICCP') parts.icc.push(piece)
  else if (type === 'C2PA') parts.jumbf.push(piece)
  else if (parts.size === null) parts.size = sizeIn(type, bytes)
}

function sizeIn(type: string, body: Uint8Array): Parts['size'] {
  if (type === 'VP8X')
    return { width: 1 + u16le(body, 4) + u8(body, 6) * 65_536, height: 1 + u16le(body, 7) + u8(body, 9) * 65_536 }
  if (type === 'VP8 ') return { width: u16le(body, 6) & 0x3fff, height: u16le(body, 8) & 0x3fff }
  if (type !== 'VP8L') return null
  const bits = u32le(body, 1)
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) }
}
