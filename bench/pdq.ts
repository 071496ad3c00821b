/** `npm run bench pdq [-- FOLDER]`: pictures a second that get a PDQ hash, from the bytes of JPEG files, beside sharp's
 *  decoding and resizing to 512 × 512 alone, one at a time, in turn. FOLDER: pictures to measure instead of those made here;
 *  with an expected.csv as Meta's pdq-photo-hasher prints it, the hashes are compared as well. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { distanceUpTo, hashWords, hexOf, readHash } from '../inspect/reuse/hash.ts'
import { pdq } from '../inspect/reuse/pdq.ts'
import { photoHash, storedPixels } from '../inspect/reuse/photohash.ts'
import { picture, pngOf } from '../inspect/reuse/testing.ts'
import { machine } from './machine.ts'

const rounds = 9
type Named = { name: string; bytes: Buffer }

/** Pictures with edges, shades and grain, as JPEG of quality 90. */
async function made(): Promise<Named[]> {
  const sizes = [
    [512, 512],
    [1_600, 1_004],
    [4_000, 3_000],
  ] as const
  const files = sizes.map(async ([width, height], i) => {
    const png = await pngOf(picture({ width, height, channels: 3 }, i + 1))
    return { name: `${width} × ${height}`, bytes: await sharp(png).jpeg({ quality: 90 }).toBuffer() }
  })
  return Promise.all(files)
}

function found(folder: string): Named[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names
    .filter((name) => /\.(jpe?g|png|webp|avif)$/i.test(name))
    .sort()
    .map((name) => ({ name, bytes: readFileSync(join(folder, name)) }))
}

const ways: Record<string, (bytes: Buffer) => Promise<unknown>> = {
  hash: photoHash,
  // An extraction before the resizing keeps sharp from letting libjpeg shrink, which the hash does not allow.
  'decoded whole, resized': async (bytes) => {
    const { width, height } = await sharp(bytes).metadata()
    return sharp(bytes).extract({ left: 0, top: 0, width, height }).resize(512, 512, { fit: 'fill' }).raw().toBuffer()
  },
  'resized as sharp likes': (bytes) => sharp(bytes).resize(512, 512, { fit: 'fill' }).raw().toBuffer(),
}

const ofSorted = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.floor(share * values.length)] ?? 0

/** Milliseconds that each way takes for these pictures, by round. */
async function measure(files: readonly Named[]): Promise<Record<string, number[]>> {
  const times: Record<string, number[]> = Object.fromEntries(Object.keys(ways).map((way) => [way, []]))
  for (let round = -1; round < rounds; round++)
    for (const [way, does] of Object.entries(ways)) {
      const began = performance.now()
      for (const { bytes } of files) await does(bytes)
      if (round >= 0) times[way]?.push(performance.now() - began)
    }
  return times
}

async function show(name: string, files: readonly Named[]): Promise<void> {
  const times = await measure(files)
  const hash = times.hash ?? []
  process.stdout.write(`${name}\n`)
  for (const [way, ms] of Object.entries(times)) {
    const perSecond = (share: number) => ((1_000 * files.length) / ofSorted(ms, share)).toFixed(1)
    const ratio = ofSorted(
      ms.map((one, i) => one / (hash[i] ?? 1)),
      0.5,
    )
    const least = Math.min(...ms) / Math.min(...hash)
    process.stdout.write(
      `  ${way}: ${perSecond(0.5)} a second (quietest ${perSecond(0)}); the hash is × ${ratio.toFixed(2)} of that (quietest ${least.toFixed(2)})\n`,
    )
  }
  const alone = []
  for (const { bytes } of files) {
    const pixels = await storedPixels(bytes)
    if ('refused' in pixels) throw new Error(`${name} cannot be read`)
    for (let i = 0; i < 30; i++) {
      const began = performance.now()
      pdq(pixels)
      alone.push(performance.now() - began)
    }
  }
  process.stdout.write(
    `  once decoded: ${(1_000 / ofSorted(alone, 0.5)).toFixed(0)} a second (quietest ${(1_000 / Math.min(...alone)).toFixed(0)})\n`,
  )
}

/** How far the hashes are from those that Meta's program gave, by file name. */
async function compare(folder: string, files: readonly Named[]): Promise<void> {
  const expected = new Map(
    readFileSync(join(folder, 'expected.csv'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(','))
      .map(([hash = '', quality = '', name = '']) => [name.replace(/^\.\//, ''), { hash, quality }]),
  )
  let [equal, farthest, qualities] = [0, 0, 0]
  for (const { name, bytes } of files) {
    const [one, wanted] = [await photoHash(bytes), expected.get(name)]
    if ('refused' in one || !wanted) continue
    const words = new Uint32Array(hashWords)
    readHash(Buffer.from(wanted.hash), 0, words)
    farthest = Math.max(farthest, distanceUpTo(256, one.hash, { many: words, at: 0 }))
    if (hexOf(one.hash) === wanted.hash) equal++
    if (String(one.quality) === wanted.quality) qualities++
  }
  process.stdout.write(
    `of ${expected.size} expected: ${equal} hashes equal, ${qualities} qualities equal; farthest ${farthest} bits\n`,
  )
}

sharp.cache(false)
const folder = process.argv[3]
process.stdout.write(`${machine()}\n`)
const files = folder ? found(folder) : await made()
if (folder && existsSync(join(folder, 'expected.csv'))) await compare(folder, files)
if (folder) await show(`${files.length} pictures of the folder`, files)
else for (const file of files) await show(file.name, [file])
