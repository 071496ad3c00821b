/** Files for the tests of uploads, made byte by byte: good, odd and hostile ones. */
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'

const u32 = (...values: number[]) => {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, i) => void bytes.writeUInt32BE(value, i * 4))
  return bytes
}

/** One box of an ISO base media file. */
export const box = (type: string, ...content: Buffer[]): Buffer => {
  const body = Buffer.concat(content)
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, 'latin1'), body])
}
const ftyp = (brand: string) => box('ftyp', Buffer.from(`${brand}\0\0\0\0${brand}mif1`, 'latin1'))

type Png = { width: number; height: number; depth?: number; colour?: number; interlaced?: boolean }
/** A PNG that claims this size and brings a first row or so of it. */
export function pngOf({ width, height, depth = 8, colour = 2, interlaced = false }: Png): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const named = Buffer.concat([Buffer.from(type), data])
    return Buffer.concat([u32(data.length), named, u32(crc32(named))])
  }
  const header = Buffer.concat([u32(width, height), Buffer.from([depth, colour, 0, 0, interlaced ? 1 : 0])])
  const data = deflateSync(Buffer.alloc(1_000_000))
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
}

/** Noise, so that it does not compress to nothing. */
export const noise = (width: number, height: number) =>
  sharp({
    create: { width, height, channels: 3, background: '#777', noise: { type: 'gaussian', mean: 128, sigma: 30 } },
  })

export const place = '+39.9042+116.4074/'

/** The head of a film: its ticks a second, and how many it lasts. */
function mvhd(seconds: number): Buffer {
  const head = Buffer.alloc(100)
  head.writeUInt32BE(1_000, 12)
  head.writeUInt32BE(Math.round(seconds * 1_000), 16)
  return box('mvhd', head)
}

/** A video in structure: head, one track, and what phones add: the place. */
export const mp4 = ({ seconds = 12 } = {}) =>
  Buffer.concat([
    ftyp('isom'),
    box(
      'moov',
      mvhd(seconds),
      box('trak', box('tkhd', Buffer.alloc(84))),
      box('udta', box('©xyz', Buffer.from(place))),
    ),
    box('mdat', Buffer.alloc(5_000, 7)),
  ])

/** A HEIC in structure: an AVIF of libheif with Exif, whose types are renamed; nobody here decodes it. */
export async function heic(width = 640, height = 480): Promise<Buffer> {
  const avif = await noise(width, height)
    .withExif({ IFD0: { Artist: place } })
    .avif({ quality: 40, effort: 0 })
    .toBuffer()
  const named = avif.toString('latin1').replaceAll('avif', 'heic').replaceAll('av01', 'hvc1')
  return Buffer.from(named, 'latin1')
}

/** 80 bytes and a bit that hold some readers for ever: items of 65,535 pieces that take no byte to write. */
export function heicLoop(): Buffer {
  const full = Buffer.alloc(4)
  const item = Buffer.concat([Buffer.from([0, 1, 0, 0]), Buffer.from([0xff, 0xff])])
  const iloc = box('iloc', full, Buffer.from([0, 0, 0xff, 0xff]), ...Array.from({ length: 300 }, () => item))
  return Buffer.concat([ftyp('heic'), box('meta', full, box('iinf', full, Buffer.alloc(2)), iloc), box('mdat')])
}

/** An element of Matroska: a size of eight bytes, or none that anybody knows. */
const element = (id: number[], ...content: Buffer[]) => {
  const body = Buffer.concat(content)
  const size = Buffer.alloc(8)
  size.writeBigUInt64BE(0x0100000000000000n | BigInt(body.length))
  return Buffer.concat([Buffer.from(id), size, body])
}
const unsized = (...id: number[]) => Buffer.from([...id, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])

/** A film as the recorder of a browser writes it, piece by piece: the first begins with the head, and nothing says how long
 *  it will be. Each piece is a cluster that begins so many milliseconds after the first. */
export function webmPieces(starts: readonly number[], { filler = 900 } = {}): Buffer[] {
  const head = Buffer.concat([
    element([0x1a, 0x45, 0xdf, 0xa3], element([0x42, 0x82], Buffer.from('webm'))),
    unsized(0x18, 0x53, 0x80, 0x67),
    element([0x15, 0x49, 0xa9, 0x66], element([0x2a, 0xd7, 0xb1], Buffer.from([0x0f, 0x42, 0x40]))),
    element([0x16, 0x54, 0xae, 0x6b], element([0xae], element([0x83], Buffer.from([1])))),
  ])
  const time = Buffer.alloc(4)
  return starts.map((start, i) => {
    time.writeUInt32BE(start)
    // Of track 1, shown 40 ms after its cluster.
    const block = Buffer.concat([Buffer.from([0x81, 0, 40, 0x80]), Buffer.alloc(filler + i, i)])
    const cluster = [unsized(0x1f, 0x43, 0xb6, 0x75), element([0xe7], time), element([0xa3], block)]
    return Buffer.concat([...(i === 0 ? [head] : []), ...cluster])
  })
}
