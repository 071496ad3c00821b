/** A TIFF file: its one stream holds XMP, IPTC and the rest as entries. */
import { numberOf, readExif, tag } from './exif.ts'
import { emptyParts, note, type Parts } from './parts.ts'

/** Reads a file that begins with II or MM and 42. Never throws. */
export function readTiff(bytes: Uint8Array): Parts {
  const parts = emptyParts('tiff')
  const exif = readExif(bytes)
  if (!exif) return parts
  if (exif.isBroken) note(parts, 'broken')
  parts.exif.push({ where: 'TIFF', at: 0, bytes })
  const add = (list: Parts['xmp'], number: number, where: string) => {
    const entry = exif.main.get(number)
    if (entry) list.push({ where, at: entry.bytes.byteOffset - bytes.byteOffset, bytes: entry.bytes })
  }
  add(parts.xmp, tag.Xmp, 'TIFF XMP')
  add(parts.resources, tag.Resources, 'TIFF 8BIM')
  add(parts.resources, tag.Iptc, 'TIFF IPTC')
  add(parts.jumbf, tag.C2pa, 'TIFF C2PA')
  for (const { at, bytes: box } of parts.jumbf) parts.jumbfRanges.push([at, at + box.length])
  const width = numberOf(exif, exif.main.get(tag.ImageWidth))
  const height = numberOf(exif, exif.main.get(tag.ImageLength))
  if (width && height) parts.size = { width, height }
  return parts
}
