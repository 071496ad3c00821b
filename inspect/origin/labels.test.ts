import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aigcLabel } from './probes/aigc-label.ts'
import { tag } from './read/exif.ts'
import {
  comment,
  exifSegment,
  extendedXmp,
  gif,
  gifXmp,
  heif,
  iTXt,
  join,
  look,
  mp4,
  packet,
  plainJpeg,
  plainPng,
  plainWebp,
  raw,
  tEXt,
  text,
  tiff,
  withChunks,
  withRiff,
  withSegments,
  xmpSegment,
  zTXt,
} from './specimens.ts'

const fields = {
  Label: '1',
  ContentProducer: '001191110102MACQD9K64010000',
  ProduceID: 'cc75f5e9',
  ReservedCode1: '',
  ContentPropagator: '',
  PropagateID: '',
  ReservedCode2: '',
}
const label = JSON.stringify(fields)
const wrapped = JSON.stringify({ AIGC: fields })
const escaped = label.replaceAll('"', '&quot;')
const namespace = 'xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/"'
const element = packet(`<TC260:AIGC>${escaped}</TC260:AIGC>`, namespace)
// The first line that Jimeng and Doubao really write: no XML parser takes it.
const jimeng = element
  .replace('id="W5M0MpCehiHzreSzNTczkc9d"?>', 'id="W5M0MpCehiHzreSzNTczkc9d"??>')
  .replace('xmlns:x="adobe:ns:meta/">', 'xmlns:x="adobe:ns:meta/"/>')

const jpeg = await plainJpeg()
const png = await plainPng()
const webp = await plainWebp()
const other = (change: Partial<typeof fields>) => JSON.stringify({ ...fields, ...change })

const forms: [name: string, where: RegExp, bytes: Uint8Array][] = [
  ['XMP element with entities in JPEG', /XMP \(APP1\)/, withSegments(jpeg, [xmpSegment(element)])],
  ['XMP element as Jimeng writes it', /XMP \(iTXt\)/, withChunks(png, iTXt('XML:com.adobe.xmp', jimeng))],
  ['XMP element in compressed iTXt', /XMP \(iTXt\)/, withChunks(png, iTXt('XML:com.adobe.xmp', element, true))],
  [
    'XMP attribute',
    /XMP \(APP1\)/,
    withSegments(jpeg, [xmpSegment(packet('', `${namespace} TC260:AIGC="${escaped}"`))]),
  ],
  [
    'XMP attribute in single quotes, unescaped',
    /XMP \(APP1\)/,
    withSegments(jpeg, [xmpSegment(packet('', `${namespace} TC260:AIGC='${label}'`))]),
  ],
  [
    'XMP with another prefix than declared',
    /XMP \(APP1\)/,
    withSegments(jpeg, [xmpSegment(packet(`<C260:AIGC>${escaped}</C260:AIGC>`, namespace))]),
  ],
  [
    'XMP with CDATA',
    /XMP \(APP1\)/,
    withSegments(jpeg, [xmpSegment(packet(`<TC260:AIGC><![CDATA[${label}]]></TC260:AIGC>`, namespace))]),
  ],
  ['extended XMP out of order', /XMP \(APP1 \(extended\)\)/, withSegments(jpeg, extendedXmp(element, 100))],
  ['XMP in WebP', /XMP \(XMP\)/, withRiff(webp, ['XMP ', text(element)])],
  ['XMP in GIF', /XMP \(GIF/, gif(gifXmp(element))],
  ['XMP in TIFF', /XMP \(TIFF XMP\)/, tiff({ main: { [tag.Xmp]: text(element) } })],
  [
    'XMP item in HEIC',
    /XMP \(mime\)/,
    heif('heic', [{ type: 'mime', mime: 'application/rdf+xml', body: text(element) }]),
  ],
  ['PNG text AIGC', /tEXt AIGC/, withChunks(png, tEXt('AIGC', label))],
  ['PNG compressed text AIGC', /zTXt AIGC/, withChunks(png, zTXt('AIGC', text(wrapped)))],
  ['PNG international text AIGC', /iTXt AIGC/, withChunks(png, iTXt('AIGC', wrapped))],
  [
    'EXIF UserComment in JPEG',
    /EXIF UserComment/,
    withSegments(jpeg, [exifSegment(tiff({ photo: { [tag.UserComment]: comment(wrapped) } }))]),
  ],
  [
    'EXIF UserComment without the name of its letters, big-endian',
    /EXIF UserComment/,
    withSegments(jpeg, [exifSegment(tiff({ photo: { [tag.UserComment]: text(wrapped) }, big: true }))]),
  ],
  [
    'EXIF UserComment in Unicode',
    /EXIF UserComment/,
    withSegments(jpeg, [exifSegment(tiff({ photo: { [tag.UserComment]: comment(wrapped, 'UNICODE\0') } }))]),
  ],
  [
    'EXIF UserComment in WebP',
    /EXIF \(EXIF\) UserComment/,
    withRiff(webp, ['EXIF', join(raw('Exif\0\0'), tiff({ photo: { [tag.UserComment]: comment(wrapped) } }))]),
  ],
  [
    'EXIF UserComment in HEIC',
    /EXIF \(Exif\) UserComment/,
    heif('heic', [
      { type: 'Exif', body: join(raw('\0\0\0\x06Exif\0\0'), tiff({ photo: { [tag.UserComment]: comment(wrapped) } })) },
    ]),
  ],
  [
    'EXIF ImageDescription',
    /EXIF ImageDescription/,
    withSegments(jpeg, [exifSegment(tiff({ main: { [tag.ImageDescription]: wrapped } }))]),
  ],
  ['bare AIGC{…} in a segment', /APP9/, withSegments(jpeg, [{ marker: 0xe9, body: text(`AIGC${label}`) }])],
  ['behind the picture', /tail/, join(jpeg, text(`xx${wrapped}`))],
  ['key of a video', /ilst AIGC/, mp4([['AIGC', label]])],
]

for (const [name, where, bytes] of forms)
  test(`the label of GB 45438 is read as ${name}`, async () => {
    const [finding, ...others] = await look(aigcLabel, bytes)
    assert.equal(finding?.code, 'origin.aigc.label')
    assert.equal(finding?.strength, 0.9)
    assert.match(finding?.en ?? '', where)
    assert.match(finding?.zh ?? '', /豆包/)
    assert.match(finding?.en ?? '', /Doubao \(001191110102MACQD9K64010000\).*cc75f5e9/)
    assert.deepEqual(others, [])
  })

const asPng = (value: string) => withChunks(png, tEXt('AIGC', value))

test('the three values of Label are told apart, and others are named', async () => {
  const codes = async (value: string) =>
    (await look(aigcLabel, asPng(other({ Label: value })))).map((f) => [f.code, f.strength])
  assert.deepEqual(await codes('2'), [['origin.aigc.label', 0.7]])
  assert.deepEqual(await codes('3'), [['origin.aigc.label', 0.6]])
  assert.deepEqual(await codes('7'), [['origin.aigc.label-unknown', 0.6]])
  assert.deepEqual(await codes(''), [['origin.aigc.label-unknown', 0.6]])
  const number = await look(aigcLabel, asPng(label.replace('"Label":"1"', '"Label":1')))
  assert.equal(number[0]?.strength, 0.9)
})

test('a label that is no JSON is a finding of its own', async () => {
  for (const value of ['{"Label":"1"', 'yes', '{Label:1}', '[1]', '{"something":"else"}']) {
    const findings = await look(aigcLabel, asPng(value))
    assert.deepEqual(
      findings.map(({ code }) => code),
      ['origin.aigc.unreadable'],
      value,
    )
  }
})

test('copies that disagree are told, copies that agree are not', async () => {
  const twice = (one: string, two: string) =>
    withSegments(jpeg, [
      xmpSegment(packet(`<TC260:AIGC>${one}</TC260:AIGC>`, namespace)),
      { marker: 0xe9, body: text(`AIGC${two}`) },
    ])
  const agreeing = await look(aigcLabel, twice(label, label))
  assert.deepEqual(
    agreeing.map(({ code }) => code),
    ['origin.aigc.label'],
  )
  assert.match(agreeing[0]?.en ?? '', /XMP \(APP1\), APP9/)
  const disagreeing = await look(aigcLabel, twice(label, other({ Label: '3' })))
  assert.deepEqual(
    disagreeing.map(({ code, strength }) => [code, strength]),
    [
      ['origin.aigc.label', 0.9],
      ['origin.aigc.copies-disagree', 0.4],
    ],
  )
})

test('an unknown producer is shown as it stands, and what it says cannot steer the reader', async () => {
  const [finding] = await look(aigcLabel, asPng(other({ ContentProducer: `bad\u202e\u0000\n${'x'.repeat(200)}` })))
  assert.match(finding?.en ?? '', /Generating service: bad x{50,}…/)
  assert.doesNotMatch(`${finding?.zh}${finding?.en}`, /[\p{Cc}\p{Cf}]/u)
})

test("Tencent's variant without a Label is named with its provider", async () => {
  const value = JSON.stringify({ AIGC: { ServiceProvider: 'tencent', ServiceUser: 'u' } })
  const [finding] = await look(
    aigcLabel,
    withSegments(jpeg, [exifSegment(tiff({ main: { [tag.ImageDescription]: value } }))]),
  )
  assert.equal(finding?.code, 'origin.aigc.label-unknown')
  assert.match(finding?.en ?? '', /tencent/)
})

test('pictures without a label, and words that only mention it, have none', async () => {
  const mentions = withSegments(jpeg, [
    exifSegment(tiff({ main: { [tag.ImageDescription]: 'AIGC is short for something' } })),
  ])
  for (const bytes of [jpeg, png, webp, mentions, new Uint8Array(0), text('AIGC{')])
    assert.deepEqual(await look(aigcLabel, bytes), [])
})
