/** A TIFF stream (TIFF 6.0, EXIF 3.0): directories of numbered entries. Own reader of 150 lines rather than a library:
 *  ExifReader is under MPL and builds itself on installation, exifr loops on hostile files; and what is asked here is
 *  where things stand and whether they contradict, which neither tells. */
import { hex, inOrder, latin1, stands, textOf, u8, u16, u16le, untilZero } from './bytes.ts'

/** The value of one entry, not yet made into a number or a text. */
export type Entry = { type: number; count: number; bytes: Uint8Array }
type Directory = Map<number, Entry>

export type Exif = {
  little: boolean
  /** The picture, how it was taken, the place, the small picture. */
  main: Directory
  photo: Directory
  place: Directory
  small: Directory
  thumbnail: Uint8Array | null
  /** An offset points out of the stream, a directory loops or is too long. */
  isBroken: boolean
}

/** Tags that are asked for, by their name in the standard. */
export const tag = {
  ImageWidth: 0x100,
  ImageLength: 0x101,
  ImageDescription: 0x10e,
  Make: 0x10f,
  Model: 0x110,
  Orientation: 0x112,
  Software: 0x131,
  DateTime: 0x132,
  Artist: 0x13b,
  HostComputer: 0x13c,
  Xmp: 0x2bc,
  Copyright: 0x8298,
  Iptc: 0x83bb,
  Resources: 0x8649,
  DateTimeOriginal: 0x9003,
  DateTimeDigitized: 0x9004,
  MakerNote: 0x927c,
  UserComment: 0x9286,
  PixelXDimension: 0xa002,
  PixelYDimension: 0xa003,
  XPComment: 0x9c9c,
  GpsDateStamp: 0x1d,
  C2pa: 0xcd41,
} as const

const subPhoto = 0x8769
const subPlace = 0x8825
const smallAt = 0x201
const smallLength = 0x202
const most = { entries: 2_000, directories: 12, value: 16 << 20 }
const sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4]

/** Reads the directories of a TIFF stream; null when it does not begin as one. Never throws. */
export function readExif(bytes: Uint8Array): Exif | null {
  const little = stands(bytes, 0, 'II')
  if (!little && !stands(bytes, 0, 'MM')) return null
  const read = inOrder(little)
  if (read.u16(bytes, 2) !== 42) return null
  const none = (): Directory => new Map()
  const exif: Exif = {
    little,
    main: none(),
    photo: none(),
    place: none(),
    small: none(),
    thumbnail: null,
    isBroken: false,
  }
  const seen = new Set<number>()
  const next = fill(bytes, read.u32(bytes, 4), { exif, into: exif.main, seen })
  const below = (number: number, into: Directory) => {
    const at = numberOf(exif, exif.main.get(number))
    if (at !== null) fill(bytes, at, { exif, into, seen })
  }
  below(subPhoto, exif.photo)
  below(subPlace, exif.place)
  if (next > 0) fill(bytes, next, { exif, into: exif.small, seen })
  exif.thumbnail = thumbnailIn(bytes, exif)
  return exif
}

type Filling = { exif: Exif; into: Directory; seen: Set<number> }

/** Reads one directory; where the next one stands, 0 without. */
function fill(bytes: Uint8Array, at: number, { exif, into, seen }: Filling): number {
  const read = inOrder(exif.little)
  const count = read.u16(bytes, at)
  const end = at + 2 + count * 12
  if (at < 8 || seen.has(at) || seen.size >= most.directories || count > most.entries || at + 2 > bytes.length) {
    exif.isBroken = true
    return 0
  }
  seen.add(at)
  for (let i = 0; i < count; i++) {
    const entry = at + 2 + i * 12
    if (entry + 12 > bytes.length) {
      exif.isBroken = true
      return 0
    }
    const type = read.u16(bytes, entry + 2)
    const length = (sizes[type] ?? 0) * read.u32(bytes, entry + 4)
    const from = length <= 4 ? entry + 8 : read.u32(bytes, entry + 8)
    if (length > most.value || from + length > bytes.length || type >= sizes.length) exif.isBroken = true
    else {
      const value = { type, count: read.u32(bytes, entry + 4), bytes: bytes.subarray(from, from + length) }
      if (!into.has(read.u16(bytes, entry))) into.set(read.u16(bytes, entry), value)
    }
  }
  return end + 4 <= bytes.length ? read.u32(bytes, end) : 0
}

function thumbnailIn(bytes: Uint8Array, exif: Exif): Uint8Array | null {
  const at = numberOf(exif, exif.small.get(smallAt))
  const length = numberOf(exif, exif.small.get(smallLength))
  if (at === null || length === null || length < 100 || at + 4 > bytes.length) return null
  // Some cameras count a few bytes too many.
  const small = bytes.subarray(at, Math.min(bytes.length, at + length))
  return u16(small, 0) === 0xffd8 ? small : null
}

/** The first number of an entry; null when it has none. */
export function numberOf(exif: Exif, entry: Entry | undefined): number | null {
  if (!entry || entry.count < 1) return null
  const read = inOrder(exif.little)
  if (entry.type === 1 || entry.type === 6 || entry.type === 7) return u8(entry.bytes, 0)
  if (entry.type === 3 || entry.type === 8) return read.u16(entry.bytes, 0)
  if (entry.type === 4 || entry.type === 9 || entry.type === 13) return read.u32(entry.bytes, 0)
  return null
}

/** An entry as a text, without what stands behind its end; '' when it is none. */
export function wordOf(entry: Entry | undefined): string {
  if (!entry || (entry.type !== 2 && entry.type !== 7 && entry.type !== 1 && entry.type !== 129)) return ''
  return textOf(entry.bytes.subarray(0, untilZero(entry.bytes, 0))).trim()
}

/** UserComment: eight bytes that name the letters, then the text. Tools that leave the name out are read as well. */
export function commentOf(exif: Exif): string {
  const entry = exif.photo.get(tag.UserComment) ?? exif.main.get(tag.UserComment)
  if (!entry) return ''
  const kind = latin1(entry.bytes, 0, 8)
  const body = entry.bytes.subarray(8)
  if (kind === 'UNICODE\0') return unicodeOf(body, exif.little)
  const text = /^(ASCII\0\0\0|JIS\0{5}|\0{8})$/.test(kind) ? body : entry.bytes
  return textOf(text).replace(/\0+$/, '').trim()
}

/** Windows' comment fields: UTF-16, low byte first. */
export function windowsText(entry: Entry | undefined): string {
  return entry ? new TextDecoder('utf-16le').decode(entry.bytes).replace(/\0+$/, '').trim() : ''
}

/** "Unicode" of EXIF: UTF-16 in the order of the stream, yet many write it the other way round, or UTF-8. */
function unicodeOf(bytes: Uint8Array, little: boolean): string {
  const head = Array.from({ length: 32 }, (_, i) => u16le(bytes, i * 2))
  const plain = (swap: boolean) => head.filter((c) => (swap ? c > 0 && (c & 0xff) === 0 : c > 0 && c < 256)).length
  const isText = plain(true) === 0 && plain(false) === 0
  if (isText && !hex(bytes.subarray(0, 64)).includes('00')) {
    const asUtf8 = textOf(bytes)
    if (/[{"]/.test(asUtf8.slice(0, 4))) return asUtf8
  }
  const low = plain(false) === plain(true) ? little : plain(false) > plain(true)
  return new TextDecoder(low ? 'utf-16le' : 'utf-16be').decode(bytes).replace(/\0+$/, '').trim()
}
