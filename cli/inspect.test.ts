import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { heicLoop, pngOf } from '@anxin/server/media/pictures.ts'
import sharp from 'sharp'

const program = fileURLToPath(new URL('./anxin.ts', import.meta.url))
const dir = mkdtempSync(join(tmpdir(), 'anxin-inspect-'))
after(() => rmSync(dir, { recursive: true, force: true }))
const keep = (name: string, content: string | Uint8Array) => writeFileSync(join(dir, name), content)

function anxin(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'inspect', ...args], {
    cwd: dir,
    encoding: 'utf8',
    maxBuffer: 1e8,
  })
  return { status, stderr, stdout, photos: args.includes('--json') && stdout ? JSON.parse(stdout).photos : [] }
}

/** A still life of many small shapes, the same each time. */
function scene(seed: number): Buffer {
  let state = seed
  const random = (most: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state % most
  }
  const shapes = Array.from({ length: 260 }, () => {
    const colour = `rgb(${random(256)},${random(256)},${random(256)})`
    return `<ellipse cx="${random(800)}" cy="${random(600)}" rx="${4 + random(40)}" ry="${4 + random(30)}" fill="${colour}" transform="rotate(${random(90)} 400 300)"/>`
  })
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600"><rect width="800" height="600" fill="#b9a"/>${shapes.join('')}</svg>`,
  )
}
const drawn = (seed: number) => sharp(scene(seed))
const stain = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="70"><ellipse cx="45" cy="35" rx="42" ry="32" fill="#201008"/></svg>',
)

keep('goods.jpg', await drawn(7).jpeg({ quality: 92 }).toBuffer())
keep(
  'claim.jpg',
  await sharp(
    await drawn(7)
      .composite([{ input: stain, left: 400, top: 250 }])
      .png()
      .toBuffer(),
  )
    .resize(560)
    .jpeg({ quality: 75 })
    .toBuffer(),
)
keep('other.jpg', await drawn(99).jpeg().toBuffer())

test('a claim made from the picture of the goods: said, graded D, and shown where', async () => {
  const found = anxin(
    'claim.jpg',
    '--against',
    'goods.jpg',
    'other.jpg',
    '--json',
    '--masks',
    'masks',
    '--html',
    'out.html',
  )
  assert.equal(found.stderr, '')
  assert.equal(found.status, 0)
  const [photo] = found.photos
  assert.equal(photo.file, 'claim.jpg')
  assert.match(photo.sha256, /^[0-9a-f]{64}$/)
  assert.equal(photo.grade, 'D')
  assert.deepEqual(
    photo.against.map((one: { file: string; relation: string }) => [one.file, one.relation]),
    [
      ['goods.jpg', 'derived'],
      ['other.jpg', 'different'],
    ],
  )
  assert.equal(photo.findings[0].code, 'agreement.derived-changed')
  const [x, y] = middle(photo.against[0].changed[0].polygon)
  // The stain lies about (445, 285) of the original, shrunk by 0.7.
  assert.ok(Math.hypot(x - 311, y - 200) < 20, `${x}, ${y}`)
  const written = sharp(join(dir, 'masks/claim.mask.png'))
  const { channels, depth } = await written.metadata()
  assert.deepEqual([channels, depth], [1, 'uchar'])
  const mask = await written.extractChannel(0).raw().toBuffer({ resolveWithObject: true })
  assert.deepEqual([mask.info.width, mask.info.height], [560, 420])
  assert.ok((mask.data[200 * 560 + 311] ?? 0) > 128)
  assert.ok((mask.data[20 * 560 + 20] ?? 255) < 128)
  const html = readFileSync(join(dir, 'out.html'), 'utf8')
  assert.match(html, /照片检查报告/)
  assert.doesNotMatch(html, /(src|href)="(?!data:)/)
})

const middle = (polygon: [number, number][]) =>
  [
    polygon.reduce((sum, [x]) => sum + x, 0) / polygon.length,
    polygon.reduce((sum, [, y]) => sum + y, 0) / polygon.length,
  ] as const

test('the same files give the same answer, byte for byte; a photo that is its own reference is said to be', () => {
  const [once, twice] = [
    anxin('goods.jpg', '--against', 'goods.jpg', '--json'),
    anxin('goods.jpg', '--against', 'goods.jpg', '--json'),
  ]
  assert.equal(once.stdout, twice.stdout)
  assert.equal(once.photos[0].against[0].relation, 'derived')
  assert.equal(once.photos[0].findings[0].code, 'agreement.identical')
})

test('what is no photo is named, with what was expected; the good ones are inspected all the same', async () => {
  const goods = readFileSync(join(dir, 'goods.jpg'))
  keep('text.jpg', 'this is no picture')
  keep('empty.jpg', '')
  keep('bomb.png', pngOf({ width: 30_000, height: 30_000, depth: 16, colour: 6, interlaced: true }))
  keep('thin.png', pngOf({ width: 1, height: 16_000_000 }))
  keep('loop.heic', heicLoop())
  mkdirSync(join(dir, 'nothing'))
  const found = anxin(
    'text.jpg',
    'empty.jpg',
    'bomb.png',
    'thin.png',
    'nothing',
    'absent.jpg',
    '/dev/zero',
    'loop.heic',
    'goods.jpg',
    '--json',
  )
  assert.equal(found.status, 2)
  const lines = found.stderr.trim().split('\n')
  assert.ok(lines.includes('absent.jpg does not exist: a picture or a directory of pictures was expected.'))
  assert.ok(lines.includes('nothing holds no picture: a picture or a directory of pictures was expected.'))
  assert.ok(lines.includes('/dev/zero is no file: a picture or a directory of pictures was expected.'))
  assert.ok(lines.includes('text.jpg is no picture: a JPEG, PNG, WebP, AVIF or HEIC picture was expected.'))
  assert.ok(lines.includes('empty.jpg is no picture: a JPEG, PNG, WebP, AVIF or HEIC picture was expected.'))
  for (const name of ['bomb.png', 'thin.png']) assert.ok(lines.some((line) => line.startsWith(`${name} is too large`)))
  assert.ok(found.photos.some(({ file }: { file: string }) => file === 'goods.jpg'))
  keep('cut.jpg', goods.subarray(0, goods.length >> 1))
  keep('cmyk.jpg', await drawn(7).toColourspace('cmyk').jpeg().toBuffer())
  const odd = anxin('cut.jpg', 'cmyk.jpg', '--json')
  assert.equal(odd.status, 0, odd.stderr)
  assert.ok(odd.photos[0].findings.some(({ code }: { code: string }) => code === 'origin.damaged'))
})

test('a directory stands for its pictures; a file that may not be read is named', (t) => {
  mkdirSync(join(dir, 'claims/deep'), { recursive: true })
  keep('claims/b.jpg', readFileSync(join(dir, 'claim.jpg')))
  keep('claims/deep/a.jpg', readFileSync(join(dir, 'claim.jpg')))
  keep('claims/note.txt', 'no picture')
  const found = anxin('claims', '--json')
  assert.equal(found.status, 0)
  assert.deepEqual(
    found.photos.map(({ file }: { file: string }) => file),
    ['claims/b.jpg', 'claims/deep/a.jpg'],
  )
  assert.ok(found.photos[1].findings.some(({ code }: { code: string }) => code === 'consistency.same_file'))
  if (process.getuid?.() === 0) return t.diagnostic('the superuser may read everything')
  chmodSync(join(dir, 'claims/b.jpg'), 0)
  assert.equal(anxin('claims/b.jpg').status, 2)
})
