/** The chunks of a PNG file (PNG specification 3rd edition, chapter 11). */
import { Unzlib } from 'fflate'
import { latin1, type Piece, stands, textOf, u8, u32, untilZero } from './bytes.ts'
import { addText, emptyParts, most, note, type Parts } from './parts.ts'

export const pngSignature = '\x89PNG\r\n\x1a\n'

/** Reads the chunks of a file that begins with PNG's signature. Never throws. */
export function readPng(bytes: Uint8Array): Parts {
  const parts = emptyParts('png')
  let at = 8
  for (let count = 0; ; count++) {
    if (count >= most.pieces) return noted(parts, 'much')
    const length = u32(bytes, at)
    const type = latin1(bytes, at + 4, at + 8)
    if (at + 12 + length > bytes.length) return noted(parts, 'cut')
    if (type === 'caBX') parts.jumbfRanges.push([at, at + 12 + length])
    readChunk(type, { where: type, at: at + 8, bytes: bytes.subarray(at + 8, at + 8 + length) }, parts)
    at += 12 + length
    if (type === 'IEND') break
  }
  if (at < bytes.length) parts.tail = { where: 'tail', at, bytes: bytes.subarray(at) }
  return parts
}

const noted = (parts: Parts, fault: 'much' | 'cut'): Parts => {
  note(parts, fault)
  return parts
}

function readChunk(type: string, piece: Piece, parts: Parts): void {
  const { bytes, at } = piece
  if (type === 'IHDR') parts.size = { width: u32(bytes, 0), height: u32(bytes, 4) }
  else if (type === 'eXIf')
    parts.exif.push(stands(bytes, 0, 'Exif\0\0') ? { ...piece, bytes: bytes.subarray(6) } : piece)
  else if (type === 'caBX') parts.jumbf.push(piece)
  else if (type === 'iCCP') parts.icc.push(piece)
  else if (type === 'tEXt' || type === 'zTXt' || type === 'iTXt') {
    const keyEnd = untilZero(bytes, 0, Math.min(bytes.length, 80))
    const value = textIn(type, bytes.subarray(keyEnd + 1), parts)
    fileText({ where: type, at, bytes: value }, latin1(bytes, 0, keyEnd), parts)
  }
}

/** The value behind the keyword: as it is, compressed, or compressed after two more names. */
function textIn(type: string, rest: Uint8Array, parts: Parts): Uint8Array {
  if (type === 'tEXt') return rest
  if (type === 'zTXt') return inflated(rest.subarray(1), parts)
  const language = untilZero(rest, 2)
  const translated = untilZero(rest, language + 1)
  const value = rest.subarray(translated + 1)
  return u8(rest, 0) === 1 ? inflated(value, parts) : value
}

/** Files a text where it belongs: XMP, the profiles that ImageMagick writes as hexadecimal text, or a text like any. */
function fileText(piece: Piece, key: string, parts: Parts): void {
  const raw = /^Raw profile type (exif|APP1|xmp|iptc|8bim)$/i.exec(key)?.[1]?.toLowerCase()
  if (key === 'XML:com.adobe.xmp') parts.xmp.push(piece)
  else if (raw) fileProfile(raw, { ...piece, bytes: unhex(latin1(piece.bytes, 0, most.text)) }, parts)
  else addText(parts, { where: piece.where, key, value: textOf(piece.bytes.subarray(0, most.text)) })
}

function fileProfile(kind: string, piece: Piece, parts: Parts): void {
  const { bytes } = piece
  if (kind === 'xmp' || stands(bytes, 0, 'http://ns.adobe.com/xap/')) {
    const packet = Math.max(0, bytes.indexOf(0x3c))
    parts.xmp.push({ ...piece, bytes: bytes.subarray(packet) })
  } else if (kind === 'iptc' || kind === '8bim') parts.resources.push(piece)
  else parts.exif.push({ ...piece, bytes: bytes.subarray(stands(bytes, 0, 'Exif\0\0') ? 6 : 0) })
}

/** ImageMagick's raw profile: a name, a length, then pairs of hexadecimal digits in lines. */
function unhex(text: string): Uint8Array {
  const digits = /^\s*\S*\s+\d+\s+([\da-fA-F\s]*)/.exec(text)?.[1] ?? ''
  return Buffer.from(digits.replace(/\s+/g, ''), 'hex')
}

/** What zlib made small, up to the limit: a few bytes can claim to be gigabytes. */
function inflated(bytes: Uint8Array, parts: Parts): Uint8Array {
  const chunks: Uint8Array[] = []
  let size = 0
  const stream = new Unzlib((chunk) => {
    size += chunk.length
    if (size <= most.text) chunks.push(chunk)
  })
  try {
    // In small pieces, so that a bomb is noticed before it has gone off.
    for (let from = 0; from < bytes.length && size <= most.text; from += 4_096)
      stream.push(bytes.subarray(from, from + 4_096), from + 4_096 >= bytes.length)
  } catch {
    note(parts, 'broken')
  }
  if (size > most.text) note(parts, 'much')
  return Buffer.concat(chunks)
}
