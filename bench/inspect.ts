/** How well a claim photo's source is found and what was changed in it, what grades genuine photos get, and how fast:
 *  `npm run bench inspect`; with `--quick` one honest pair in six, one case made from each original, one genuine photo in
 *  six. PHOTOS=folder (default ../shared/data/photos), PAIRS=folder of real edits, EACH=cases made from each original. Only
 *  the half of the sources that nothing was learnt from. Beside it, in the same run, a classical baseline (AKAZE, homography,
 *  difference) by OpenCV, fetched into a temporary folder, and figures of peers measured elsewhere. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Comparison, compare } from '../inspect/compare/compare.ts'
import { type View, viewOf } from '../inspect/compare/view.ts'
import { decode } from '../inspect/decode.ts'
import type { Pixels } from '../inspect/photo.ts'
import { bound } from './inspect/bound.ts'
import { classical } from './inspect/classical.ts'
import { gradeRates } from './inspect/grades.ts'
import { largePhotos } from './inspect/large.ts'
import { ranked } from './inspect/learn.ts'
import { type Case, givenClaims, honest, realEdits, synthetic } from './inspect/set.ts'
import { machine } from './machine.ts'

const photos = process.env.PHOTOS ?? '../shared/data/photos'
const pairs = process.env.PAIRS ?? null
const isQuick = process.argv.includes('--quick')
const each = Number(process.env.EACH ?? (isQuick ? 1 : 3))
const every = isQuick ? 6 : 1

if (!existsSync(join(photos, 'claims'))) {
  process.stderr.write(`there are no photos in ${photos}: PHOTOS=folder names the one with claims/ and goods/\n`)
  process.exit(2)
}
const baseline = await classical()
type Seen = { one: Case; found: Comparison; region: Score | null; peer: Score | null; peerInliers: number }
type Score = { auc: number; f1: number }
const seen: Seen[] = []
const ms = { decode: [] as number[], view: [] as number[], compare: [] as number[], peer: [] as number[] }

async function timed<T>(into: number[], work: () => T | Promise<T>): Promise<T> {
  const began = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(began)
  into.push((user + system) / 1000)
  return result
}

async function prepared(name: string, bytes: Buffer): Promise<{ view: View; pixels: Pixels }> {
  const photo = await timed(ms.decode, () => decode(name, bytes))
  if ('refused' in photo || !photo.pixels) throw new Error(`${name} cannot be decoded`)
  const { pixels } = photo
  return { pixels, view: await timed(ms.view, () => viewOf(pixels)) }
}

/** A map of any size against a mask of any size, at the map's places. */
function against(
  map: { width: number; height: number; data: Float32Array } | null,
  mask: Awaited<ReturnType<Case['mask']>>,
): Score | null {
  if (!map || !mask) return null
  const labels = Uint8Array.from({ length: map.width * map.height }, (_, i) => {
    const x = Math.floor((((i % map.width) + 0.5) * mask.width) / map.width)
    const y = Math.floor(((Math.floor(i / map.width) + 0.5) * mask.height) / map.height)
    return (mask.data[y * mask.width + x] ?? 0) > 127 ? 1 : 0
  })
  return ranked(map.data, labels)
}

const all = [
  ...givenClaims(photos),
  ...synthetic(photos, { each }),
  ...(pairs ? realEdits(pairs) : []),
  ...honest(photos, pairs).filter((_, i) => i % every === 0),
].filter(({ isHeldOut }) => isHeldOut)
for (const [i, one] of all.entries()) {
  if (i % 20 === 0) process.stderr.write(`${i} of ${all.length}\n`)
  const claim = await prepared(one.name, await one.claim())
  const goods = await prepared(one.name, await one.goods())
  const found = await timed(ms.compare, () => compare(claim.view, goods.view, claim.pixels))
  const mask = await one.mask()
  const peer = baseline && mask ? await timed(ms.peer, () => baseline(claim.pixels, goods.pixels)) : null
  seen.push({
    one,
    found,
    region: against(found.map, mask),
    peer: against(peer?.map ?? null, mask),
    peerInliers: peer?.inliers ?? 0,
  })
}

const percent = (part: number, whole: number) => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
const middle = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
const say = (line: string) => process.stdout.write(`${line}\n`)

say(`${machine()}\n${all.length} pairs that nothing was learnt from\n`)
say('| pairs | n | derived | same-item | different | unknown |\n| --- | --- | --- | --- | --- | --- |')
for (const group of new Set(seen.map(({ one }) => one.group))) {
  const some = seen.filter(({ one }) => one.group === group)
  const share = (relation: string) => some.filter(({ found }) => found.relation === relation).length
  say(
    `| ${group} | ${some.length} | ${share('derived')} | ${share('same-item')} | ${share('different')} | ${share('unknown')} |`,
  )
}

say('\n| score at least | derived found | false |\n| --- | --- | --- |')
const made = seen.filter(({ one }) => one.truth === 'derived')
const others = seen.filter(({ one }) => one.truth === 'other')
for (const threshold of [0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95]) {
  const over = (some: Seen[]) => some.filter(({ found }) => found.score >= threshold).length
  say(
    `| ${threshold} | ${percent(over(made), made.length)} of ${made.length} | ${over(others)} of ${others.length}, below ${(100 * bound(over(others), Math.max(1, others.length))).toFixed(1)} % |`,
  )
}

say('\n| changed region | n | AUC | best F1 | AKAZE baseline AUC | F1 |\n| --- | --- | --- | --- | --- | --- |')
const withRegion = seen.filter(({ region }) => region)
for (const [name, of] of [
  ['by source and way', ({ one }: Seen) => `${one.group}, ${one.way}`],
  ['by damage', ({ one }: Seen) => (one.group.startsWith('synth') ? `drawn ${one.damage}` : '')],
  ['all', () => 'all'],
] as const) {
  for (const key of [...new Set(withRegion.map(of))].filter((value) => value !== '').sort()) {
    const some = withRegion.filter((case_) => of(case_) === key)
    const score = (side: 'region' | 'peer', figure: keyof Score) =>
      mean(some.map((case_) => case_[side]?.[figure] ?? (figure === 'auc' ? 0.5 : 0))).toFixed(3)
    say(
      `| ${name === 'all' ? '**all**' : key} | ${some.length} | ${score('region', 'auc')} | ${score('region', 'f1')} | ${baseline ? score('peer', 'auc') : '–'} | ${baseline ? score('peer', 'f1') : '–'} |`,
    )
  }
}
say(`
| measured elsewhere (FORENSICS.md), AUC / best F1 | direct | messenger |
| --- | --- | --- |
| SIFT, homography, photometric fit, difference, drawn damage | 0.992 / 0.89 | 0.963 / 0.79 |
| the same, AI edits | 0.886 / 0.83 | 0.880 / 0.82 |
| Splicebuster, without a reference, 24 s | 0.751 / 0.39 | 0.59 / 0.21 |`)
say(
  `\nMilliseconds of processor, median: decoding ${middle(ms.decode).toFixed(0)}, features ${middle(ms.view).toFixed(0)}, comparing ${middle(ms.compare).toFixed(0)} (derived ${middle(ms.compare.slice(0, made.length)).toFixed(0)}, others ${middle(ms.compare.slice(made.length)).toFixed(0)}); baseline ${middle(ms.peer).toFixed(0)}`,
)
const [claim = '', ...references] = ['003_forged_direct', '003_pristine', '006_pristine', '009_pristine'].map(
  (name) => `${photos}/claims/${name}.jpg`,
)
say(`\n${await gradeRates(photos, every)}`)
say(`\n12 MP, milliseconds of processor, the fastest round: ${await largePhotos(claim, references)}`)
