import { createHash } from 'node:crypto'
import type { Id } from '@anxin/domain/basics.ts'
import sharp from 'sharp'
import { sql, type Tx } from './db/database.ts'
import type { Deps } from './deps.ts'
import { newId } from './ids.ts'

/** Goods of the demo's shop, drawn: no photo of anybody's. */

const [width, height] = [1280, 960]
type Drawing = { table: string; body: string }

const cup = (glaze: string, deep: string): string => `
  <defs><linearGradient id="g" x1="0" x2="1"><stop offset="0" stop-color="${deep}"/><stop offset=".35" stop-color="${glaze}"/>
    <stop offset=".7" stop-color="${glaze}"/><stop offset="1" stop-color="${deep}"/></linearGradient></defs>
  <ellipse cx="650" cy="800" rx="300" ry="46" fill="#000" opacity=".22"/>
  <path d="M400 300 C400 560 470 780 560 800 L740 800 C830 780 900 560 900 300 Z" fill="url(#g)"/>
  <path d="M890 380 C1040 360 1060 600 850 620" fill="none" stroke="${deep}" stroke-width="44"/>
  <ellipse cx="650" cy="300" rx="250" ry="62" fill="${deep}"/><ellipse cx="650" cy="306" rx="226" ry="48" fill="#5b4a3a"/>
  <g fill="none" stroke="#2f5d62" stroke-width="7" opacity=".75"><path d="M470 470 q40 -60 80 0 t80 0 t80 0 t80 0"/>
    <path d="M490 540 q36 -50 72 0 t72 0 t72 0 t72 0"/><circle cx="560" cy="640" r="26"/><circle cx="650" cy="660" r="30"/>
    <circle cx="740" cy="640" r="26"/></g>`

const lamp = `
  <ellipse cx="640" cy="820" rx="260" ry="40" fill="#000" opacity=".25"/><rect x="612" y="430" width="56" height="360" fill="#8a6d4b"/>
  <ellipse cx="640" cy="800" rx="190" ry="36" fill="#6f5639"/><path d="M440 460 L560 180 L720 180 L840 460 Z" fill="#efe3c8"/>
  <path d="M440 460 L560 180 L600 180 L520 460 Z" fill="#d8c7a2"/><path d="M470 400 h340 M500 330 h280 M530 260 h220" stroke="#b59f77" stroke-width="5"/>`

const drawings: Record<string, Drawing> = {
  cup: { table: '#b98d62', body: cup('#cfe0d4', '#88a596') },
  bowl: { table: '#8d6b52', body: cup('#e8d6c6', '#b48f76') },
  lamp: { table: '#c9b79a', body: lamp },
}

/** A crack from the rim, as a buyer might have it drawn in. */
const crack = `<g fill="none" stroke="#241a14" stroke-linecap="round"><path d="M520 335 L548 420 L532 476 L580 560 L566 640" stroke-width="9"/>
  <path d="M548 420 L610 452" stroke-width="5"/><path d="M580 560 L640 580 L662 628" stroke-width="5"/></g>`

/** The thing as photographed: `seed` moves it and its light a little, as two photos of one thing differ. */
export async function photoOf(thing: string, { seed = 0, isCracked = false } = {}): Promise<Buffer> {
  const { table, body } = drawings[thing] ?? { table: '#999', body: '' }
  const turn =
    seed === 0 ? '' : `translate(${seed * 23} ${seed * -9}) rotate(${seed * 1.7} 640 480) scale(${1 - seed * 0.02})`
  const boards = Array.from(
    { length: 9 },
    (_, i) => `<path d="M0 ${i * 110 + seed * 6} h1280" stroke="#000" stroke-opacity=".12" stroke-width="3"/>`,
  )
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${table}"/>
    ${boards.join('')}<g transform="${turn}">${body}${isCracked ? crack : ''}</g></svg>`
  const grain = await sharp({
    create: { width, height, channels: 3, background: '#808080', noise: { type: 'gaussian', mean: 128, sigma: 9 } },
  })
    .png()
    .toBuffer()
  return sharp(Buffer.from(svg))
    .composite([{ input: grain, blend: 'soft-light' }])
    .jpeg({ quality: 90 })
    .toBuffer()
}

/** The listing picture with a crack drawn in, saved once more: what a forger sends. */
export const forgedFrom = (listing: Buffer): Promise<Buffer> =>
  sharp(listing)
    .composite([
      {
        input: Buffer.from(
          `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${crack}</svg>`,
        ),
      },
    ])
    .jpeg({ quality: 78 })
    .toBuffer()

/** A photo as it is after its upload. */
export async function keepPhoto(tx: Tx, deps: Deps, bytes: Buffer): Promise<Id> {
  const file = await deps.media.put(bytes, deps.private.key('media'))
  const id = newId()
  const hash = createHash('sha256').update(bytes).digest()
  await tx.rows(sql`
    insert into media (id, tenant, kind, mime, size, width, height, sha256, file, shown, created_at)
    values (${id}, ${tx.tenant}, 'photo', 'image/jpeg', ${bytes.length}, ${width}, ${height}, ${hash}, ${file},
      ${await deps.media.put(bytes, deps.private.key('media'))}, ${new Date(deps.now())})`)
  return id
}
