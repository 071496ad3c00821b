/** `npm run bench crops PHOTOS`: which of the kept pictures a crop, a screenshot, a mirrored or a forwarded copy comes from,
 *  by the hash alone and with local features behind it. PHOTOS is a folder of photos, searched to its end. Half of them, told by
 *  their names, are kept; every copy is made from those, and the other half is asked for as it is: whatever is found then
 *  is false, or another photo of the same thing. Seeded. Then the same among many more pictures, whose features are drawn
 *  by chance from all that were seen, and how long a question takes. */
import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import sharp from 'sharp'
import { decode } from '../inspect/decode.ts'
import { candidates } from '../inspect/reuse/candidates.ts'
import { CropIndex } from '../inspect/reuse/crops.ts'
import { keptBytes, mostKept } from '../inspect/reuse/features.ts'
import { HashIndex } from '../inspect/reuse/hashindex.ts'
import { type Looks, looksOf } from '../inspect/reuse/looks.ts'
import { sighted } from '../inspect/reuse/sighting.ts'
import { randomOf } from './inspect/random.ts'
import { machine } from './machine.ts'

/** `WAYS`: some of the ways, by their names, with `;` between; `EVERY`: every so manieth kept photo is asked for. */
const [every, only] = [Number(process.env.EVERY ?? 1), process.env.WAYS?.split(';')]

const folder = process.argv.at(-1) ?? ''
const random = randomOf(5)
const files = globSync('**/*.{jpg,jpeg,png}', { cwd: folder })
  .filter((file) => !/mask|forged|resave|social/.test(file))
  .sort()
const isKept = (file: string) => (createHash('sha256').update(basename(file)).digest()[0] ?? 0) % 2 === 0

async function looks(bytes: Buffer): Promise<Looks> {
  const photo = await decode('photo', bytes)
  const found = 'refused' in photo ? null : looksOf(photo)
  if (!found) throw new Error('a picture of the set cannot be read')
  return found
}

type Way = (photo: Buffer, width: number, height: number) => Promise<Buffer>
const cropTo =
  (share: number): Way =>
  (photo, width, height) => {
    const [w, h] = [Math.round(width * share), Math.round(height * share)]
    const left = random.whole(0, width - w)
    const top = random.whole(0, height - h)
    return sharp(photo).extract({ left, top, width: w, height: h }).jpeg({ quality: 75 }).toBuffer()
  }
const messenger: Way = async (photo, width, height) => {
  const cut = await cropTo(0.97)(photo, width, height)
  return sharp(cut)
    .resize(Math.round(width * 0.7))
    .linear(1.05, -4)
    .jpeg({ quality: 75 })
    .toBuffer()
}
/** A phone's screen with bars above and below, the picture over its whole width. */
const screenshot: Way = async (photo) => {
  const shown = await sharp(photo).resize(1080, 1600, { fit: 'inside' }).png().toBuffer({ resolveWithObject: true })
  const bar = (top: number, height: number) => ({
    input: { create: { width: 1080, height, channels: 3 as const, background: '#eee' } },
    left: 0,
    top,
  })
  return sharp({ create: { width: 1080, height: 2340, channels: 3, background: '#111' } })
    .composite([
      bar(0, 90),
      bar(2200, 140),
      { input: shown.data, left: Math.round((1080 - shown.info.width) / 2), top: 300 },
    ])
    .jpeg({ quality: 80 })
    .toBuffer()
}
const mirror: Way = (photo) => sharp(photo).flop().jpeg({ quality: 80 }).toBuffer()
const ways: Record<string, Way> = {
  'crop to 90 % of each side': cropTo(0.9),
  'crop to 80 %': cropTo(0.8),
  'crop to 70 %': cropTo(0.7),
  'crop to 60 %': cropTo(0.6),
  'crop to 50 %': cropTo(0.5),
  'screenshot with bars': screenshot,
  messenger,
  mirrored: mirror,
  'mirrored and cut to 70 %': async (photo, width, height) => mirror(await cropTo(0.7)(photo, width, height), 0, 0),
  'messenger, then cut to 60 %': async (photo, width, height) => {
    const sent = await messenger(photo, width, height)
    const { width: w = 1, height: h = 1 } = await sharp(sent).metadata()
    return cropTo(0.6)(sent, w, h)
  },
}

const hashes = new HashIndex()
const crops = new CropIndex()
const kept: { file: string; looks: Looks }[] = []
const upright = (file: string) =>
  sharp(readFileSync(join(folder, file)))
    .autoOrient()
    .jpeg({ quality: 95 })
    .toBuffer()
for (const file of files.filter(isKept)) {
  const one = { file, looks: await looks(readFileSync(join(folder, file))) }
  hashes.add(one.looks.hashes[0] ?? new Uint32Array(8))
  crops.add(one.looks.features)
  kept.push(one)
}

/** The kept pictures that the question comes from, the surest first, by the hash and by features. */
function found(question: Looks): { byHash: number[]; byFeatures: { id: number; agreeing: number }[]; ms: number } {
  const began = performance.now()
  const byHash = candidates(hashes, { ...question, quality: 100 }).map(({ id }) => id)
  const byFeatures = crops.candidates(question.features).flatMap(({ id, isMirrored }) => {
    // A drawn picture is looked at as closely as a real one, to take as long.
    const one = kept[id % kept.length]
    const sight = one && sighted(question, one.looks, isMirrored)
    return sight && id < kept.length ? [{ id, agreeing: sight.agreeing }] : []
  })
  byFeatures.sort((a, b) => b.agreeing - a.agreeing)
  return { byHash, byFeatures, ms: performance.now() - began }
}

async function recall(title: string, names = only ?? Object.keys(ways)): Promise<void> {
  process.stdout.write(`\n${title}: ${kept.length} kept photos, every ${every}. asked for once in each way\n`)
  for (const [name, way] of Object.entries(ways).filter(([one]) => names.includes(one))) {
    const counts = { hash: 0, first: 0, either: 0, others: 0 }
    const times: number[] = []
    const chosen = [...kept.entries()].filter(([id]) => id % every === 0)
    for (const [id, { file }] of chosen) {
      const photo = await upright(file)
      const { width = 1, height = 1 } = await sharp(photo).metadata()
      const { byHash, byFeatures, ms } = found(await looks(await way(photo, width, height)))
      times.push(ms)
      if (byHash.includes(id)) counts.hash++
      if (byFeatures[0]?.id === id) counts.first++
      if (byHash.includes(id) || byFeatures.some((one) => one.id === id)) counts.either++
      counts.others += byFeatures.filter((one) => one.id !== id).length
    }
    const share = (count: number) => `${((100 * count) / chosen.length).toFixed(1)} %`
    process.stdout.write(
      `${name.padEnd(28)} hash ${share(counts.hash)}, features first ${share(counts.first)}, either ${share(counts.either)}; others seen ${counts.others}; p50 ${times.toSorted((a, b) => a - b)[times.length >> 1]?.toFixed(0)} ms\n`,
    )
  }
}

async function others(): Promise<void> {
  const unknown = files.filter((file) => !isKept(file))
  const seen: string[] = []
  for (const file of unknown) {
    const { byHash, byFeatures } = found(await looks(readFileSync(join(folder, file))))
    for (const id of byHash) seen.push(`hash: ${file} = ${kept[id]?.file}`)
    for (const { id, agreeing } of byFeatures) seen.push(`features, ${agreeing} agree: ${file} = ${kept[id]?.file}`)
  }
  process.stdout.write(`\n${unknown.length} photos that are not kept, found all the same: ${seen.length}\n`)
  for (const line of seen) process.stdout.write(`  ${line}\n`)
}

/** Features of many pictures, as unlike each other as those seen: each drawn from all of them, with a bit in ten turned. */
function crowd(count: number): void {
  const all = Buffer.concat(kept.map(({ looks: { features } }) => features))
  const picture = new Uint8Array(mostKept * keptBytes)
  const began = performance.now()
  for (let i = 0; i < count; i++) {
    for (let at = 0; at < picture.length; at += keptBytes) {
      const from = keptBytes * random.whole(0, all.length / keptBytes - 1)
      picture.set(all.subarray(from, from + keptBytes), at)
      for (let flips = 0; flips < 13; flips++) {
        const byte = at + 8 + random.whole(0, 15)
        picture[byte] = (picture[byte] ?? 0) ^ (1 << random.whole(0, 7))
      }
    }
    crops.add(picture)
  }
  process.stdout.write(
    `\n${count} more pictures drawn and added in ${((performance.now() - began) / 1_000).toFixed(0)} s\n`,
  )
}

await recall('alone')
await others()
const more = Number(process.env.MORE ?? 50_000)
if (more > 0) {
  crowd(more)
  await recall(`among ${more} more`, [
    'crop to 70 %',
    'crop to 50 %',
    'screenshot with bars',
    'mirrored and cut to 70 %',
  ])
}
process.stdout.write(`\n${machine()}; most memory ${(process.resourceUsage().maxRSS / 1e6).toFixed(2)} GB\n`)
