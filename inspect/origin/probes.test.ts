import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp, { type JpegOptions } from 'sharp'
import { cameraData } from './probes/camera.ts'
import { editorTraces } from './probes/editors.ts'
import { generatorTraces } from './probes/generators.ts'
import { messenger } from './probes/messenger.ts'
import { removedTraces } from './probes/removed.ts'
import { rewritten } from './probes/rewritten.ts'
import { screenshot } from './probes/screenshot.ts'
import { iptcSource } from './probes/source-type.ts'
import { times } from './probes/times.ts'
import { trailing } from './probes/trailing.ts'
import { originProbes } from './probes.ts'
import { tag } from './read/exif.ts'
import {
  comment,
  exifSegment,
  ftyp,
  iptcRecord,
  iTXt,
  jfif,
  join,
  look,
  mp4,
  packet,
  plainJpeg,
  plainPng,
  raw,
  resource,
  tEXt,
  text,
  tiff,
  withChunks,
  withSegments,
  xmpSegment,
  zTXt,
} from './specimens.ts'

const jpeg = await plainJpeg()
const png = await plainPng()
const codes = (findings: { code: string; strength: number }[]) =>
  findings.map(({ code, strength }) => `${code.replace('origin.', '')} ${strength}`)
const withXmp = (inside: string, attributes = '') => withSegments(jpeg, [xmpSegment(packet(inside, attributes))])
const withExif = (stream: Parameters<typeof tiff>[0]) => withSegments(jpeg, [exifSegment(tiff(stream))])
const phone = { [tag.Make]: 'HUAWEI', [tag.Model]: 'ELE-AL00', [tag.Software]: 'ELE-AL00 10.0.0.168' }

test('the IPTC source type is read in each of its forms', async () => {
  const ai = 'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia'
  for (const bytes of [
    withXmp(`<Iptc4xmpExt:DigitalSourceType>${ai}</Iptc4xmpExt:DigitalSourceType>`),
    withXmp('', `Iptc4xmpExt:DigitalSourceType="${ai}"`),
    withXmp(`<Iptc4xmpExt:DigitalSourceType rdf:resource="${ai}"/>`),
    withXmp('<Iptc4xmpExt:DigitalSourceType>compositeWithTrainedAlgorithmicMedia</Iptc4xmpExt:DigitalSourceType>'),
  ])
    assert.deepEqual(codes(await look(iptcSource, bytes)), ['iptc.not-a-capture 1'])
  const of = async (name: string) =>
    codes(
      await look(
        iptcSource,
        withXmp('', `Iptc4xmpExt:DigitalSourceType="${ai.replace('compositeWithTrainedAlgorithmicMedia', name)}"`),
      ),
    )
  assert.deepEqual(await of('digitalCapture'), ['iptc.source-type 0'])
  assert.deepEqual(await of('humanEdits'), ['iptc.source-type 0.2'])
  assert.deepEqual(await of('nobodyKnows'), ['iptc.unknown-source-type 0.05'])
  assert.deepEqual(
    codes(await look(iptcSource, withXmp('<Iptc4xmpExt:AISystemUsed>Some Model 3</Iptc4xmpExt:AISystemUsed>'))),
    ['iptc.ai-system 0.95'],
  )
  assert.deepEqual(await look(iptcSource, jpeg), [])
})

const parameters =
  'a cracked cup\nNegative prompt: blurry\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x512'
const signature = `Signature: ${'A'.repeat(80)}==`
const artist = '4800156b-8880-4786-9056-7ca3da449d8c'
const generated: [name: string, strength: number, bytes: Uint8Array][] = [
  ['Stable Diffusion in PNG', 0.95, withChunks(png, tEXt('parameters', parameters))],
  ['Stable Diffusion in JPEG', 0.95, withExif({ photo: { [tag.UserComment]: comment(parameters, 'UNICODE\0') } })],
  ['ComfyUI prompt', 0.95, withChunks(png, tEXt('prompt', '{"3":{"class_type":"KSampler","inputs":{}}}'))],
  ['ComfyUI workflow', 0.95, withChunks(png, iTXt('workflow', '{"last_node_id":9,"nodes":[]}'))],
  ['InvokeAI', 0.95, withChunks(png, tEXt('invokeai_metadata', '{"app_version":"3"}'))],
  ['NovelAI', 0.95, withChunks(png, tEXt('Software', 'NovelAI'))],
  ['generation data', 0.95, withChunks(png, zTXt('generation_data', text('{"models":[]}')))],
  [
    'Midjourney',
    0.95,
    withChunks(png, tEXt('Description', 'a cup --v 6 Job ID: 2b6e053b-9a65-4ca9-9e13-b6f4465164d4')),
  ],
  ['Ideogram', 0.95, withExif({ main: { [tag.Make]: 'Ideogram AI' } })],
  ['Google', 0.95, withXmp('<photoshop:Credit>Edited with Google AI</photoshop:Credit>')],
  [
    'Google in IPTC',
    0.95,
    withSegments(jpeg, [
      { marker: 0xed, body: join(raw('Photoshop 3.0\0'), resource(0x404, iptcRecord(110, 'Made with Google AI'))) },
    ]),
  ],
  ['a named tool', 0.9, withXmp('<xmp:CreatorTool>Adobe Firefly 3</xmp:CreatorTool>')],
  ['a named Chinese tool', 0.9, withExif({ main: { [tag.Software]: '即梦AI' } })],
  [
    'ByteDance disclosure',
    0.85,
    withExif({ main: { [tag.ImageDescription]: '{"aigc_info":{"aigc_label_type":1},"product":"retouch"}' } }),
  ],
  [
    'ByteDance disclosure, escaped',
    0.85,
    withExif({ photo: { [tag.UserComment]: comment('{"data":"{\\"aigc_label_type\\":2}"}') } }),
  ],
  [
    'Jimeng export',
    0.9,
    withExif({ main: { [tag.ImageDescription]: '{"product":"dreamina","exportType":"generation"}' } }),
  ],
  ['Doubao export', 0.4, withExif({ main: { [tag.ImageDescription]: '{"product":"doubao"}' } })],
  ['Hugging Face job', 0.5, withChunks(png, tEXt('hf-job-id', '12'))],
  ['Grok', 0.95, withExif({ main: { [tag.ImageDescription]: signature, [tag.Artist]: artist } })],
  ['Galaxy', 0.85, join(jpeg, raw('PhotoEditor_Re_Edit_Data{"genAIType":2}SEFT'))],
  ['a video', 0.9, mp4([['com.apple.quicktime.software', 'Dreamina 4']])],
]
for (const [name, strength, bytes] of generated)
  test(`what a generator leaves is found: ${name}`, async () => {
    const [finding, ...others] = await look(generatorTraces, bytes)
    assert.equal(finding?.strength, strength)
    assert.equal(finding?.code, strength >= 0.6 ? 'origin.generator.named' : 'origin.generator.passed-through')
    assert.deepEqual(others, [])
  })

test('what cameras, editors and people write is no generator', async () => {
  for (const bytes of [
    jpeg,
    withExif({ main: { ...phone, [tag.ImageDescription]: 'Steps: up the stairs', [tag.Artist]: artist } }),
    withExif({ main: { [tag.ImageDescription]: '{"aigc_info":{"aigc_label_type":0},"product":"retouch"}' } }),
    withExif({ main: { [tag.Artist]: '元宝', [tag.Software]: 'Adobe Photoshop 25.0' } }),
    withChunks(png, tEXt('prompt', 'press any key'), tEXt('workflow', 'none')),
    join(jpeg, raw('PhotoEditor_Re_Edit_Data{"genAIType":0}SEFT')),
  ])
    assert.deepEqual(await look(generatorTraces, bytes), [])
})

test('editors are named, weakly; converters more weakly; cameras not', async () => {
  assert.deepEqual(codes(await look(editorTraces, withExif({ main: { [tag.Software]: 'Adobe Photoshop 25.0' } }))), [
    'editor.named 0.2',
  ])
  assert.deepEqual(codes(await look(editorTraces, withXmp('<xmp:CreatorTool>美图秀秀</xmp:CreatorTool>'))), [
    'editor.named 0.2',
  ])
  const ducky = { marker: 0xec, body: join(raw('Ducky'), Uint8Array.of(0, 1, 0, 4, 0, 0, 0, 60, 0, 0)) }
  assert.deepEqual(codes(await look(editorTraces, withSegments(jpeg, [ducky]))), ['editor.structure 0.2'])
  assert.deepEqual(
    codes(await look(editorTraces, withSegments(jpeg, [{ marker: 0xfe, body: text('CREATOR: gd-jpeg v1.0') }]))),
    ['editor.named 0.1'],
  )
  assert.deepEqual(await look(editorTraces, withExif({ main: phone })), [])
})

test('camera data are told as what they are, and their absence as nothing', async () => {
  const stated = await look(
    cameraData,
    withExif({ main: phone, photo: { [tag.DateTimeOriginal]: '2026:03:04 05:06:07' } }),
  )
  assert.deepEqual(codes(stated), ['camera.stated 0'])
  assert.match(stated[0]?.en ?? '', /HUAWEI ELE-AL00, taken 2026:03:04 05:06:07/)
  const bare = await look(cameraData, jpeg)
  assert.deepEqual(codes(bare), ['bare 0'])
  assert.match(bare[0]?.en ?? '', /96 × 64, JPEG quality about 90.*proves neither/)
  assert.deepEqual(codes(await look(cameraData, png)), ['bare 0'])
  assert.deepEqual(await look(cameraData, withXmp('<xmp:CreatorTool>x</xmp:CreatorTool>')), [])
})

test("a camera's file that software wrote again is told from one that the camera wrote", async () => {
  const own = async (stream: Parameters<typeof tiff>[0], options?: JpegOptions) =>
    codes(await look(rewritten, withSegments(await plainJpeg(options), [exifSegment(tiff(stream))])))
  const size = { photo: { [tag.PixelXDimension]: 96, [tag.PixelYDimension]: 64 } }
  assert.deepEqual(await own({ main: phone, ...size }), [])
  assert.deepEqual(await own({ main: phone, ...size }, { progressive: true }), ['rewritten.encoding 0.25'])
  assert.deepEqual(await own({ main: { ...phone, [tag.Make]: 'Apple' }, ...size }), ['rewritten.encoding 0.25'])
  assert.deepEqual(await own({ ...size }, { progressive: true }), [])
  const optimised = await plainJpeg({ quality: 85, optimiseCoding: true })
  const saved = withSegments(optimised, [jfif, exifSegment(tiff({ main: phone }))])
  assert.deepEqual(codes(await look(rewritten, saved)), ['rewritten.encoding 0.25'])
  assert.deepEqual(await own({ photo: { [tag.PixelXDimension]: 960, [tag.PixelYDimension]: 640 } }), [
    'rewritten.scaled 0.1',
  ])
  assert.deepEqual(await own({ photo: { [tag.PixelXDimension]: 64, [tag.PixelYDimension]: 96 } }), [
    'rewritten.turned 0.05',
  ])
  assert.deepEqual(await own({ photo: { [tag.PixelXDimension]: 4000, [tag.PixelYDimension]: 3000 } }), [
    'rewritten.cropped 0.15',
  ])
  assert.deepEqual(await own({ main: { [tag.Orientation]: 77 } }), ['rewritten.orientation 0.05'])
})

test('times that cannot both be true are told; clocks in other zones are not', async () => {
  const of = async (changed: string, taken: string, satellite?: string) =>
    codes(
      await look(
        times,
        withExif({
          main: { [tag.DateTime]: changed },
          photo: { [tag.DateTimeOriginal]: taken },
          ...(satellite ? { place: { [tag.GpsDateStamp]: satellite } } : {}),
        }),
      ),
    )
  assert.deepEqual(await of('2026:01:01 00:00:00', '2026:01:03 10:00:00'), ['times.backwards 0.25'])
  assert.deepEqual(await of('2026:01:03 00:00:00', '2026:01:03 20:00:00'), [])
  assert.deepEqual(await of('2026:03:01 00:00:00', '2026:02:28 23:00:00'), [])
  assert.deepEqual(await of('2024:03:01 00:00:00', '2024:02:29 00:00:00', '2024:02:28'), [])
  assert.deepEqual(await of('2026:01:05 00:00:00', '2026:01:05 00:00:00', '2026:01:01'), ['times.place 0.25'])
  assert.deepEqual(await of('0000:00:00 00:00:00', '    :  :     :  :  ', '2014:09:259'), [])
})

test('a screenshot is told by its words, its name or the size of a screen', async () => {
  assert.deepEqual(codes(await look(screenshot, withExif({ photo: { [tag.UserComment]: comment('Screenshot') } }))), [
    'screenshot.stated 0.2',
  ])
  assert.deepEqual(codes(await look(screenshot, png, { name: 'Screenshot_20260304_120000.png' })), [
    'screenshot.stated 0.2',
  ])
  assert.deepEqual(codes(await look(screenshot, png, { name: '微信截图_2026.png' })), ['screenshot.stated 0.2'])
  const screen = new Uint8Array(
    await sharp({ create: { width: 1170, height: 2532, channels: 3, background: '#456' } })
      .png()
      .toBuffer(),
  )
  assert.deepEqual(codes(await look(screenshot, screen)), ['screenshot.size 0.1'])
  assert.deepEqual(await look(screenshot, png, { name: 'IMG_2026.png' }), [])
})

test('a messenger is told by the name it gives or the mark it leaves, at strength 0', async () => {
  assert.deepEqual(codes(await look(messenger, jpeg, { name: 'mmexport1700000000000.jpg' })), ['messenger 0'])
  assert.deepEqual(codes(await look(messenger, jpeg, { name: 'IMG-20260304-WA0001.jpg' })), ['messenger 0'])
  const marked = withSegments(jpeg, [
    { marker: 0xed, body: join(raw('Photoshop 3.0\0'), resource(0x404, iptcRecord(40, 'FBMD01000a'))) },
  ])
  assert.deepEqual(codes(await look(messenger, marked)), ['messenger 0'])
  assert.deepEqual(await look(messenger, jpeg, { name: 'IMG_1.jpg' }), [])
})

test('what stands behind the picture is told only when it is of no known kind', async () => {
  assert.deepEqual(codes(await look(trailing, join(jpeg, raw('something else')))), ['trailing 0.05'])
  assert.deepEqual(codes(await look(trailing, jpeg.subarray(0, jpeg.length - 20))), ['cut 0.05'])
  assert.deepEqual(codes(await look(trailing, png.subarray(0, png.length - 20))), ['cut 0.05'])
  for (const tail of [jpeg, ftyp('mp42'), new Uint8Array(64), raw('xxSEFT')])
    assert.deepEqual(await look(trailing, join(jpeg, tail)), [])
})

test('what a removed label leaves is found', async () => {
  const namespace = 'xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/"'
  assert.deepEqual(codes(await look(removedTraces, withXmp('', namespace))), ['removed.label 0.65'])
  assert.deepEqual(codes(await look(removedTraces, withXmp('<TC260:AIGC></TC260:AIGC>', namespace))), [
    'removed.label 0.65',
  ])
  assert.deepEqual(codes(await look(removedTraces, withXmp('', `${namespace} TC260:AIGC=""`))), ['removed.label 0.65'])
  assert.deepEqual(await look(removedTraces, withXmp('<TC260:AIGC>{"Label":"1"}</TC260:AIGC>', namespace)), [])
  const cut = packet('<dc:title>x</dc:title>').slice(0, 200)
  assert.deepEqual(codes(await look(removedTraces, withSegments(jpeg, [xmpSegment(cut)]))), ['removed.packet-cut 0.3'])
  const blank = withSegments(jpeg, [xmpSegment(' '.repeat(400))])
  assert.deepEqual(codes(await look(removedTraces, blank)), ['removed.packet-blank 0.45'])
  const pointer = (to: string) => withXmp('', `dcterms:provenance="${to}"`)
  assert.deepEqual(codes(await look(removedTraces, pointer('self#jumbf=/c2pa/urn:uuid:1'))), [
    'removed.credentials 0.3',
  ])
  assert.deepEqual(codes(await look(removedTraces, pointer('https://cai-manifests.adobe.com/manifests/1'))), [
    'credentials-elsewhere 0.05',
  ])
  for (const bytes of [jpeg, png, withXmp('<dc:title>x</dc:title>')])
    assert.deepEqual(await look(removedTraces, bytes), [])
})

test('a photo as a phone writes it has no finding above 0, and every sentence is there in both languages', async () => {
  const photo = withExif({
    main: phone,
    photo: { [tag.DateTimeOriginal]: '2026:03:04 05:06:07', [tag.PixelXDimension]: 96, [tag.PixelYDimension]: 64 },
  })
  const all = await Promise.all(originProbes.map((probe) => look(probe, photo)))
  assert.deepEqual(codes(all.flat()), ['camera.stated 0'])
  assert.match(all.flat()[0]?.zh ?? '', /[\u4e00-\u9fff]{4}/)
})
