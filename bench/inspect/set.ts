/** The public development set: photos of a folder (camera originals with forged twins and masks in `claims/`, shelf goods
 *  by kind in `goods/`), damaged, painted again and sent by our own generators; and, where a second folder is given, pairs
 *  `NAME_before`, `NAME_after` (and `NAME_mask`) of real edits and, in its `neg/`, `NAME_a`, `NAME_b` of honest pairs.
 *  Half of all sources, told by their name (of real edits: by where they come from), are held out: nothing learns from
 *  them. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import sharp from 'sharp'
import type { Pixels } from '../../inspect/photo.ts'
import { damages, resynthesised } from './damage.ts'
import { randomOf } from './random.ts'
import { transports } from './transport.ts'

type Mask = { width: number; height: number; data: Uint8Array }

/** A claim photo with the merchant's picture it is held against. `mask` is null where nothing is known to be changed. */
export type Case = {
  name: string
  truth: 'derived' | 'other'
  /** The source of the case in tables: given claims, real edits, synthetic, other photos of the same thing, … */
  group: string
  way: string
  damage: string
  isHeldOut: boolean
  claim: () => Promise<Buffer>
  goods: () => Promise<Buffer>
  mask: () => Promise<Mask | null>
}

const read = (file: string) => () => readFile(file)
const nothing = async () => null

function isHeldOut(source: string): boolean {
  let hash = 7
  for (const letter of source) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0
  return ((hash >>> 7) ^ hash) % 2 === 0
}

/** The photo at most 1,280 samples long, in three channels. */
export async function photoOf(file: string): Promise<Pixels> {
  const { data, info } = await sharp(file)
    .autoOrient()
    .resize(1280, 1280, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const three =
    info.channels === 3 ? data : Uint8Array.from({ length: 3 * data.length }, (_, i) => data[Math.floor(i / 3)] ?? 0)
  return { width: info.width, height: info.height, channels: 3, data: new Uint8Array(three) }
}

async function maskOf(file: string): Promise<Mask> {
  const { data, info } = await sharp(file).extractChannel(0).raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data: new Uint8Array(data) }
}

/** The forged photos of the folder with the originals they were made from. */
export function givenClaims(folder: string): Case[] {
  return globSync(`${folder}/claims/*_pristine.jpg`)
    .sort()
    .flatMap((file) => {
      const stem = file.replace('_pristine.jpg', '')
      const base = {
        goods: read(file),
        truth: 'derived' as const,
        isHeldOut: isHeldOut(basename(stem)),
        damage: 'given',
      }
      const name = basename(stem)
      return [
        ...['direct', 'social'].map((way) => ({
          ...base,
          name: `${name} ${way}`,
          group: 'claims',
          way,
          claim: read(`${stem}_forged_${way}.jpg`),
          mask: () => maskOf(`${stem}_mask.png`),
        })),
        ...['resave', 'social'].map((way) => ({
          ...base,
          name: `${name} pristine ${way}`,
          group: 'unchanged',
          way,
          claim: read(`${stem}_pristine_${way}.jpg`),
          mask: nothing,
        })),
      ]
    })
}

/** How often each way is taken. */
const everyWay = [
  'direct',
  'direct',
  'messenger',
  'messenger',
  'messenger',
  'chain',
  'crop',
  'mirror',
  'screenshot',
  'screen',
  'turned',
]

/** Photos damaged and sent; some painted again as a whole. `each`: how many from each original. */
export function synthetic(
  folder: string,
  { each, ways = everyWay }: { each: number; ways?: readonly string[] },
): Case[] {
  const originals = [
    ...globSync(`${folder}/claims/*_pristine.jpg`).sort(),
    ...globSync(`${folder}/goods/**/*.jpg`)
      .sort()
      .filter((_, i) => i % 10 === 0),
  ]
  const kinds = Object.keys(damages)
  return originals.flatMap((file, o) =>
    Array.from({ length: file.includes('/claims/') ? each : Math.ceil(each / 4) }, (_, k) => {
      const seed = 1000 * o + k + (ways === everyWay ? 0 : 500)
      const random = randomOf(seed)
      const kind = kinds[(o * 3 + k) % kinds.length] ?? 'crack'
      const way = random.pick(ways)
      const isPainted = random.next() < 0.3
      const strength = random.between(0.1, 0.8)
      let made: ReturnType<typeof make> | null = null
      const make = async () => {
        const drawn = damages[kind]?.(await photoOf(file), random)
        if (!drawn) throw new Error(`no damage ${kind}`)
        const pixels = isPainted ? resynthesised(drawn.pixels, random, strength) : drawn.pixels
        const sent = await transports[way]?.({ pixels, mask: drawn.mask }, random)
        if (!sent) throw new Error(`no way ${way}`)
        return sent
      }
      const once = () => (made ??= make())
      return {
        name: `${basename(file)} ${seed}`,
        truth: 'derived' as const,
        group: isPainted ? 'synthetic, painted again' : 'synthetic',
        way,
        damage: kind,
        isHeldOut: isHeldOut(basename(file).slice(0, 3)),
        claim: async () => (await once()).jpeg,
        goods: read(file),
        mask: async () => {
          const { mask, width, height } = await once()
          made = null
          return { data: mask, width, height }
        },
      }
    }),
  )
}

/** Real edits, as they are and through a messenger. */
export function realEdits(pairs: string): Case[] {
  return globSync(`${pairs}/*_after.png`)
    .sort()
    .filter((file) => existsSync(file.replace('_after', '_before')))
    .flatMap((file, i) => {
      const name = basename(file).replace('_after.png', '')
      const maskFile = file.replace('_after', '_mask')
      const known = existsSync(maskFile) ? () => maskOf(maskFile) : nothing
      const base = {
        name,
        truth: 'derived' as const,
        group: 'edits',
        damage: name.replace(/_\d+$/, ''),
        isHeldOut: isHeldOut(name.replace(/_\d+$/, '')),
        goods: read(file.replace('_after', '_before')),
      }
      const sent = async () => {
        const photo = await photoOf(file)
        const mask = await known()
        const size = { width: photo.width, height: photo.height }
        const fitted = mask
          ? await sharp(mask.data, { raw: { width: mask.width, height: mask.height, channels: 1 } })
              .resize({ ...size, fit: 'fill', kernel: 'nearest' })
              .extractChannel(0)
              .raw()
              .toBuffer()
          : new Uint8Array(size.width * size.height)
        const way = transports.messenger
        if (!way) throw new Error('no messenger')
        return way({ pixels: photo, mask: new Uint8Array(fitted) }, randomOf(i))
      }
      let made: ReturnType<typeof sent> | null = null
      const once = () => (made ??= sent())
      const direct = { ...base, way: 'direct', claim: read(file), mask: known }
      const messenger = {
        ...base,
        way: 'messenger',
        claim: async () => (await once()).jpeg,
        mask: async () => {
          const { mask, width, height } = await once()
          made = null
          return known === nothing ? null : { data: mask, width, height }
        },
      }
      return [direct, messenger]
    })
}

/** Honest pairs: other photos of the same goods, of the same kind of goods, of anything. */
export function honest(folder: string, pairs: string | null): Case[] {
  const goods = globSync(`${folder}/goods/**/*.jpg`).sort()
  const made = goods.flatMap((one, i) =>
    goods.flatMap((other, j) => {
      const isSame = dirname(one) === dirname(other)
      if (i === j || (isSame ? i > j : (i * 31 + j * 17) % 700 !== 0)) return []
      const group = !isSame ? 'random' : one.includes('Packages') ? 'same package' : 'same kind'
      return [honestCase([one, other], group, `${basename(one)} ${basename(other)}`)]
    }),
  )
  const given = pairs ? givenHonest(pairs) : []
  return [...made, ...given]
}

/** The honest pairs of a folder. One camera that stood still for both is a group of its own: what did not move between is
 *  the same picture to any method, and no merchant's picture is taken so. */
function givenHonest(pairs: string): Case[] {
  const index = `${pairs}/neg/INDEX.tsv`
  const still = new Set(
    (existsSync(index) ? readFileSync(index, 'utf8') : '')
      .split('\n')
      .filter((line) => /video|tripod|burst|focus|stereo/i.test(line.split('\t')[3] ?? ''))
      .map((line) => line.split('\t')[0]),
  )
  return globSync(`${pairs}/neg/*_a.*`)
    .sort()
    .map((one) => {
      const id = basename(one).replace(/_a\..*/, '')
      return honestCase(
        [one, one.replace('_a.', '_b.')],
        still.has(id) ? 'one camera, moments apart' : 'honest pairs',
        id,
      )
    })
}

function honestCase([one, other]: readonly [string, string], group: string, name: string): Case {
  const base = {
    truth: 'other' as const,
    way: 'none',
    damage: 'none',
    isHeldOut: isHeldOut(basename(one)),
    mask: nothing,
  }
  return { ...base, name, group, claim: read(one), goods: read(other) }
}
