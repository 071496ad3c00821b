/** What the probes without a reference find and how often they are wrong: `npm run bench alteration PHOTOS [EDITS]`.
 *  PHOTOS is a folder with claims/ (NNN_pristine, _forged_direct, _forged_social … .jpg, NNN_mask.png) and goods/; EDITS one
 *  with INDEX.tsv (id, …, kind in the fifth column, mask in the sixth) and <id>_before.png, _after.png, _mask.png.
 *  Genuine photos are also looked at as a messenger leaves them (× 0.7, JPEG 75), saved twice at random qualities, and
 *  turned into PNG after a JPEG. Every figure is given for the half that thresholds were chosen on, and the half that was
 *  kept back. */
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import sharp from 'sharp'
import { type Alteration, alterationOf } from '../inspect/alteration/alteration.ts'
import { readCoefficients } from '../inspect/jpeg/coefficients.ts'
import type { Photo } from '../inspect/photo.ts'
import { bound } from './inspect/bound.ts'
import { machine } from './machine.ts'

const [photos = '', edits = ''] = process.argv.slice(3)
process.argv[2] === 'alteration' ? process.argv : ['', ...process.argv]
sharp.concurrency(1)

/** Two bytes that are the same for a name on every machine. */
const dice = (name: string, salt: string) =>
  (createHash('sha256')
    .update(salt + name)
    .digest()[0] ?? 0) / 256
const isKeptBack = (name: string) => dice(name, 'half') >= 0.5

async function photoOf(bytes: Buffer): Promise<Photo> {
  const format = bytes[0] === 0xff ? 'jpeg' : 'png'
  const { width = 0, height = 0 } = await sharp(bytes).metadata()
  const full = async () => {
    const { data, info } = await sharp(bytes)
      .autoOrient()
      .flatten()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true })
    return {
      width: info.width,
      height: info.height,
      channels: info.channels === 1 ? (1 as const) : (3 as const),
      data: new Uint8Array(data),
    }
  }
  return { name: '', bytes, sha256: '', format, width, height, pixels: null, damaged: false, full }
}

const spent: number[] = []
async function look(bytes: Buffer): Promise<Alteration> {
  const photo = await photoOf(bytes)
  const before = process.cpuUsage()
  const found = await alterationOf(photo)
  const { user, system } = process.cpuUsage(before)
  spent.push((user + system) / 1000 / Math.max(0.1, (photo.width * photo.height) / 1e6))
  return found
}

/** Area under the curve of the map against a mask, and the best F1 over thresholds, by cells that the mask covers in part. */
async function against({ heat }: Alteration, mask: string, { width, height }: { width: number; height: number }) {
  if (!heat) return null
  const { data, info } = await sharp(mask)
    .greyscale()
    .resize(width, height, { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  const cells = Array.from(heat.values, (value, i) => {
    const [x, y] = [(i % heat.columns) * heat.side, Math.floor(i / heat.columns) * heat.side]
    let inside = 0
    for (let k = 0; k < heat.side ** 2; k++) {
      const at = (y + Math.floor(k / heat.side)) * info.width + x + (k % heat.side)
      if ((data[at * info.channels] ?? 0) > 127) inside++
    }
    return { value, inside: inside / heat.side ** 2 }
  }).sort((a, b) => b.value - a.value)
  const all = cells.reduce((sum, cell) => sum + cell.inside, 0)
  if (all === 0 || all === cells.length) return null
  let [hit, missed, area, best] = [0, 0, 0, 0]
  for (const { inside } of cells) {
    area += (1 - inside) * (hit + inside / 2)
    hit += inside
    missed += 1 - inside
    best = Math.max(best, (2 * hit) / (hit + missed + all))
  }
  return { auc: area / all / (cells.length - all), f1: best }
}

const mean = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length)

async function where(name: string, items: { id: string; bytes: Buffer; mask: string }[]): Promise<void> {
  const rows: { auc: number; f1: number; isFound: boolean }[] = []
  for (const { bytes, mask } of items) {
    const found = await look(bytes)
    const row = await against(found, mask, await sharp(bytes).metadata())
    if (row) rows.push({ ...row, isFound: found.findings.some(({ strength }) => strength > 0.5) })
  }
  process.stdout.write(
    `${name}: ${rows.length} photos, AUC ${mean(rows.map(({ auc }) => auc)).toFixed(3)}, best F1 ${mean(rows.map(({ f1 }) => f1)).toFixed(2)}, with a finding above 0.5: ${rows.filter(({ isFound }) => isFound).length}\n`,
  )
}

const messenger = async (bytes: Buffer) => {
  const { width = 0 } = await sharp(bytes)
    .autoOrient()
    .toBuffer({ resolveWithObject: true })
    .then(({ info }) => info)
  return sharp(bytes)
    .autoOrient()
    .flatten()
    .resize(Math.round(width * 0.7))
    .jpeg({ quality: 75 })
    .toBuffer()
}
const saved = (bytes: Buffer, quality: number) =>
  sharp(bytes)
    .autoOrient()
    .flatten()
    .jpeg({ quality: Math.round(quality) })
    .toBuffer()
const changes: Record<string, (bytes: Buffer, name: string) => Promise<Buffer>> = {
  'as it came': async (bytes) => bytes,
  'through a messenger': messenger,
  'saved twice': async (bytes, name) =>
    saved(await saved(bytes, 50 + 45 * dice(name, 'first')), 70 + 28 * dice(name, 'second')),
  'JPEG, then PNG': async (bytes, name) =>
    sharp(await saved(bytes, 50 + 45 * dice(name, 'first')))
      .png()
      .toBuffer(),
}

async function whether(name: string, files: string[]): Promise<void> {
  for (const [change, changed] of Object.entries(changes)) {
    const counts = [false, true].map((half) => ({ half, looked: 0, raised: [] as string[] }))
    for (const file of files) {
      const { findings } = await look(await changed(readFileSync(file), basename(file)))
      const count = counts[isKeptBack(basename(file)) ? 1 : 0]
      if (!count) continue
      count.looked++
      for (const { code } of findings) count.raised.push(`${code} ${basename(file)}`)
    }
    const says = counts.map(
      ({ looked, raised }) =>
        `${raised.length} of ${looked}, bound ${(100 * bound(raised.length, Math.max(1, looked))).toFixed(1)} %${raised.length > 0 ? ` (${raised.join(', ')})` : ''}`,
    )
    process.stdout.write(`${name}, ${change}: ${says[0]}; kept back: ${says[1]}\n`)
  }
}

async function speed(): Promise<void> {
  const [width, height] = [4000, 3000]
  const data = new Uint8Array(width * height * 3)
  let state = 1
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)]
    data[i] = 120 + 60 * Math.sin(x / 170 + (i % 3)) * Math.cos(y / 130) + (state >>> 28)
  }
  const first = await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 80 })
    .toBuffer()
  const bytes = await sharp(first).jpeg({ quality: 95 }).toBuffer()
  const [reading, looking, decoding] = [[], [], []] as number[][]
  const time = async (into: number[] | undefined, run: () => unknown) => {
    const before = process.cpuUsage()
    await run()
    const { user, system } = process.cpuUsage(before)
    into?.push((user + system) / 1000)
  }
  const photo = await photoOf(bytes)
  for (let round = 0; round < 7; round++) {
    await time(decoding, () => sharp(bytes).raw().toBuffer())
    await time(reading, () => readCoefficients(bytes))
    await time(looking, () => alterationOf(photo))
  }
  const says = (values: number[] = []) =>
    `${values.toSorted((a, b) => a - b)[3]?.toFixed(0)} ms (${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)})`
  process.stdout.write(
    `12 MP, ${(bytes.length / 1e6).toFixed(1)} MB, processor time: everything ${says(looking)}, coefficients ${says(reading)}, sharp's decoding ${says(decoding)}; resident ${(process.resourceUsage().maxRSS / 1000).toFixed(0)} MB\n`,
  )
}

process.stdout.write(`${machine()}\n`)
await speed()
const claims = (kind: string) => globSync(join(photos, 'claims', `*_${kind}.jpg`)).sort()
for (const kind of ['direct', 'social'])
  await where(
    `claims, ${kind}`,
    claims(`forged_${kind}`).map((file) => ({
      id: basename(file),
      bytes: readFileSync(file),
      mask: file.replace(`forged_${kind}.jpg`, 'mask.png'),
    })),
  )
if (edits) {
  const ids = readFileSync(join(edits, 'INDEX.tsv'), 'utf8')
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(
      ([id = '', , , , kind, mask]) => mask === 'yes' && kind !== 'whole' && existsSync(join(edits, `${id}_mask.png`)),
    )
    .map(([id = '']) => id)
  const items = ids.map((id) => ({
    id,
    bytes: readFileSync(join(edits, `${id}_after.png`)),
    mask: join(edits, `${id}_mask.png`),
  }))
  await where('AI edits, as they came', items)
  for (const [name, change] of [
    ['JPEG 90', (bytes: Buffer) => saved(bytes, 90)],
    ['through a messenger', messenger],
  ] as const) {
    const changed = []
    for (const item of items) changed.push({ ...item, bytes: await change(item.bytes) })
    await where(`AI edits, ${name}`, changed)
  }
}
for (const kind of ['pristine', 'pristine_resave', 'pristine_social']) await whether(`claims, ${kind}`, claims(kind))
await whether('goods', globSync(join(photos, 'goods/**/*.jpg')).sort())
if (edits) {
  await whether('before AI edits', globSync(join(edits, '*_before.png')).sort())
  await whether('other photos', globSync(join(edits, 'neg/*.{png,jpg}')).sort())
}
process.stdout.write(
  `median processor time: ${spent.toSorted((a, b) => a - b)[spent.length >> 1]?.toFixed(0)} ms for a megapixel\n`,
)
