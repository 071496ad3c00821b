/** How often each grade is given to photos that nobody altered, as they came and as a messenger leaves them, alone and
 *  beside two other photos of the same goods; and how often one gets a finding stronger than even (0.5). Photos of a
 *  folder: shelf goods by kind in `goods/`, camera originals in `claims/`. */
import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import sharp from 'sharp'
import { viewOf } from '../../inspect/compare/view.ts'
import { decode } from '../../inspect/decode.ts'
import { look } from '../../inspect/look.ts'
import type { Report } from '../../inspect/report.ts'
import type { Goods } from '../../inspect/reporting.ts'
import { bound } from './bound.ts'

/** Rows of a table in Markdown. `every`: one photo in so many is looked at. */
export async function gradeRates(folder: string, every: number): Promise<string> {
  const shelf = globSync(`${folder}/goods/**/*.jpg`).sort()
  const own = globSync(`${folder}/claims/*_pristine.jpg`).sort()
  const files = [...shelf, ...own].filter((_, i) => i % every === 0)
  const lines = [
    '| genuine photos | n | A | B | C | D | a finding above 0.5 | bound, 95 % |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
  ]
  for (const [way, sent] of Object.entries({ 'as they came': readFile, 'through a messenger': throughMessenger })) {
    const [alone, beside]: [Report[], Report[]] = [[], []]
    for (const file of files) {
      const bytes = await sent(file)
      alone.push(await reportOf(basename(file), bytes, []))
      const goods = await goodsFor(file, shelf)
      if (goods.length > 0) beside.push(await reportOf(basename(file), bytes, goods))
    }
    lines.push(rowOf(`${way}, alone`, alone), rowOf(`${way}, beside two of the same goods`, beside))
  }
  return lines.join('\n')
}

function rowOf(name: string, reports: readonly Report[]): string {
  const graded = (grade: string) => reports.filter((report) => report.grade === grade).length
  const strong = reports.filter(({ findings }) => findings.some(({ strength }) => strength > 0.5))
  const codes = strong.flatMap(({ file, findings }) =>
    findings.filter(({ strength }) => strength > 0.5).map(({ code }) => `${code} ${file}`),
  )
  const says = codes.length > 0 ? ` (${codes.join(', ')})` : ''
  const most = (100 * bound(strong.length, Math.max(1, reports.length))).toFixed(1)
  return `| ${name} | ${reports.length} | ${['A', 'B', 'C', 'D'].map(graded).join(' | ')} | ${strong.length}${says} | ${most} % |`
}

/** Two other photos of the same kind, as a merchant would have them; none for a camera original. */
async function goodsFor(file: string, shelf: readonly string[]): Promise<Goods[]> {
  const others = shelf.filter((one) => dirname(one) === dirname(file) && one !== file).slice(0, 2)
  return Promise.all(
    others.map(async (other) => {
      const photo = await decode(basename(other), await readFile(other))
      if ('refused' in photo || !photo.pixels) throw new Error(`${other} cannot be decoded`)
      return { file: other, sha256: photo.sha256, view: viewOf(photo.pixels) }
    }),
  )
}

async function reportOf(name: string, bytes: Buffer, goods: readonly Goods[]): Promise<Report> {
  const photo = await decode(name, bytes)
  if ('refused' in photo) throw new Error(`${name} cannot be decoded`)
  return (await look(photo, goods)).report
}

async function throughMessenger(file: string): Promise<Buffer> {
  const { data, info } = await sharp(file).autoOrient().raw().toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  return sharp(data, { raw: { width, height, channels } })
    .resize(Math.round(width * 0.7))
    .jpeg({ quality: 75 })
    .toBuffer()
}
