import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { zlibSync } from 'fflate'
import { certificateOf, manifest, storeOf } from './c2pa/specimens.ts'
import { aigcLabel } from './probes/aigc-label.ts'
import { originProbes } from './probes.ts'
import { readExif, tag, wordOf } from './read/exif.ts'
import { partsOf } from './read/file.ts'
import { encoderOf } from './read/quantisation.ts'
import { decode, isCutOff, valuesOf } from './read/xmp.ts'
import {
  box,
  chunk,
  comment,
  dice,
  exifSegment,
  extendedXmp,
  ftyp,
  gif,
  gifComment,
  gifXmp,
  heif,
  iptcRecord,
  iTXt,
  join,
  jumbfSegments,
  look,
  mp4,
  packet,
  plainJpeg,
  plainPng,
  plainWebp,
  raw,
  resource,
  tEXt,
  text,
  tiff,
  u16,
  u32,
  withChunks,
  withRiff,
  withSegments,
  xmpSegment,
  zTXt,
} from './specimens.ts'

const jpeg = await plainJpeg()
const png = await plainPng()
const webp = await plainWebp()
const label = '{"AIGC":{"Label":"1","ContentProducer":"001191110102MACQD9K64010000"}}'
const exif = tiff({
  main: { [tag.Make]: 'Maker', [tag.Software]: 'Adobe Photoshop' },
  photo: { [tag.UserComment]: comment(label), [tag.DateTimeOriginal]: '2026:01:02 03:04:05' },
  place: { [tag.GpsDateStamp]: '2026:01:02' },
  thumbnail: jpeg,
})
const xmp = packet('<TC260:AIGC>{"Label":"1"}</TC260:AIGC>', 'xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/"')
const store = storeOf(manifest({ label: 'urn:c2pa:1', signer: certificateOf({ name: 'x', isFixed: true }) }))
/** One file of each kind with everything in it that is read. */
const files = [
  withSegments(jpeg, [
    exifSegment(exif),
    xmpSegment(xmp),
    ...extendedXmp(xmp, 200),
    { marker: 0xed, body: join(raw('Photoshop 3.0\0'), resource(0x404, iptcRecord(110, 'Made with Google AI'))) },
    ...jumbfSegments(store, 700),
    { marker: 0xe9, body: text(`AIGC${label}`) },
  ]),
  withChunks(
    png,
    iTXt('XML:com.adobe.xmp', xmp, true),
    tEXt('AIGC', label),
    zTXt('parameters', text('Steps: 1, Seed: 2')),
    chunk('eXIf', exif),
    chunk('caBX', store),
  ),
  withRiff(webp, ['EXIF', exif], ['XMP ', text(xmp)], ['C2PA', store]),
  gif(gifXmp(xmp), gifComment('Photoshop')),
  exif,
  heif('heic', [
    { type: 'Exif', body: join(u32(0), exif) },
    { type: 'mime', mime: 'application/rdf+xml', body: text(xmp) },
  ]),
  mp4([
    ['AIGC', label],
    ['com.apple.quicktime.software', 'x'],
  ]),
]

/** Looks with every probe; what takes long is as bad as what throws. */
async function lookAt(bytes: Uint8Array): Promise<void> {
  for (const probe of originProbes)
    for (const { strength } of await look(probe, bytes)) assert.ok(strength >= 0 && strength <= 1)
}

test('a file that ends anywhere is read as far as it goes', async () => {
  for (const file of files)
    for (let end = 0; end < file.length; end += end < 400 ? 7 : 131)
      await lookAt(Uint8Array.from(file.subarray(0, end)))
})

test('a file with any bytes changed, repeated or taken out is read without a throw', async () => {
  const spots = fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.nat(3)), { minLength: 1, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(fc.nat(files.length - 1), spots, async (index, changes) => {
      let bytes: Uint8Array = Uint8Array.from(files[index] ?? jpeg)
      for (const [where, value, kind] of changes) {
        const at = where % bytes.length
        if (kind < 2) bytes[at] = kind === 0 ? value : 0xff
        else if (kind === 2) bytes = join(bytes.subarray(0, at), bytes.subarray(Math.max(0, at - value)))
        else bytes = join(bytes.subarray(0, at), bytes.subarray(at + value + 1), Uint8Array.of(0))
      }
      await lookAt(bytes)
    }),
    { numRuns: 150, seed: 20_260_304 },
  )
})

test('bytes that are nothing behind any beginning are read without a throw', async () => {
  const heads = [
    '\xff\xd8\xff\xe1',
    '\x89PNG\r\n\x1a\n',
    'RIFF\xff\xff\0\0WEBP',
    'GIF89a',
    '\0\0\0\x18ftypheic',
    '\0\0\0\x18ftypisom',
    'II*\0\x08\0\0\0',
    'MM\0*\0\0\0\x08',
  ]
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 600 }), (head, rest) =>
      lookAt(join(raw(head), rest)),
    ),
    { numRuns: 150, seed: 20_260_305 },
  )
})

/** Files that hold careless readers for ever or fill the memory; each must be read in a moment. */
const hostile: [name: string, bytes: Uint8Array][] = [
  [
    'EXIF directories that lead into each other',
    withSegments(jpeg, [
      exifSegment(
        join(raw('II*\0\x08\0\0\0'), Uint8Array.of(1, 0, 0x69, 0x87, 4, 0, 1, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0)),
      ),
    ]),
  ],
  ['an EXIF directory of 65,535 entries', tiff({ main: {} }).map((byte, i) => (i === 8 || i === 9 ? 0xff : byte))],
  ['HEIC items of 65,535 pieces of no bytes', heicLoop()],
  ['boxes of size 0 and 1', join(ftyp('isom'), u32(1), raw('moov'), u32(0, 8), u32(0), raw('free'))],
  [
    'boxes in boxes in boxes',
    Array.from({ length: 2_000 }).reduce<Uint8Array>((inner) => box('moov', inner), box('udta')),
  ],
  ['a PNG text of a gigabyte', withChunks(png, chunk('zTXt', join(raw('AIGC\0\0'), bomb())))],
  ['a PNG of 60,000 texts', withChunks(png, ...Array.from({ length: 60_000 }, () => tEXt('a', 'b')))],
  ['a JPEG of 0xff only', join(jpeg, new Uint8Array(2_000_000).fill(0xff))],
  [
    'a JPEG of 400,000 restarts',
    join(
      raw('\xff\xd8'),
      Uint8Array.from({ length: 800_000 }, (_, i) => (i % 2 ? 0xd0 : 0xff)),
    ),
  ],
  [
    'extended XMP that claims 4 GB',
    withSegments(jpeg, [
      {
        marker: 0xe1,
        body: join(raw('http://ns.adobe.com/xmp/extension/\0'), raw('A'.repeat(32)), u32(0xffffffff, 0), raw('x')),
      },
    ]),
  ],
  [
    'XMP of 10 MB',
    withChunks(
      png,
      iTXt(
        'XML:com.adobe.xmp',
        packet(`<TC260:AIGC>{"Label":"1"}</TC260:AIGC>${'<dc:title>x</dc:title>'.repeat(450_000)}`),
      ),
    ),
  ],
  [
    'XMP that opens a property 300,000 times',
    withChunks(png, iTXt('XML:com.adobe.xmp', '<TC260:AIGC '.repeat(300_000))),
  ],
  ['JUMBF of superboxes to the bottom', withSegments(jpeg, jumbfSegments(deepJumbf()))],
  ['a GIF of blocks without end', join(gif(), raw('\x21\xfe'), new Uint8Array(500_000).fill(1))],
]
for (const [name, bytes] of hostile)
  test(`it is read in a moment: ${name}`, async () => {
    const before = performance.now()
    await lookAt(bytes)
    assert.ok(performance.now() - before < 4_000)
  })

test('the label is found in 10 MB of XMP', async () => {
  const bytes = hostile.find(([name]) => name === 'XMP of 10 MB')?.[1] ?? new Uint8Array(0)
  const [finding] = await look(aigcLabel, bytes)
  assert.equal(finding?.strength, 0.9)
})

test('EXIF is read in both byte orders, with what stands below', () => {
  for (const big of [false, true]) {
    const read = readExif(
      tiff({
        main: { [tag.Make]: 'Maker' },
        photo: { [tag.DateTimeOriginal]: 'now' },
        place: { [tag.GpsDateStamp]: 'then' },
        thumbnail: jpeg,
        big,
      }),
    )
    assert.equal(wordOf(read?.main.get(tag.Make)), 'Maker')
    assert.equal(wordOf(read?.photo.get(tag.DateTimeOriginal)), 'now')
    assert.equal(wordOf(read?.place.get(tag.GpsDateStamp)), 'then')
    assert.deepEqual(read?.thumbnail && new Uint8Array(read.thumbnail), jpeg)
    assert.equal(read?.isBroken, false)
  }
})

test('the quality of every table of the library is told, and Photoshop by its own', async () => {
  for (const quality of [10, 50, 75, 88, 95, 100]) {
    const { jpeg: structure } = partsOf(await plainJpeg({ quality, chromaSubsampling: '4:2:0' }))
    assert.deepEqual(structure && encoderOf(structure), { name: 'libjpeg', quality })
  }
  const { jpeg: structure } = partsOf(jpeg)
  assert.ok(structure)
  assert.deepEqual(encoderOf({ ...structure, tables: new Map([[0, Array(64).fill(7)]]) }), { name: 'own' })
  assert.deepEqual(encoderOf({ ...structure, tables: new Map() }), { name: 'none' })
})

test('segments of a JPEG are told in order, and what follows it', () => {
  const parts = partsOf(join(files[0] ?? jpeg, raw('tail')))
  assert.equal(parts.container, 'jpeg')
  assert.deepEqual(parts.size, { width: 96, height: 64 })
  assert.equal(parts.jpeg?.head[0]?.id, 'Exif')
  assert.equal(parts.tail?.bytes.length, 4)
  assert.deepEqual(parts.faults, [])
  assert.equal(parts.xmp.length, 2)
  assert.deepEqual(new Uint8Array(parts.jumbf[0]?.bytes ?? []), store)
})

test('properties of XMP are found in every way of writing, and entities decoded', () => {
  assert.deepEqual(valuesOf('<a:B>x &amp; y</a:B>', 'B'), ['x & y'])
  assert.deepEqual(valuesOf(`<r a:B='&#x4e2d;&#25991;'/>`, 'B'), ['中文'])
  assert.deepEqual(
    valuesOf('<a:B><rdf:Alt><rdf:li xml:lang="x-default">one</rdf:li><rdf:li>two</rdf:li></rdf:Alt></a:B>', 'B'),
    ['one', 'two'],
  )
  assert.deepEqual(valuesOf('<a:B rdf:resource="http://x/y"/>', 'B'), ['http://x/y'])
  assert.deepEqual(valuesOf('<a:Bee>x</a:Bee><a:AB>y</a:AB> B="z', 'B'), ['z'])
  assert.deepEqual(valuesOf('<a:B>cut off', 'B'), ['cut off'])
  assert.equal(decode('&quot;&unknown;&#0;'), '"&unknown;&#0;')
  assert.equal(isCutOff(packet('x')), false)
  assert.equal(isCutOff(packet('x').slice(0, -60)), true)
})

function heicLoop(): Uint8Array {
  const item = join(Uint8Array.of(0, 1, 0, 0), u16(0xffff))
  const infe = box('infe', u32(0x02000000), u16(1, 0), raw('Exif\0'))
  const iinf = box('iinf', u32(0), u16(1), infe)
  const iloc = box('iloc', u32(0), u16(0, 0xffff), ...Array.from({ length: 300 }, () => item))
  return join(ftyp('heic'), box('meta', u32(0), iinf, iloc), box('mdat'))
}

function bomb(): Uint8Array {
  return zlibSync(new Uint8Array(60_000_000))
}

function deepJumbf(): Uint8Array {
  const random = dice(5)
  const jumd = box(
    'jumd',
    raw('c2pa'),
    Uint8Array.from({ length: 12 }, () => random() * 256),
    Uint8Array.of(3),
    raw('c2pa\0'),
  )
  return Array.from({ length: 500 }).reduce<Uint8Array>((inner) => box('jumb', jumd, inner), box('jumb', jumd))
}
