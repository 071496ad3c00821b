/** Items of a HEIF file: what `iinf` names and `iloc` places, as far as it is metadata. */
import { type Box, boxesIn, sized, versionOf } from './boxes.ts'
import { latin1, stands, u8, u16, u32, untilZero } from './bytes.ts'
import { most, note, type Parts } from './parts.ts'

type Item = { id: number; type: string; mime: string }
type Extent = { offset: number; length: number }

/** Files Exif, XMP and JUMBF items where they belong, and the size of the largest picture. */
export function readItems(bytes: Uint8Array, meta: Box, parts: Parts): void {
  const boxes = boxesIn(bytes, meta.body + 4, meta.end)
  const named = (type: string) => boxes.find((box) => box.type === type)
  const info = named('iinf')
  const places = named('iloc')
  const wanted = info ? itemsIn(bytes, info).filter(({ type }) => /^(Exif|mime|jumb|c2pa|uri )$/.test(type)) : []
  const data = named('idat')
  const located =
    places && wanted.length > 0 ? locate(bytes, places, { parts, wanted: new Set(wanted.map(({ id }) => id)) }) : null
  for (const item of wanted) {
    const { extents = [], base = 0 } = located?.get(item.id) ?? {}
    const shift = base === 1 ? (data?.body ?? Number.NaN) : 0
    const chunks = extents.map(({ offset, length }) =>
      bytes.subarray(offset + shift, length === 0 ? bytes.length : offset + shift + length),
    )
    if (chunks.length > 0 && base < 2) fileItem(item, { at: (extents[0]?.offset ?? 0) + shift, chunks }, parts)
  }
  const sizes = boxes
    .filter(({ type }) => type === 'iprp')
    .flatMap(({ body, end }) => boxesIn(bytes, body, end).filter(({ type }) => type === 'ipco'))
    .flatMap(({ body, end }) => boxesIn(bytes, body, end).filter(({ type }) => type === 'ispe'))
    .map(({ body }) => ({ width: u32(bytes, body + 4), height: u32(bytes, body + 8) }))
  const largest = sizes.sort((a, b) => b.width * b.height - a.width * a.height)[0]
  if (largest) parts.size = largest
}

function itemsIn(bytes: Uint8Array, info: Box): Item[] {
  const from = info.body + (versionOf(bytes, info) === 0 ? 6 : 8)
  return boxesIn(bytes, from, info.end)
    .filter(({ type }) => type === 'infe')
    .map((box) => {
      const version = versionOf(bytes, box)
      const wide = version >= 3 ? 2 : 0
      const id = version >= 3 ? u32(bytes, box.body + 4) : u16(bytes, box.body + 4)
      const type = latin1(bytes, box.body + 8 + wide, box.body + 12 + wide)
      const nameEnd = untilZero(bytes, box.body + 12 + wide, box.end)
      return { id, type, mime: latin1(bytes, nameEnd + 1, untilZero(bytes, nameEnd + 1, box.end)) }
    })
}

/** Where the wanted items lie (ISO 14496-12, 8.11.3). Ends early when the table claims more than any camera writes:
 *  items of 65,535 pieces that take no byte to write hold careless readers for ever. */
function locate(bytes: Uint8Array, box: Box, { parts, wanted }: { parts: Parts; wanted: Set<number> }) {
  const version = versionOf(bytes, box)
  const sizes = u16(bytes, box.body + 4)
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15]
  const indexSize = version === 0 ? 0 : sizes & 15
  const wide = version < 2 ? 2 : 4
  const count = sized(bytes, box.body + 6, wide)
  const found = new Map<number, { base: number; extents: Extent[] }>()
  let at = box.body + 6 + wide
  let steps = 0
  for (let i = 0; i < count && at < box.end && steps < most.pieces; i++) {
    const id = sized(bytes, at, wide)
    const base = version === 0 ? 0 : u16(bytes, at + wide) & 15
    at += wide + (version === 0 ? 0 : 2) + 2
    const start = sized(bytes, at, baseSize)
    const pieces = u16(bytes, at + baseSize)
    at += baseSize + 2
    const extents: Extent[] = []
    const step = indexSize + offsetSize + lengthSize
    const readable = Math.min(pieces, step === 0 ? 1 : Math.floor((box.end - at) / step) + 1, 1_000)
    for (let k = 0; k < readable; k++) {
      const offset = start + sized(bytes, at + k * step + indexSize, offsetSize)
      extents.push({ offset, length: sized(bytes, at + k * step + indexSize + offsetSize, lengthSize) })
    }
    at += pieces * step
    steps += 1 + readable
    if (wanted.has(id)) found.set(id, { base, extents })
  }
  if (steps >= most.pieces) note(parts, 'much')
  return found
}

function fileItem(item: Item, { at, chunks }: { at: number; chunks: Uint8Array[] }, parts: Parts): void {
  const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  if (size > most.text) {
    note(parts, 'much')
    return
  }
  const whole = Buffer.concat(chunks)
  if (item.type === 'Exif') {
    // The item begins with how far it is to the TIFF header, for the sake of "Exif\0\0" that may stand between.
    const skip =
      stands(whole, u32(whole, 0) + 4, 'II') || stands(whole, u32(whole, 0) + 4, 'MM') ? u32(whole, 0) + 4 : 4
    parts.exif.push({ where: 'Exif', at: at + skip, bytes: whole.subarray(skip) })
  } else if (item.type === 'mime' && /xml|xmp/.test(item.mime)) parts.xmp.push({ where: 'mime', at, bytes: whole })
  else if (stands(whole, 4, 'jumb')) parts.jumbf.push({ where: item.type, at, bytes: whole })
  else if (u8(whole, 0) === 0x3c && item.type === 'mime') parts.xmp.push({ where: 'mime', at, bytes: whole })
}
