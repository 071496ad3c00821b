/** The pieces of a JPEG or PNG by the names of C2PA 2.2, 18.6: each reaches to the next. */
import { latin1, stands, u8, u16, u32 } from '../read/bytes.ts'
import type { Parts } from '../read/parts.ts'

export type NamedBox = { name: string; from: number; to: number }

const most = 200_000

/** The pieces in the order of the file; null for other kinds of files, and for more pieces than are looked at. */
export function namedBoxes(bytes: Uint8Array, parts: Parts): NamedBox[] | null {
  const starts = parts.container === 'jpeg' ? jpegPieces(bytes) : parts.container === 'png' ? pngPieces(bytes) : null
  if (!starts || starts.length >= most) return null
  return starts.map(({ name, from }, i) => ({ name, from, to: starts[i + 1]?.from ?? bytes.length }))
}

type Start = { name: string; from: number }

const names: Record<number, string> = {
  196: 'DHT',
  217: 'EOI',
  218: 'SOS',
  219: 'DQT',
  221: 'DRI',
  254: 'COM',
  204: 'DAC',
}

function nameOf(marker: number): string {
  if (marker >= 0xe0 && marker <= 0xef) return `APP${marker - 0xe0}`
  if (marker >= 0xd0 && marker <= 0xd7) return `RST${marker - 0xd0}`
  return names[marker] ?? (marker >= 0xc0 && marker <= 0xcf ? `SOF${marker - 0xc0}` : 'JPG')
}

function jpegPieces(bytes: Uint8Array): Start[] {
  const found: Start[] = [{ name: 'SOI', from: 0 }]
  let at = 2
  while (at >= 0 && at + 2 <= bytes.length && found.length < most) {
    const marker = u8(bytes, at + 1)
    const name = nameOf(marker)
    if (marker === 0xeb && isManifest(bytes, at)) {
      // A manifest in several segments is one piece.
      if (found.at(-1)?.name !== 'C2PA') found.push({ name: 'C2PA', from: at })
    } else found.push({ name, from: at })
    if (name === 'EOI') return found
    const from = name.startsWith('RST') ? at + 2 : at + 2 + u16(bytes, at + 2)
    at = name === 'SOS' || name.startsWith('RST') ? nextMarker(bytes, from) : from
  }
  return found
}

const isManifest = (bytes: Uint8Array, at: number) =>
  stands(bytes, at + 4, 'JP') && (u32(bytes, at + 8) > 1 || stands(bytes, at + 28, 'c2pa'))

function nextMarker(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(0xff, from)
  while (at >= 0 && (u8(bytes, at + 1) === 0 || u8(bytes, at + 1) === 0xff)) at = bytes.indexOf(0xff, at + 1)
  return at
}

function pngPieces(bytes: Uint8Array): Start[] {
  const found: Start[] = [{ name: 'PNGh', from: 0 }]
  let at = 8
  while (at + 12 <= bytes.length && found.length < most) {
    const type = latin1(bytes, at + 4, at + 8)
    found.push({ name: type === 'caBX' ? 'C2PA' : type, from: at })
    at += 12 + u32(bytes, at)
    if (type === 'IEND') break
  }
  return found
}
