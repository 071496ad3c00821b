/** Photoshop's resource blocks (Photoshop file formats specification) and the IPTC records inside (IIM 4.2). */
import { latin1, type Piece, stands, type Text, textOf, u8, u16, u32 } from './bytes.ts'

const most = 500

/** A block by its number: 0x404 IPTC, 0x40c the small picture, 0x406 the quality at which it was saved … */
export type Resource = { number: number; bytes: Uint8Array }

/** The blocks of one piece; a bare IPTC stream counts as one block. */
export function resourcesIn({ bytes }: Piece): Resource[] {
  if (u8(bytes, 0) === 0x1c) return [{ number: 0x404, bytes }]
  const found: Resource[] = []
  let at = 0
  while (at + 12 <= bytes.length && found.length < most && stands(bytes, at, '8BIM')) {
    const nameLength = u8(bytes, at + 6) + 1
    const size = at + 6 + nameLength + (nameLength & 1)
    const length = u32(bytes, size)
    if (size + 4 + length > bytes.length + 1) break
    found.push({ number: u16(bytes, at + 4), bytes: bytes.subarray(size + 4, size + 4 + length) })
    at = size + 4 + length + (length & 1)
  }
  return found
}

const names: Record<number, string> = {
  5: 'ObjectName',
  40: 'SpecialInstructions',
  65: 'OriginatingProgram',
  80: 'By-line',
  105: 'Headline',
  110: 'Credit',
  115: 'Source',
  116: 'Copyright',
  120: 'Caption',
}

/** The texts of the IPTC records: what programs and people filed under the names of the standard. */
export function iptcTexts(bytes: Uint8Array): Text[] {
  const texts: Text[] = []
  let at = 0
  while (at + 5 <= bytes.length && texts.length < most && u8(bytes, at) === 0x1c) {
    const length = u16(bytes, at + 3)
    const name = u8(bytes, at + 1) === 2 ? names[u8(bytes, at + 2)] : undefined
    if (length > 0x7fff) break
    if (name) texts.push({ where: 'IPTC', key: name, value: textOf(bytes.subarray(at + 5, at + 5 + length)) })
    at += 5 + length
  }
  return texts
}

/** Software that names itself in the version block (0x421): "Adobe Photoshop". */
export function programIn(resources: readonly Resource[]): string {
  const version = resources.find(({ number }) => number === 0x421)
  if (!version) return ''
  const length = Math.min(200, u32(version.bytes, 5))
  return (
    new TextDecoder('utf-16be').decode(version.bytes.subarray(9, 9 + length * 2)).replace(/\0/g, '') ||
    latin1(version.bytes)
  )
}
