/** `npm run bench findings`: draws a picture for each finding that marks something on a photo, from scenes of our own, as
 *  the inspection itself finds it, and writes docs/inspection-findings.md with the sentences of the report. */
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import type { Finding, Polygon } from '../inspect/finding.ts'
import { fontIn } from '../inspect/origin/make/words.ts'
import type { Pixels } from '../inspect/photo.ts'
import { cloud, photographed, sceneOf } from '../inspect/pixels/testing.ts'
import { type Inspector, openInspector, type Source } from '../server/inspection/inspector.ts'

const size = { width: 560, height: 420 }
const folder = new URL('../docs/pictures/findings/', import.meta.url)
const require = createRequire(import.meta.url)

const open = ({ data, width, height }: Pixels) => sharp(data, { raw: { width, height, channels: 3 } })
const jpeg = (pixels: Pixels, quality = 85) => open(pixels).jpeg({ quality }).toBuffer()
async function pixelsOf(bytes: Buffer): Promise<Pixels> {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, channels: 3, data: new Uint8Array(data) }
}
const source = (name: string, bytes: Uint8Array): Source => ({
  name,
  bytes,
  sha256: createHash('sha256').update(bytes).digest('hex'),
})

const goods = photographed(sceneOf(43), size)
/** A box before a shop, and the same box at home, a little from the side and in another light. */
const [box, shop, home, light] = [sceneOf(81), sceneOf(82), sceneOf(83), cloud(7)]
const inShop = photographed(
  (x, y) => (x > 0.28 && y > 0.12 && x < 0.72 && y < 0.6 ? box((x - 0.28) * 1.9, (y - 0.12) * 1.9) : shop(x, y)),
  size,
)
const atHome = photographed(
  (x, y) => {
    const [u, v] = [(x - 0.3) * (1 + 0.12 * y) + 0.02 * y, (y - 0.08) * (1 + 0.05 * x) - 0.04 * x]
    const [r, g, b] = u > 0 && v > 0 && u < 0.4 && v < 0.45 ? box(u * 2, v * 2) : home(0.93 * x + 0.11, 0.95 * y - 0.07)
    const shade = 0.8 + 0.35 * light(1.5 * x, 1.5 * y)
    return [r * shade, g * shade * 0.97, b * shade * 0.92]
  },
  { ...size, seed: 9 },
)

/** A dark stain with an uneven edge. */
function stained({ width, height, data }: Pixels): Pixels {
  const edge = cloud(5)
  const out = Uint8Array.from(data)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const away = Math.hypot((x / width - 0.58) / 0.09, (y / height - 0.52) / 0.1)
      const ink = Math.max(0, Math.min(0.85, 2.2 * (1 + 0.5 * (edge(x / 14, y / 14) - 0.5) - away)))
      for (let c = 0; c < 3; c++) {
        const at = 3 * (y * width + x) + c
        out[at] = (out[at] ?? 0) * (1 - ink) + ([46, 30, 18][c] ?? 0) * ink
      }
    }
  return { width, height, channels: 3, data: out }
}

/** A wave of one frequency over everything, as a screen's raster leaves it. */
const rastered = ({ width, height, data }: Pixels): Pixels => ({
  width,
  height,
  channels: 3,
  data: data.map((value, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)]
    return Math.max(0, Math.min(255, value + 9 * Math.sin(1.3 * x + 0.5 * y)))
  }),
})

/** Large enough to see a raster in. */
const enlarged = async (pixels: Pixels) => pixelsOf(await open(pixels).resize(840).png().toBuffer())

async function labelled(pixels: Pixels): Promise<Pixels> {
  const dir = mkdtempSync(join(tmpdir(), 'anxin-findings-'))
  const fonts = dirname(require.resolve('@fontsource/noto-sans-sc/package.json'))
  const fontfile = join(dir, 'font.otf')
  writeFileSync(fontfile, fontIn(readFileSync(join(fonts, 'files/noto-sans-sc-chinese-simplified-500-normal.woff'))))
  const text = {
    text: '<span foreground="white">某某AI生成</span>',
    font: 'Noto Sans SC Medium 90',
    fontfile,
    rgba: true,
  }
  const label = await sharp(await sharp({ text }).png().toBuffer())
    .trim()
    .resize(null, 28)
    .png()
    .toBuffer({ resolveWithObject: true })
  rmSync(dir, { recursive: true })
  const [left, top] = [pixels.width - label.info.width - 18, pixels.height - 28 - 14]
  return pixelsOf(
    await open(pixels)
      .composite([{ input: label.data, left, top }])
      .png()
      .toBuffer(),
  )
}

/** A part of another picture set into one that had been saved before, and all saved again. */
async function patched(): Promise<Buffer> {
  const before = await pixelsOf(await jpeg(goods, 55))
  const fresh = photographed(sceneOf(61), size)
  const data = Uint8Array.from(before.data)
  for (let y = 140; y < 300; y++)
    for (let x = 200; x < 370; x++)
      for (let c = 0; c < 3; c++) data[3 * (y * size.width + x) + c] = fresh.data[3 * (y * size.width + x) + c] ?? 0
  return jpeg({ ...before, data }, 95)
}

const cut = (pixels: Pixels) => open(pixels).extract({ left: 100, top: 70, width: 350, height: 270 })

type Shown = { photo: Buffer; findings: readonly Finding[] }

async function alone(inspector: Inspector, photo: Buffer, against: readonly Source[] = []): Promise<Shown> {
  const answer = await inspector.photo(source('claim.jpg', photo), { against })
  if ('refused' in answer) throw new Error(`a picture of ours was refused: ${answer.refused}`)
  return { photo, findings: answer.report.findings }
}

async function together(inspector: Inspector, first: Buffer, second: Buffer): Promise<Shown> {
  const photos = [source('first.jpg', first), source('second.jpg', second)]
  const looked = await Promise.all(photos.map(async (photo) => ({ photo, answer: await inspector.photo(photo) })))
  const inspected = looked.flatMap(({ photo, answer }) => ('report' in answer ? [{ photo, ...answer }] : []))
  const [report] = await inspector.among(inspected)
  return { photo: first, findings: report?.findings ?? [] }
}

/** Each code with the photo that shows it. */
async function cases(inspector: Inspector): Promise<[code: string, shown: Shown][]> {
  const listing = [source('goods.jpg', await jpeg(goods, 92))]
  const inListing = source('goods.jpg', await jpeg(inShop, 92))
  return [
    ['agreement.derived-changed', await alone(inspector, await jpeg(stained(goods), 75), listing)],
    ['agreement.derived', await alone(inspector, await cut(goods).jpeg({ quality: 75 }).toBuffer(), listing)],
    ['agreement.identical', await alone(inspector, await jpeg(goods, 92), listing)],
    ['agreement.same-item', await alone(inspector, await jpeg(atHome), [inListing])],
    ['agreement.different', await alone(inspector, await jpeg(photographed(sceneOf(99), size)), listing)],
    ['origin.visible-label', await alone(inspector, await jpeg(await labelled(goods)))],
    ['alteration.trace_missing', await alone(inspector, await patched())],
    ['consistency.screen', await alone(inspector, await jpeg(rastered(await enlarged(goods)), 92))],
    ['consistency.one_exposure_changed', await together(inspector, await jpeg(stained(goods)), await jpeg(goods, 80))],
    ['consistency.same_picture', await together(inspector, await cut(goods).jpeg().toBuffer(), await jpeg(goods, 80))],
    [
      'consistency.differs_between_angles',
      await together(inspector, await jpeg(stained(atHome)), await jpeg(inShop, 80)),
    ],
  ]
}

/** The photo at half its size with the outline of the region. */
async function drawn(photo: Buffer, region: Polygon | null): Promise<Buffer> {
  const { width, height, data } = await pixelsOf(photo)
  region?.forEach(([x, y], i) => {
    const [u, v] = region[(i + 1) % region.length] ?? [x, y]
    const steps = Math.ceil(Math.hypot(u - x, v - y)) + 1
    for (let step = 0; step <= steps; step++) {
      const [px, py] = [Math.round(x + ((u - x) * step) / steps), Math.round(y + ((v - y) * step) / steps)]
      for (let dy = -2; dy <= 2; dy++)
        for (let dx = -2; dx <= 2; dx++) {
          const [at, down] = [px + dx, py + dy]
          if (at >= 0 && down >= 0 && at < width && down < height) data.set([255, 32, 16], 3 * (down * width + at))
        }
    }
  })
  return sharp(data, { raw: { width, height, channels: 3 } })
    .resize(360)
    .jpeg({ quality: 78 })
    .toBuffer()
}

const head = `# The findings, each with a picture

Made by \`npm run bench findings\` from scenes of our own, drawn from a seed: what stands below is what \`anxin inspect\` says of them. What each means and does not, its strength and its false alarms: [inspection.md](inspection.md), [inspection-origin.md](inspection-origin.md), [inspection-alteration.md](inspection-alteration.md). Findings about the file alone (labels, credentials, editors, times) mark no place and have no picture.
`

const inspector = openInspector({ seconds: 600 })
try {
  mkdirSync(folder, { recursive: true })
  let text = head
  for (const [code, { photo, findings }] of await cases(inspector)) {
    const finding = findings.find((one) => one.code === code)
    if (!finding) {
      process.stderr.write(`${code} was not found, but ${findings.map((one) => one.code).join(', ')}\n`)
      process.exitCode = 1
      continue
    }
    writeFileSync(new URL(`${code}.jpg`, folder), await drawn(photo, finding.region))
    text += `\n## \`${code}\` · ${finding.strength}\n\n![${code}](pictures/findings/${code}.jpg)\n\n${finding.zh}\n\n${finding.en}\n`
  }
  writeFileSync(new URL('../docs/inspection-findings.md', import.meta.url), text)
} finally {
  await inspector.stop()
}
