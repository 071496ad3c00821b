/** `npm run bench words PHOTOS [FILE.woff=FAMILY]`: the words AI生成 on pictures. PHOTOS is a folder of genuine photos, searched
 *  to its end: none bears them. With a font: on every fifteenth of them the label of a producer is drawn in it, in sizes
 *  from 4 to 10 % of the short side and in three opacities, white in the lower right corner, saved as JPEG 90 and as a
 *  messenger sends it on (seven tenths of the size, JPEG 75). */
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import sharp from 'sharp'
import { decode } from '../inspect/decode.ts'
import { fontIn } from '../inspect/origin/make/words.ts'
import { clear, likeliestWords } from '../inspect/origin/words.ts'
import { luma } from '../inspect/pixels/plane.ts'
import { machine } from './machine.ts'

const [folder = '', ...fonts] = process.argv.slice(2).filter((word) => word !== 'words')
const files = globSync('**/*.{jpg,jpeg}', { cwd: folder })
  .filter((file) => !/forged/.test(file))
  .sort()
  .map((file) => join(folder, file))
const spent: number[] = []

async function score(bytes: Buffer): Promise<number> {
  const photo = await decode('photo', bytes)
  if ('refused' in photo || !photo.pixels) throw new Error('a photo of the set cannot be read')
  const before = process.threadCpuUsage()
  const words = likeliestWords(luma(photo.pixels))
  const { user, system } = process.threadCpuUsage(before)
  spent.push((user + system) / 1_000)
  return words?.score ?? 0
}

async function genuine(): Promise<void> {
  const scores: { file: string; score: number }[] = []
  for (const file of files) scores.push({ file: basename(file), score: await score(readFileSync(file)) })
  scores.sort((a, b) => b.score - a.score)
  const found = scores.filter((one) => one.score >= clear).length
  process.stdout.write(`${files.length} genuine photos: words found on ${found}\n`)
  for (const { file, score } of scores.slice(0, 5)) process.stdout.write(`  ${score.toFixed(3)} ${file}\n`)
  const times = spent.toSorted((a, b) => a - b)
  process.stdout.write(
    `processor a photo: median ${times[times.length >> 1]?.toFixed(0)} ms, fastest ${times[0]?.toFixed(0)} ms\n`,
  )
}

type Label = { fontfile: string; family: string; size: number; opacity: number }

async function labelled(file: string, { fontfile, family, size, opacity }: Label): Promise<Buffer> {
  const photo = await sharp(readFileSync(file)).autoOrient().jpeg({ quality: 95 }).toBuffer()
  const { width, height } = await sharp(photo).metadata()
  const short = Math.min(width, height)
  const text = {
    text: `<span foreground="white" alpha="${Math.round(100 * opacity)}%">豆包AI生成</span>`,
    font: `${family} 120`,
    fontfile,
    rgba: true,
  }
  const inked = await sharp(await sharp({ text }).png().toBuffer())
    .trim()
    .png()
    .toBuffer()
  const label = await sharp(inked)
    .resize(null, Math.round(size * short))
    .png()
    .toBuffer({ resolveWithObject: true })
  const margin = Math.round(0.03 * short)
  const [left, top] = [width - label.info.width - margin, height - label.info.height - margin]
  return sharp(photo)
    .composite([{ input: label.data, left, top }])
    .jpeg({ quality: 90 })
    .toBuffer()
}

async function sent(bytes: Buffer): Promise<Buffer> {
  const { width } = await sharp(bytes).metadata()
  return sharp(bytes)
    .resize(Math.round(0.7 * width))
    .jpeg({ quality: 75 })
    .toBuffer()
}

async function drawn(font: string): Promise<void> {
  const [file = '', family = ''] = font.split('=')
  const dir = mkdtempSync(join(tmpdir(), 'anxin-bench-words-'))
  const fontfile = join(dir, 'font.otf')
  writeFileSync(fontfile, fontIn(readFileSync(file)))
  const chosen = files.filter((_, i) => i % 15 === 7)
  for (const size of [0.04, 0.06, 0.1]) {
    const counts = { direct: 0, sent: 0 }
    for (const [i, photo] of chosen.entries()) {
      const bytes = await labelled(photo, { fontfile, family, size, opacity: [0.9, 0.7, 0.5][i % 3] ?? 1 })
      if ((await score(bytes)) >= clear) counts.direct++
      if ((await score(await sent(bytes))) >= clear) counts.sent++
    }
    process.stdout.write(
      `${family}, ${size * 100} %: found ${counts.direct} of ${chosen.length}, sent on ${counts.sent}\n`,
    )
  }
  rmSync(dir, { recursive: true })
}

// A process shows one font only: what a second family lacks would be drawn in the first.
if (fonts.length === 0) await genuine()
for (const font of fonts) await drawn(font)
process.stdout.write(`${machine()}\n`)
