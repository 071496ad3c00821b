import type { Piece, Text } from './read/bytes.ts'
import { commentOf, type Exif, readExif, tag, windowsText, wordOf } from './read/exif.ts'
import { iptcTexts, programIn, type Resource, resourcesIn } from './read/iptc.ts'
import type { Parts } from './read/parts.ts'
import { packetOf, valuesOf } from './read/xmp.ts'

/** What a file says in words, and in its EXIF directories, read once for all probes. */
export type Said = {
  /** The first EXIF block that can be read, null without. */
  exif: Exif | null
  packets: { where: string; text: string }[]
  resources: Resource[]
  /** Every text with the name it was filed under, from wherever. */
  texts: Text[]
}

const exifTexts = ['ImageDescription', 'Make', 'Model', 'Software', 'Artist', 'HostComputer', 'Copyright'] as const
/** Properties of XMP that name a program or describe the picture. */
const xmpTexts = [
  'CreatorTool',
  'Software',
  'description',
  'title',
  'UserComment',
  'Credit',
  'Make',
  'Model',
  'Source',
  'HistoryLines',
  'parameters',
  'softwareAgent',
] as const

const known = new WeakMap<Parts, Said>()

/** Gathers what the parts of a file say. */
export function saidBy(parts: Parts): Said {
  const before = known.get(parts)
  if (before) return before
  const blocks = parts.exif.slice(0, 4).map((piece) => ({ piece, exif: readExif(piece.bytes) }))
  const packets = parts.xmp.slice(0, 8).map((piece) => ({ where: piece.where, text: packetOf(piece) }))
  const resources = parts.resources.slice(0, 8).flatMap(resourcesIn)
  const said: Said = {
    exif: blocks.find(({ exif }) => exif !== null)?.exif ?? null,
    packets,
    resources,
    texts: [
      ...blocks.flatMap(({ piece, exif }) => (exif ? textsOfExif(piece, exif) : [])),
      ...parts.texts,
      ...packets.flatMap(({ where, text }) => textsOfXmp(where, text)),
      ...resources.filter(({ number }) => number === 0x404).flatMap(({ bytes }) => iptcTexts(bytes)),
      { where: '8BIM', key: 'Software', value: programIn(resources) },
    ].filter(({ value }) => value !== ''),
  }
  known.set(parts, said)
  return said
}

function textsOfExif({ where }: Piece, exif: Exif): Text[] {
  const place = where.startsWith('APP') || where === 'TIFF' ? 'EXIF' : `EXIF (${where})`
  return [
    ...exifTexts.map((key) => ({ where: place, key, value: wordOf(exif.main.get(tag[key])) })),
    { where: place, key: 'UserComment', value: commentOf(exif) },
    { where: place, key: 'XPComment', value: windowsText(exif.main.get(tag.XPComment)) },
  ]
}

function textsOfXmp(where: string, packet: string): Text[] {
  return xmpTexts.flatMap((key) => valuesOf(packet, key).map((value) => ({ where: `XMP (${where})`, key, value })))
}

/** Make and model as EXIF states them; '' where it does not. */
export function cameraOf({ exif }: Said): { make: string; model: string; software: string } {
  const word = (number: number) => wordOf(exif?.main.get(number))
  return { make: word(tag.Make), model: word(tag.Model), software: word(tag.Software) }
}
