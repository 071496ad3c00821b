/** The segments of a JPEG file (ITU-T T.81 annex B): what stands where, in which order, and what follows the picture.
 *  Nothing is decoded; the compressed data is only stepped over, from one 0xFF to the next. */
import { find, latin1, type Piece, stands, textOf, u8, u16, u32, untilZero } from './bytes.ts'
import { addText, emptyParts, most, note, type Parts } from './parts.ts'

/** A marker segment: its code (0xE1 …), where it stands, its length with the two bytes of the marker, and who wrote it. */
export type Segment = { marker: number; at: number; length: number; id: string }
export type Component = { id: number; across: number; down: number; table: number }

export type JpegStructure = {
  /** Segments before the first scan, in the order of the file. */
  head: Segment[]
  frame: { kind: number; width: number; height: number; components: Component[] } | null
  /** Quantisation tables by number, 64 values each in zigzag order; the first definition counts. */
  tables: Map<number, number[]>
  /** Whether all Huffman tables are the example tables of the standard (annex K), or some are made for this picture. */
  huffman: 'standard' | 'own' | 'none'
  /** Blocks between restart markers; 0 without. */
  restart: number
  scans: number
  jfif: boolean
  /** Colour transform told by Adobe's segment, or null without it. */
  adobe: number | null
  /** The quality that Photoshop's "save for web" states. */
  ducky: number | null
  isEnded: boolean
}

const SOI = 0xd8
const EOI = 0xd9
const SOS = 0xda
const xmpId = 'http://ns.adobe.com/xap/1.0/\0'
const moreXmpId = 'http://ns.adobe.com/xmp/extension/\0'

/** Reads the segments of a file that begins with FF D8. Never throws; what is cut or too much is noted as a fault. */
export function readJpeg(bytes: Uint8Array): Parts {
  const parts = emptyParts('jpeg')
  const jpeg: JpegStructure = {
    head: [],
    frame: null,
    tables: new Map(),
    huffman: 'none',
    restart: 0,
    scans: 0,
    jfif: false,
    adobe: null,
    ducky: null,
    isEnded: false,
  }
  parts.jpeg = jpeg
  const later = { moreXmp: [], boxes: [] } satisfies Later
  const end = walk(bytes, (segment) => {
    if (jpeg.scans === 0 && jpeg.head.length < 2_000) jpeg.head.push(segment)
    readSegment(bytes, segment, { parts, jpeg, later })
  })
  jpeg.isEnded = end.isEnded
  if (!end.isEnded) note(parts, 'cut')
  if (end.isMuch) note(parts, 'much')
  if (end.isEnded && end.at < bytes.length)
    parts.tail = { where: 'tail', at: end.at, bytes: bytes.subarray(end.at, bytes.length) }
  joinXmp(parts, later.moreXmp)
  joinBoxes(parts, later.boxes)
  if (jpeg.frame) parts.size = { width: jpeg.frame.width, height: jpeg.frame.height }
  return parts
}

type Later = { moreXmp: Piece[]; boxes: { instance: number; packet: number; piece: Piece }[] }
type Filling = { parts: Parts; jpeg: JpegStructure; later: Later }

/** Steps from marker to marker; tells each segment that has a length. */
function walk(bytes: Uint8Array, tell: (segment: Segment) => void): { at: number; isEnded: boolean; isMuch: boolean } {
  let at = 2
  for (let count = 0; count < most.pieces; count++) {
    at = bytes.indexOf(0xff, at)
    if (at < 0) return { at: bytes.length, isEnded: false, isMuch: false }
    while (bytes[at + 1] === 0xff) at++
    const marker = u8(bytes, at + 1)
    if (marker === EOI) return { at: at + 2, isEnded: true, isMuch: false }
    // Stuffed zeros, restarts and stray starts carry nothing; garbage between segments is stepped over as readers do.
    if (marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= SOI)) {
      at += 2
      count--
      continue
    }
    const length = u16(bytes, at + 2) + 2
    if (length < 4 || at + length > bytes.length) return { at, isEnded: false, isMuch: false }
    const segment = { marker, at, length, id: '' }
    tell({ ...segment, id: idOf(bytes, segment) })
    at += length
    if (marker === SOS) at = afterScan(bytes, at)
  }
  return { at, isEnded: false, isMuch: true }
}

/** Where the compressed data that begins here ends: at the next marker that is neither a stuffed zero nor a restart. */
function afterScan(bytes: Uint8Array, from: number): number {
  let at = from
  for (;;) {
    at = bytes.indexOf(0xff, at)
    if (at < 0 || at + 1 >= bytes.length) return bytes.length
    const next = u8(bytes, at + 1)
    if (next === 0 || (next >= 0xd0 && next <= 0xd7)) at += 2
    else if (next === 0xff) at += 1
    else return at
  }
}

/** Who wrote an application segment: its leading word, up to the zero byte. */
function idOf(bytes: Uint8Array, { marker, at, length }: Segment): string {
  if (marker < 0xe0 || marker > 0xef) return ''
  const end = untilZero(bytes, at + 4, Math.min(at + length, at + 4 + 40))
  return latin1(bytes, at + 4, end).replace(/[^\x20-\x7e]/g, '')
}

function readSegment(bytes: Uint8Array, segment: Segment, filling: Filling): void {
  const { marker, at, length } = segment
  const body = bytes.subarray(at + 4, at + length)
  if ((marker >= 0xe0 && marker <= 0xef) || marker === 0xfe) readApplication(body, segment, filling)
  else readCoding(body, marker, filling.jpeg)
}

function readApplication(body: Uint8Array, { marker, at, length, id }: Segment, { parts, jpeg, later }: Filling): void {
  const where = marker === 0xfe ? 'COM' : `APP${marker - 0xe0}`
  const piece = (skip: number): Piece => ({ where, at: at + 4 + skip, bytes: body.subarray(skip) })
  if (stands(body, 0, 'Exif\0')) parts.exif.push(piece(6))
  else if (stands(body, 0, xmpId)) parts.xmp.push(piece(xmpId.length))
  else if (stands(body, 0, moreXmpId)) later.moreXmp.push(piece(moreXmpId.length))
  else if (stands(body, 0, 'Photoshop 3.0\0')) parts.resources.push(piece(14))
  else if (id === 'ICC_PROFILE') parts.icc.push(piece(14))
  else if (marker === 0xeb && stands(body, 0, 'JP')) {
    parts.jumbfRanges.push([at, at + length])
    later.boxes.push({ instance: u16(body, 2), packet: u32(body, 4), piece: piece(8) })
  } else if (marker === 0xe0 && id === 'JFIF') jpeg.jfif = true
  else if (marker === 0xee && id === 'Adobe') jpeg.adobe = u8(body, 11)
  else if (marker === 0xec && id === 'Ducky') jpeg.ducky = u16(body, 5) === 1 ? u32(body, 9) : 0
  else if (marker === 0xfe || find(body, 'AIGC') >= 0) addText(parts, { where, key: '', value: textOf(body) })
}

function readCoding(body: Uint8Array, marker: number, jpeg: JpegStructure): void {
  if (marker === 0xdb) readTables(body, jpeg)
  else if (marker === 0xc4) readHuffman(body, jpeg)
  else if (marker === 0xdd) jpeg.restart = u16(body, 0)
  else if (marker === SOS) jpeg.scans++
  else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8 && marker !== 0xcc) jpeg.frame ??= frameOf(body, marker)
}

function frameOf(body: Uint8Array, kind: number): JpegStructure['frame'] {
  const components = Array.from({ length: Math.min(4, u8(body, 5)) }, (_, i) => {
    const factors = u8(body, 7 + i * 3)
    return { id: u8(body, 6 + i * 3), across: factors >> 4, down: factors & 15, table: u8(body, 8 + i * 3) }
  })
  return { kind, height: u16(body, 1), width: u16(body, 3), components }
}

function readTables(body: Uint8Array, jpeg: JpegStructure): void {
  let at = 0
  while (at < body.length) {
    const head = u8(body, at)
    const isWide = head >> 4 !== 0
    const values = Array.from({ length: 64 }, (_, i) => (isWide ? u16(body, at + 1 + i * 2) : u8(body, at + 1 + i)))
    at += 1 + (isWide ? 128 : 64)
    if (at > body.length) return
    const id = head & 15
    if (!jpeg.tables.has(id)) jpeg.tables.set(id, values)
  }
}

/** How many codes of each length the four example tables of annex K have; every camera that does not optimise uses them. */
const exampleTables = new Set([
  '0,1,5,1,1,1,1,1,1,0,0,0,0,0,0,0',
  '0,3,1,1,1,1,1,1,1,1,1,0,0,0,0,0',
  '0,2,1,3,3,2,4,3,5,5,4,4,0,0,1,125',
  '0,2,1,2,4,4,3,4,7,5,4,4,0,1,2,119',
])

function readHuffman(body: Uint8Array, jpeg: JpegStructure): void {
  let at = 0
  while (at + 17 <= body.length) {
    const counts = body.subarray(at + 1, at + 17)
    const isExample = exampleTables.has(counts.join(','))
    if (!isExample) jpeg.huffman = 'own'
    else if (jpeg.huffman === 'none') jpeg.huffman = 'standard'
    at += 17 + counts.reduce((sum, count) => sum + count, 0)
  }
}

/** Joins the pieces of an extended XMP packet (XMP specification part 3, 1.1.3.1): 32 letters of its digest, the full
 *  length, the offset of this piece. */
function joinXmp(parts: Parts, pieces: Piece[]): void {
  const wholes = new Map<string, { at: number; bytes: Uint8Array }>()
  for (const { at, bytes } of pieces) {
    const digest = latin1(bytes, 0, 32)
    const full = u32(bytes, 32)
    const offset = u32(bytes, 36)
    if (full > most.text || wholes.size > 8) {
      note(parts, 'much')
      continue
    }
    const whole = wholes.get(digest) ?? { at, bytes: new Uint8Array(full) }
    wholes.set(digest, whole)
    const body = bytes.subarray(40)
    if (offset + body.length > whole.bytes.length) note(parts, 'broken')
    else whole.bytes.set(body, offset)
  }
  for (const { at, bytes } of wholes.values()) parts.xmp.push({ where: 'APP1 (extended)', at, bytes })
}

/** Joins JUMBF boxes that were spread over APP11 segments (ISO 19566-5 annex D): each piece repeats the head of the box. */
function joinBoxes(parts: Parts, boxes: Later['boxes']): void {
  const byInstance = Map.groupBy(boxes, ({ instance, piece }) => `${instance} ${latin1(piece.bytes, 4, 8)}`)
  for (const group of byInstance.values()) {
    group.sort((a, b) => a.packet - b.packet)
    const pieces = group.map(({ piece }, i) => (i === 0 ? piece.bytes : piece.bytes.subarray(headOf(piece.bytes))))
    const bytes = Buffer.concat(pieces)
    const at = group[0]?.piece.at ?? 0
    parts.jumbf.push({ where: 'APP11', at, bytes })
  }
}

/** A box of more than 4 GB tells its length in eight bytes more. */
const headOf = (box: Uint8Array) => (u32(box, 0) === 1 ? 16 : 8)
