/** Files for the tests, made byte by byte: every container with what it can carry. */
import { zlibSync } from 'fflate'
import sharp, { type JpegOptions } from 'sharp'
import type { Finding, Probe } from '../finding.ts'
import type { Photo, Pixels } from '../photo.ts'

type Bytes = Uint8Array

/** What a probe says of these bytes. */
export const look = async (
  probe: Probe,
  bytes: Bytes,
  { name = 'photo', pixels = null, width = 0, height = 0 }: Partial<Photo> = {},
): Promise<Finding[]> =>
  probe.look({
    name,
    bytes,
    sha256: '',
    format: 'jpeg',
    width,
    height,
    damaged: false,
    pixels,
    full: async () => pixels,
  })
export const text = (words: string): Bytes => new TextEncoder().encode(words)
export const raw = (words: string): Bytes => Buffer.from(words, 'latin1')
export const join = (...pieces: Bytes[]): Bytes => new Uint8Array(Buffer.concat(pieces))

export const u16 = (...values: number[]): Bytes => Uint8Array.from(values.flatMap((v) => [v >> 8, v & 255]))
export const u32 = (...values: number[]): Bytes => u16(...values.flatMap((v) => [Math.floor(v / 65_536), v & 0xffff]))
const u16le = (...values: number[]): Bytes => Uint8Array.from(values.flatMap((v) => [v & 255, v >> 8]))
const u32le = (...values: number[]): Bytes => u16le(...values.flatMap((v) => [v & 0xffff, Math.floor(v / 65_536)]))

/** Seeded numbers between 0 and 1. */
export function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

/** Those bytes as sharp shows them upright. */
export async function pixelsOf(bytes: Bytes): Promise<Pixels> {
  const { data, info } = await sharp(bytes).rotate().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, channels: 3, data: new Uint8Array(data) }
}

/** A scene of soft blobs: smooth like a photo, the same for the same seed. Raw RGB. */
export function scene(width: number, height: number, seed = 1): Bytes {
  const random = dice(seed)
  const blobs = Array.from({ length: 40 }, () => ({
    x: random() * width,
    y: random() * height,
    r: (0.05 + random() * 0.2) * width,
    colour: [random() * 200 - 100, random() * 200 - 100, random() * 200 - 100],
  }))
  const data = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const near = blobs.filter((blob) => Math.hypot(blob.x - x, blob.y - y) < blob.r)
      for (let c = 0; c < 3; c++) {
        const sum = near.reduce((all, b) => all + (b.colour[c] ?? 0) * (1 - Math.hypot(b.x - x, b.y - y) / b.r), 0)
        data[(y * width + x) * 3 + c] = Math.min(255, Math.max(0, 120 + sum))
      }
    }
  return data
}

const picture = (width = 96, height = 64, seed = 1) =>
  sharp(scene(width, height, seed), { raw: { width, height, channels: 3 } })

export const plainJpeg = async (options: JpegOptions = { quality: 90 }): Promise<Bytes> =>
  new Uint8Array(await picture().jpeg(options).toBuffer())
export const plainPng = async (): Promise<Bytes> => new Uint8Array(await picture().png().toBuffer())
export const plainWebp = async (): Promise<Bytes> => new Uint8Array(await picture().webp().toBuffer())

/** A JPEG with these segments behind its start. Sharp writes no JFIF segment, as cameras mostly do not. */
export type Segment = { marker: number; body: Bytes }
export function withSegments(jpeg: Bytes, segments: readonly Segment[]): Bytes {
  const made = segments.map(({ marker, body }) => join(Uint8Array.of(0xff, marker), u16(body.length + 2), body))
  return join(jpeg.subarray(0, 2), ...made, jpeg.subarray(2))
}

export const jfif: Segment = { marker: 0xe0, body: raw('JFIF\0\x01\x01\0\0\x01\0\x01\0\0') }
export const exifSegment = (tiff: Bytes): Segment => ({ marker: 0xe1, body: join(raw('Exif\0\0'), tiff) })
export const xmpSegment = (packet: string): Segment => ({
  marker: 0xe1,
  body: join(raw('http://ns.adobe.com/xap/1.0/\0'), text(packet)),
})

/** An extended packet in pieces of `size` bytes, and the segment that announces it. */
export function extendedXmp(packet: string, size: number): Segment[] {
  const bytes = text(packet)
  const digest = raw('0123456789ABCDEF0123456789ABCDEF')
  const count = Math.ceil(bytes.length / size)
  return Array.from({ length: count }, (_, i) => ({
    marker: 0xe1,
    body: join(
      raw('http://ns.adobe.com/xmp/extension/\0'),
      digest,
      u32(bytes.length, i * size),
      bytes.subarray(i * size, (i + 1) * size),
    ),
  })).reverse()
}

/** JUMBF in APP11 segments of at most `size` bytes. */
export function jumbfSegments(box: Bytes, size = 60_000): Segment[] {
  const head = box.subarray(0, 8)
  const pieces = Array.from({ length: Math.ceil((box.length - 8) / size) }, (_, i) =>
    box.subarray(8 + i * size, 8 + (i + 1) * size),
  )
  return pieces.map((piece, i) => ({ marker: 0xeb, body: join(raw('JP'), u16(1), u32(i + 1), head, piece) }))
}

/** The packet that most tools write, with this inside its description. */
export const packet = (inside: string, attributes = ''): string =>
  `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" ${attributes}>${inside}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`

export type Tags = Record<number, string | number | Bytes>
type Stream = { main?: Tags; photo?: Tags; place?: Tags; thumbnail?: Bytes; big?: boolean }

/** A TIFF stream with these entries; texts as ASCII, numbers as 32 bits, bytes as undefined. */
export function tiff({ main = {}, photo, place, thumbnail, big = false }: Stream): Bytes {
  const all = (photoAt: number, placeAt: number): Tags => ({
    ...main,
    ...(photo ? { 34665: photoAt } : {}),
    ...(place ? { 34853: placeAt } : {}),
  })
  // Where the directories below will stand is known when the one above is measured.
  const photoAt = 8 + sizeOf(all(1, 1))
  const placeAt = photoAt + (photo ? sizeOf(photo) : 0)
  const smallAt = placeAt + (place ? sizeOf(place) : 0)
  const small = { 259: 6, 513: smallAt + 42, 514: thumbnail?.length ?? 0 }
  return join(
    raw(big ? 'MM' : 'II'),
    big ? u16(42) : u16le(42),
    big ? u32(8) : u32le(8),
    directory(all(photoAt, placeAt), { at: 8, next: thumbnail ? smallAt : 0, big }),
    ...(photo ? [directory(photo, { at: photoAt, next: 0, big })] : []),
    ...(place ? [directory(place, { at: placeAt, next: 0, big })] : []),
    ...(thumbnail ? [directory(small, { at: smallAt, next: 0, big }), thumbnail] : []),
  )
}

/** One directory that stands at `at`, with the values that do not fit into it behind it. */
function directory(tags: Tags, { at, next, big }: { at: number; next: number; big: boolean }): Bytes {
  const n16 = big ? u16 : u16le
  const n32 = big ? u32 : u32le
  const entries = Object.entries(tags).sort(([a], [b]) => Number(a) - Number(b))
  let end = at + 6 + entries.length * 12
  const tail: Bytes[] = []
  const rows = entries.map(([tag, value]) => {
    const bytes = bytesOf(value, n32)
    const head = join(
      n16(Number(tag), typeof value === 'number' ? 4 : typeof value === 'string' ? 2 : 7),
      n32(typeof value === 'number' ? 1 : bytes.length),
    )
    if (bytes.length <= 4) return join(head, bytes, new Uint8Array(4 - bytes.length))
    tail.push(bytes)
    end += bytes.length
    return join(head, n32(end - bytes.length))
  })
  return join(n16(entries.length), ...rows, n32(next), ...tail)
}

function bytesOf(value: string | number | Bytes, n32: (...values: number[]) => Bytes): Bytes {
  if (typeof value === 'number') return n32(value)
  return typeof value === 'string' ? join(text(value), Uint8Array.of(0)) : value
}

const sizeOf = (tags: Tags): number => directory(tags, { at: 0, next: 0, big: true }).length

/** UserComment under its eight letters of encoding. */
export const comment = (words: string, encoding = 'ASCII\0\0\0'): Bytes =>
  join(raw(encoding), encoding.startsWith('UNICODE') ? Buffer.from(words, 'utf16le') : text(words))

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})
const crc32 = (bytes: Bytes) => {
  let c = 0xffffffff
  for (const byte of bytes) c = (crcTable[(c ^ byte) & 255] ?? 0) ^ (c >>> 8)
  return (c ^ 0xffffffff) >>> 0
}

export const chunk = (type: string, body: Bytes): Bytes => {
  const named = join(raw(type), body)
  return join(u32(body.length), named, u32(crc32(named)))
}
/** A PNG with these chunks behind its header. */
export const withChunks = (png: Bytes, ...chunks: Bytes[]): Bytes =>
  join(png.subarray(0, 33), ...chunks, png.subarray(33))
export const tEXt = (key: string, value: string): Bytes => chunk('tEXt', join(raw(`${key}\0`), text(value)))
export const zTXt = (key: string, value: Bytes): Bytes => chunk('zTXt', join(raw(`${key}\0\0`), zlibSync(value)))
export const iTXt = (key: string, value: string, compressed = false): Bytes =>
  chunk(
    'iTXt',
    join(raw(`${key}\0${compressed ? '\x01' : '\0'}\0\0\0`), compressed ? zlibSync(text(value)) : text(value)),
  )

/** A WebP with these chunks at its end. */
export function withRiff(webp: Bytes, ...chunks: [type: string, body: Bytes][]): Bytes {
  const made = chunks.map(([type, body]) => join(raw(type), u32le(body.length), body, new Uint8Array(body.length & 1)))
  const content = join(webp.subarray(8), ...made)
  return join(raw('RIFF'), u32le(content.length), content)
}

/** A GIF of one pixel with these extensions. */
export const gif = (...extensions: Bytes[]): Bytes =>
  join(
    raw('GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff'),
    ...extensions,
    raw('\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b'),
  )
export const gifXmp = (words: string): Bytes => {
  const ladder = Uint8Array.from({ length: 258 }, (_, i) => (i === 0 ? 1 : i === 257 ? 0 : 256 - i))
  return join(raw('\x21\xff\x0bXMP DataXMP'), text(words), ladder)
}
export const gifComment = (words: string): Bytes =>
  join(raw('\x21\xfe'), Uint8Array.of(words.length), raw(words), Uint8Array.of(0))

export const box = (type: string, ...content: Bytes[]): Bytes => {
  const body = join(...content)
  return join(u32(body.length + 8), raw(type), body)
}
const full = (type: string, ...content: Bytes[]): Bytes => box(type, u32(0), ...content)
export const ftyp = (brand: string): Bytes => box('ftyp', raw(`${brand}\0\0\0\0${brand}mif1`))

/** A HEIF in structure with these items in its `mdat`; nobody decodes it. */
export function heif(
  brand: string,
  items: readonly { type: string; mime?: string; body: Bytes }[],
  ...others: Bytes[]
): Bytes {
  const infos = items.map(({ type, mime }, i) =>
    box('infe', u32(0x02000000), u16(i + 1, 0), raw(`${type}\0${mime ? `${mime}\0` : ''}`)),
  )
  const build = (start: number) => {
    let at = start
    const places = items.map(({ body }, i) => {
      const place = join(u16(i + 1, 0, 1), u32(at, body.length))
      at += body.length
      return place
    })
    const meta = full(
      'meta',
      full('iinf', u16(items.length), ...infos),
      full('iloc', u16(0x4400, items.length), ...places),
    )
    return join(ftyp(brand), meta, ...others)
  }
  const head = build(build(0).length + 8)
  return join(head, box('mdat', ...items.map(({ body }) => body)))
}

/** A video in structure with keys and values, the way of Apple and of the standard. */
export function mp4(values: readonly [key: string, value: string][]): Bytes {
  const keys = full('keys', u32(values.length), ...values.map(([key]) => box('mdta', text(key))))
  const items = values.map(([, value], i) => {
    const data = box('data', u32(1, 0), text(value))
    return join(u32(data.length + 8, i + 1), data)
  })
  const meta = full('meta', full('hdlr', raw('\0\0\0\0mdta'), new Uint8Array(13)), keys, box('ilst', ...items))
  return join(box('ftyp', raw('isom\0\0\0\0isommp42')), box('moov', box('udta', meta)), box('mdat', new Uint8Array(50)))
}

/** Photoshop's resource block. */
export const resource = (number: number, body: Bytes): Bytes =>
  join(raw('8BIM'), u16(number, 0), u32(body.length), body, new Uint8Array(body.length & 1))
export const iptcRecord = (dataset: number, words: string): Bytes =>
  join(Uint8Array.of(0x1c, 2, dataset), u16(text(words).length), text(words))
