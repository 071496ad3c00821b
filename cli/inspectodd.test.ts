import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import {
  chunk,
  exifSegment,
  iTXt,
  packet,
  plainJpeg,
  plainPng,
  tiff,
  u16,
  u32,
  withChunks,
  withSegments,
  xmpSegment,
} from '@anxin/inspect/origin/specimens.ts'
import { heicLoop } from '@anxin/server/media/pictures.ts'
import sharp from 'sharp'

const program = fileURLToPath(new URL('./anxin.ts', import.meta.url))
const dir = mkdtempSync(join(tmpdir(), 'anxin-odd-'))
after(() => rmSync(dir, { recursive: true, force: true }))
const keep = (name: string, content: Uint8Array) => writeFileSync(join(dir, name), content)

type Photo = { file: string; grade: string; findings: { code: string }[] }
function inspected(...names: string[]): { status: number | null; stderr: string; photos: Map<string, Photo> } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'inspect', ...names, '--json'], {
    cwd: dir,
    encoding: 'utf8',
    maxBuffer: 1e8,
  })
  const photos: Photo[] = stdout ? JSON.parse(stdout).photos : []
  return { status, stderr, photos: new Map(photos.map((photo) => [photo.file, photo])) }
}
const codes = (photo: Photo | undefined) => photo?.findings.map(({ code }) => code) ?? []

test('odd files that can be looked at are: each gets a report, and what is odd is said or harmless', async () => {
  const [jpeg, png] = [await plainJpeg(), await plainPng()]
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true })
  const { width, height } = info
  const frames = Buffer.concat([data, data.map((value) => 255 - value)])
  const raw = { width, height: 2 * height, channels: 3 as const, pageHeight: height }
  const label = '<TC260:AIGC>{"Label":"1"}</TC260:AIGC>'
  keep('xmp.png', withChunks(png, iTXt('XML:com.adobe.xmp', packet(label + '<dc:title>x</dc:title>'.repeat(450_000)))))
  keep(
    'animated.webp',
    await sharp(frames, { raw })
      .webp({ delay: [100, 100] })
      .toBuffer(),
  )
  // Orientation 77 of 8, a picture of 4 billion by 3 samples.
  const lies = tiff({
    main: { 274: u16(77), 256: u32(4_000_000_000) },
    photo: { 40962: u32(4_000_000_000), 40963: u32(3) },
  })
  keep('lying.jpg', withSegments(jpeg, [exifSegment(lies)]))
  keep('label.jpg', withSegments(jpeg, [xmpSegment(packet('<TC260:AIGC>{"Label":1,</TC260:AIGC>'))]))
  keep('cmyk.jpg', await sharp(jpeg).toColourspace('cmyk').jpeg().toBuffer())
  const names = ['xmp.png', 'animated.webp', 'lying.jpg', 'label.jpg', 'cmyk.jpg']
  const { status, stderr, photos } = inspected(...names)
  assert.deepEqual([status, stderr, [...photos.keys()]], [0, '', names])
  assert.ok(codes(photos.get('xmp.png')).includes('origin.aigc.label'), 'the label in 10 MB of XMP is found')
  assert.ok(
    codes(photos.get('label.jpg')).some((code) => code.startsWith('origin.aigc')),
    'the broken label is told',
  )
  for (const name of ['animated.webp', 'lying.jpg', 'cmyk.jpg'])
    assert.ok(
      !codes(photos.get(name)).some((code) => code.endsWith('.unreadable')),
      `${name}: ${codes(photos.get(name))}`,
    )
})

test('what claims to be more than anybody sends is refused in one sentence each, at once', async () => {
  const png = await plainPng()
  // A head of 16 bits a channel, interlaced, of 30,000 by 30,000; the pixels of a small one.
  const head = (w: number, h: number) => chunk('IHDR', Buffer.concat([u32(w, h), Buffer.from([16, 2, 0, 0, 1])]))
  const bomb = (w: number, h: number) => Buffer.concat([png.subarray(0, 8), head(w, h), png.subarray(33)])
  keep('bomb.png', bomb(30_000, 30_000))
  keep('whole.png', bomb(7_000, 7_000))
  keep('thin.png', bomb(1, 16_000_000))
  keep('loop.heic', heicLoop())
  const { status, stderr, photos } = inspected('bomb.png', 'whole.png', 'thin.png', 'loop.heic')
  assert.equal(status, 2)
  const lines = stderr.trim().split('\n')
  for (const name of ['bomb.png', 'whole.png', 'thin.png'])
    assert.equal(
      lines.filter((line) => line.startsWith(`${name} is too large: a picture of at most 50 million pixels`)).length,
      1,
      stderr,
    )
  // Of an HEIC file whose boxes lead in a circle, what can be read is told.
  assert.ok(photos.has('loop.heic') || lines.some((line) => line.startsWith('loop.heic ')), stderr)
  assert.equal(lines.length + photos.size, 4)
})
