/** Boxes of the ISO base media format (ISO 14496-12): HEIC and AVIF (23008-12), MP4 and MOV. */
import { type Box, boxesIn } from './boxes.ts'
import { hex, latin1, type Piece, stands, type Text, textOf, u8, u32, untilZero } from './bytes.ts'
import { readItems } from './items.ts'
import { addText, emptyParts, most, note, type Parts } from './parts.ts'

const xmpUuid = 'be7acfcb97a942e89c71999491e3afac'
const c2paUuid = 'd8fec3d61b0e483c92975828877ec481'
const stills = /^(hei[cxms]|hev[cxms]|mif1|msf1|avif|avis|mif2)$/

/** Reads a file whose first box is `ftyp`. Never throws. */
export function readIso(bytes: Uint8Array): Parts {
  const top = boxesIn(bytes, 0, bytes.length)
  const first = top[0]
  const brands = first ? (latin1(bytes, first.body, Math.min(first.end, first.body + 256)).match(/.{4}/gs) ?? []) : []
  const parts = emptyParts(brands.some((brand) => stills.test(brand)) ? 'heif' : 'mp4')
  if (top.length >= most.pieces) note(parts, 'much')
  const last = top.at(-1)
  if (!top.some(({ type }) => type === 'mdat' || type === 'moov' || type === 'meta')) note(parts, 'cut')
  if (last && last.end < bytes.length && bytes.length - last.end >= 8) note(parts, 'broken')
  if (last && u32(bytes, last.at) > last.end - last.at) note(parts, 'cut')
  for (const box of top) readTop(bytes, box, parts)
  return parts
}

function readTop(bytes: Uint8Array, box: Box, parts: Parts): void {
  if (box.type === 'uuid') readUuid(bytes, box, parts)
  else if (box.type === 'meta') readItems(bytes, box, parts)
  else if (box.type === 'moov') readMovie(bytes, box, parts)
  else if (box.type === 'jumb') {
    parts.jumbf.push({ where: 'jumb', at: box.at, bytes: bytes.subarray(box.at, box.end) })
    parts.jumbfRanges.push([box.at, box.end])
  }
}

function readUuid(bytes: Uint8Array, { at, body, end }: Box, parts: Parts): void {
  const uuid = hex(bytes.subarray(body, body + 16))
  if (uuid === xmpUuid) parts.xmp.push({ where: 'uuid XMP', at: body + 16, bytes: bytes.subarray(body + 16, end) })
  if (uuid !== c2paUuid) return
  // C2PA 2.2, A.5.3: version and flags, the purpose, and for a manifest the place of what belongs to it.
  const purposeEnd = untilZero(bytes, body + 20, end)
  if (latin1(bytes, body + 20, purposeEnd) !== 'manifest') return
  const store = purposeEnd + 9
  parts.jumbf.push({ where: 'uuid C2PA', at: store, bytes: bytes.subarray(store, end) })
  parts.jumbfRanges.push([at, end])
}

/** Metadata of a video: under `udta`, or beside it as QuickTime does, for the whole and for each track. */
function readMovie(bytes: Uint8Array, moov: Box, parts: Parts): void {
  const inner = boxesIn(bytes, moov.body, moov.end)
  const tracks = inner.filter(({ type }) => type === 'trak').slice(0, 20)
  const all = [...inner, ...tracks.flatMap(({ body, end }) => boxesIn(bytes, body, end))]
  for (const box of all) {
    if (box.type === 'meta') readMeta(bytes, box, parts)
    if (box.type === 'uuid') readUuid(bytes, box, parts)
    if (box.type === 'udta') for (const below of boxesIn(bytes, box.body, box.end)) readUserData(bytes, below, parts)
  }
}

function readUserData(bytes: Uint8Array, box: Box, parts: Parts): void {
  if (box.type === 'meta') readMeta(bytes, box, parts)
  else if (box.type === 'XMP_') parts.xmp.push(pieceOf(bytes, box))
  else if (box.type === 'AIGC') addText(parts, textIn(bytes, box, 'udta'))
}

const pieceOf = (bytes: Uint8Array, { type, body, end }: Box): Piece => ({
  where: type,
  at: body,
  bytes: bytes.subarray(body, end),
})
const textIn = (bytes: Uint8Array, box: Box, where: string) => ({
  where,
  key: box.type,
  value: textOf(bytes.subarray(box.body, Math.min(box.end, box.body + most.text))).replace(/^[^{\w]+/, ''),
})

/** Names in `keys`, values in `ilst` by number; the list of iTunes has its names in the values themselves. */
function readMeta(bytes: Uint8Array, meta: Box, parts: Parts): void {
  // QuickTime's `meta` has no version before its boxes, MP4's has.
  const from = stands(bytes, meta.body + 4, 'hdlr') ? meta.body : meta.body + 4
  const boxes = boxesIn(bytes, from, meta.end)
  const keys = boxes.filter(({ type }) => type === 'keys').flatMap((box) => keysIn(bytes, box))
  const items = boxes
    .filter(({ type }) => type === 'ilst')
    .flatMap(({ body, end }) => boxesIn(bytes, body, end).slice(0, most.texts))
  for (const item of items)
    for (const text of valuesIn(bytes, item, keys[u32(bytes, item.at + 4) - 1] ?? item.type)) addText(parts, text)
}

/** The texts of one item: each `data` box behind its kind (1 to 5 are texts) and its language. */
function valuesIn(bytes: Uint8Array, item: Box, known: string): Text[] {
  const inner = boxesIn(bytes, item.body, item.end)
  const name = inner.find(({ type }) => type === 'name')
  const key = name ? latin1(bytes, name.body + 4, name.end) : known
  return inner
    .filter(({ type, body }) => type === 'data' && u8(bytes, body + 3) <= 5)
    .map(({ body, end }) => ({
      where: 'ilst',
      key,
      value: textOf(bytes.subarray(body + 8, Math.min(end, body + 8 + most.text))),
    }))
}

function keysIn(bytes: Uint8Array, { body, end }: Box): string[] {
  const keys: string[] = []
  let at = body + 8
  while (at + 8 <= end && keys.length < most.texts) {
    const size = u32(bytes, at)
    if (size < 8) break
    keys.push(latin1(bytes, at + 8, Math.min(end, at + size)))
    at += size
  }
  return keys
}
