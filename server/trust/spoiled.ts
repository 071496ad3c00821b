import { deflateRawSync } from 'node:zlib'
import { exifSegment, packet, tiff, withSegments, xmpSegment } from '@anxin/inspect/origin/specimens.ts'
import sharp from 'sharp'
import { heic, heicLoop, mp4, noise, pngOf } from '../media/pictures.ts'

/** Files as somebody sends them who wants the server to choke on them. */

/** A file that somebody meddled with: cut, turned, filled, doubled, or with sizes that lie. */
export function spoiled(seed: Uint8Array, random: () => number): Uint8Array {
  const bytes = Uint8Array.from(seed)
  const whole = (most: number) => Math.floor(random() * most)
  const at = whole(bytes.length)
  switch (whole(5)) {
    case 0:
      return bytes.subarray(0, at)
    case 1:
      for (let i = 0; i < 1 + whole(12); i++) bytes[whole(bytes.length)] = whole(256)
      return bytes
    case 2:
      return bytes.fill(whole(2) * 255, at, at + whole(400))
    case 3:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(whole(at + 1))])
    default:
      // Lengths and sizes stand near the front.
      for (let i = 0; i < 4; i++) bytes[Math.min(bytes.length - 1, 2 + whole(60) + i)] = whole(2) ? 255 : whole(256)
      return bytes
  }
}

export type Kind = 'JPEG' | 'PNG' | 'WebP' | 'HEIC' | 'AVIF' | 'MP4' | 'XLSX' | 'ZIP'
export type Sample = { kind: Kind; bytes: Uint8Array }

/** Whole pictures and films, each good: none may ever be refused. Large enough for evidence, small enough to be many. */
export async function goodFiles(): Promise<Sample[]> {
  const photo = await noise(640, 480).blur(2).png().toBuffer()
  const as = async (kind: Kind, format: 'jpeg' | 'png' | 'webp' | 'avif', options = {}): Promise<Sample> => ({
    kind,
    bytes: await sharp(photo).toFormat(format, options).toBuffer(),
  })
  const plain = await as('JPEG', 'jpeg', { quality: 60 })
  const tagged = withSegments(plain.bytes, [
    exifSegment(tiff({ main: { 271: 'Maker', 274: 6 }, photo: { 36867: '2026:11:20 10:00:00' } })),
    xmpSegment(packet('<TC260:AIGC>{"Label":"1","ProduceID":"7"}</TC260:AIGC>')),
  ])
  return [
    plain,
    { kind: 'JPEG', bytes: tagged },
    await as('JPEG', 'jpeg', { progressive: true, quality: 50 }),
    await as('PNG', 'png', { palette: true }),
    await as('PNG', 'png', { progressive: true, palette: true }),
    await as('WebP', 'webp', { quality: 50 }),
    await as('AVIF', 'avif', { effort: 0, quality: 40 }),
    { kind: 'HEIC', bytes: await heic(640, 480) },
    { kind: 'MP4', bytes: mp4() },
  ]
}

/** An archive of one file, of which it says that it unpacks to `claimed` bytes. */
function zipOf(name: string, content: Buffer, claimed = content.length): Buffer {
  const packed = deflateRawSync(content)
  const shared = Buffer.alloc(26)
  shared.writeUInt16LE(20, 0)
  shared.writeUInt16LE(8, 4)
  shared.writeUInt32LE(packed.length, 14)
  shared.writeUInt32LE(claimed, 18)
  shared.writeUInt16LE(name.length, 22)
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), shared, Buffer.from(name), packed])
  const central = Buffer.concat([
    Buffer.from('PK\x01\x02'),
    Buffer.from([20, 0]),
    shared,
    Buffer.alloc(14),
    Buffer.from(name),
  ])
  const end = Buffer.alloc(18)
  end.writeUInt16LE(1, 4)
  end.writeUInt16LE(1, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(local.length, 12)
  return Buffer.concat([local, central, Buffer.from('PK\x05\x06'), end])
}

/** What is no evidence, or too much of it: each has to be refused. */
export function badFiles(): Sample[] {
  const bomb = Buffer.alloc(30_000_000, 'A')
  return [
    { kind: 'PNG', bytes: pngOf({ width: 30_000, height: 30_000 }) },
    { kind: 'PNG', bytes: pngOf({ width: 7_000, height: 7_000, depth: 16, colour: 6, interlaced: true }) },
    { kind: 'PNG', bytes: pngOf({ width: 1, height: 16_000_000 }) },
    { kind: 'HEIC', bytes: heicLoop() },
    { kind: 'ZIP', bytes: zipOf('a.txt', Buffer.from('no picture')) },
    { kind: 'ZIP', bytes: zipOf('a.txt', bomb) },
    { kind: 'ZIP', bytes: zipOf('a.txt', Buffer.from('x'), 4_294_967_295) },
    { kind: 'XLSX', bytes: zipOf('xl/worksheets/sheet1.xml', bomb) },
    {
      kind: 'XLSX',
      bytes: zipOf('xl/workbook.xml', Buffer.from('<workbook><!DOCTYPE x [<!ENTITY a "aaaa">]></workbook>')),
    },
    { kind: 'JPEG', bytes: Buffer.alloc(0) },
    { kind: 'JPEG', bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>') },
    { kind: 'JPEG', bytes: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>') },
  ]
}
