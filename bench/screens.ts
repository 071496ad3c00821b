/** `npm run bench screens PHOTOS`: how often the raster of a screen is seen (`consistency.screen`). PHOTOS is a folder of genuine
 *  photos, searched to its end; they are looked at as they are and as a messenger sends them on. Screens are simulated:
 *  a photo shown with stripes of red, green and blue and dark lines between the rows, seen at so many camera samples a
 *  screen pixel, turned, with a lens's blur, the camera's colour filter and noise, saved as JPEG 90 and sent on. Seeded. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { clear, rasterOf } from '../inspect/consistency/screen.ts'
import { brightnessFrom } from '../inspect/jpeg/luma.ts'
import type { Pixels } from '../inspect/photo.ts'
import { randomOf } from './inspect/random.ts'
import { machine } from './machine.ts'

const folder = process.argv.at(-1) ?? ''
const files = globSync('**/*.{jpg,jpeg}', { cwd: folder })
  .filter((file) => !/forged/.test(file))
  .sort()
  .map((file) => join(folder, file))
const random = randomOf(9)

async function pixelsOf(bytes: Buffer): Promise<Pixels> {
  const { data, info } = await sharp(bytes)
    .autoOrient()
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, channels: 3, data: new Uint8Array(data) }
}
const raster = async (bytes: Buffer) => rasterOf(brightnessFrom(await pixelsOf(bytes)))
async function sent(bytes: Buffer): Promise<Buffer> {
  const { width } = await sharp(bytes).metadata()
  return sharp(bytes)
    .autoOrient()
    .resize(Math.round(0.7 * width))
    .jpeg({ quality: 75 })
    .toBuffer()
}

type Screen = { pitch: number; degrees: number; blur: number }
const size = { width: 1_200, height: 900 }

/** A photo on a screen, taken by a camera with a filter of four colours (RGGB), which is filled in from its neighbours. */
async function taken(file: string, { pitch, degrees, blur }: Screen): Promise<Buffer> {
  const [wide, tall] = [Math.ceil((1.3 * size.width) / pitch), Math.ceil((1.3 * size.height) / pitch)]
  const shown = await sharp(file).autoOrient().resize(wide, tall, { fit: 'cover' }).removeAlpha().raw().toBuffer()
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180) / pitch, Math.sin((degrees * Math.PI) / 180) / pitch]
  const light = new Uint8Array(3 * size.width * size.height)
  const offsets = [-0.375, -0.125, 0.125, 0.375]
  for (let y = 0, at = 0; y < size.height; y++)
    for (let x = 0; x < size.width; x++, at += 3) {
      const sum = [0, 0, 0]
      for (const dy of offsets)
        for (const dx of offsets) {
          const [p, q] = [x + dx - size.width / 2, y + dy - size.height / 2]
          const [u, v] = [p * cos - q * sin + wide / 2, p * sin + q * cos + tall / 2]
          const stripe = Math.floor(3 * (u - Math.floor(u)))
          if (v - Math.floor(v) < 0.12) continue
          const from = 3 * (Math.min(tall - 1, Math.floor(v)) * wide + Math.min(wide - 1, Math.floor(u))) + stripe
          sum[stripe] = (sum[stripe] ?? 0) + (shown[from] ?? 0)
        }
      for (let c = 0; c < 3; c++) light[at + c] = Math.min(255, Math.round((3 * (sum[c] ?? 0)) / 16))
    }
  const lens = await sharp(light, { raw: { ...size, channels: 3 } })
    .blur(blur)
    .raw()
    .toBuffer()
  return sharp(filtered(lens), { raw: { ...size, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer()
}

/** What a camera's colour filter leaves, each colour filled in by the mean of its neighbours, with noise. */
function filtered(lens: Buffer): Uint8Array {
  const colourAt = (x: number, y: number) => (y % 2 === 0 ? (x % 2 === 0 ? 0 : 1) : x % 2 === 0 ? 1 : 2)
  const out = new Uint8Array(lens.length)
  for (let y = 1; y < size.height - 1; y++)
    for (let x = 1; x < size.width - 1; x++) {
      const [sum, count] = [
        [0, 0, 0],
        [0, 0, 0],
      ]
      for (let dy = -1; dy <= 1; dy++)
        for (let dx = -1; dx <= 1; dx++) {
          const c = colourAt(x + dx, y + dy)
          sum[c] = (sum[c] ?? 0) + (lens[3 * ((y + dy) * size.width + x + dx) + c] ?? 0)
          count[c] = (count[c] ?? 0) + 1
        }
      for (let c = 0; c < 3; c++)
        out[3 * (y * size.width + x) + c] = Math.max(
          0,
          Math.min(255, (sum[c] ?? 0) / (count[c] || 1) + 2 * random.normal()),
        )
    }
  return out
}

async function genuine(): Promise<void> {
  for (const [how, change] of [
    ['as they are', async (bytes: Buffer) => bytes],
    ['sent on', sent],
  ] as const) {
    const scores: number[] = []
    for (const file of files) {
      const score = await raster(await change(readFileSync(file)))
      if (score !== null) scores.push(score)
    }
    scores.sort((a, b) => b - a)
    const found = scores.filter((score) => score >= clear).length
    const highest = scores.slice(0, 5).map((score) => score.toFixed(2))
    process.stdout.write(
      `${scores.length} genuine photos ${how}: ${found} with a raster; highest ${highest.join(', ')}\n`,
    )
  }
}

async function screens(): Promise<void> {
  const seen = { direct: 0, sent: 0, all: 0 }
  for (const pitch of [0.8, 1.1, 1.5, 2.1, 3, 4.2]) {
    const rows: string[] = []
    for (const degrees of [0, 1.5, 4, 9])
      for (const blur of [0.5, 0.9]) {
        const shot = await taken(random.pick(files), { pitch, degrees, blur })
        const [direct, after] = [(await raster(shot)) ?? 0, (await raster(await sent(shot))) ?? 0]
        seen.all++
        if (direct >= clear) seen.direct++
        if (after >= clear) seen.sent++
        rows.push(`${direct.toFixed(1)}/${after.toFixed(1)}`)
      }
    process.stdout.write(
      `${pitch} samples a screen pixel, 0 to 9 degrees, two lenses, direct/sent on: ${rows.join(' ')}\n`,
    )
  }
  process.stdout.write(`screens seen: direct ${seen.direct} of ${seen.all}, sent on ${seen.sent} of ${seen.all}\n`)
}

await screens()
await genuine()
process.stdout.write(`${machine()}\n`)
