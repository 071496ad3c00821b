/** Works out, once, what the two nets learn from: for each case the figures of its laying and, where a mask is known, the
 *  evidence at places spread evenly over the picture with what the mask says. One line of JSON a case, so that several
 *  processes share the work (`--shard 1/3`) and nothing is lost when one is stopped.
 *  `node bench/inspect/rows.ts PHOTOS [--pairs DIR] [--each N] [--ways screen,crop] [--figures-only] [--shard I/N] > rows.jsonl` */
import { parseArgs } from 'node:util'
import { surpriseOf } from '../../inspect/compare/difference.ts'
import { bestLaying, type Laying } from '../../inspect/compare/layings.ts'
import { overlaid } from '../../inspect/compare/overlay.ts'
import { figuresOf } from '../../inspect/compare/relation.ts'
import { type View, viewOf } from '../../inspect/compare/view.ts'
import { decode } from '../../inspect/decode.ts'
import { randomOf } from './random.ts'
import { type Case, givenClaims, honest, realEdits, synthetic } from './set.ts'

export type Row = Omit<Case, 'claim' | 'goods' | 'mask'> & {
  ms: number
  figures: number[] | null
  laying: {
    inliers: number
    guided: number
    features: number
    evidence: Laying['evidence']
    upright: Laying['upright']
  } | null
  /** Base64 of 32-bit floats, `inputs` a place, and of bytes, 1 where changed. */
  places: { inputs: number; x: string; y: string } | null
}

const perCase = 3000
const kept = new Map<string, View>()

async function viewed(name: string, bytes: Buffer): Promise<View> {
  const photo = await decode(name, bytes)
  if ('refused' in photo || !photo.pixels) throw new Error(`${name} cannot be decoded`)
  const known = kept.get(photo.sha256)
  if (known) return known
  const view = viewOf(photo.pixels)
  if (kept.size > 60) kept.clear()
  kept.set(photo.sha256, view)
  return view
}

async function rowOf(one: Case): Promise<Row> {
  const { claim, goods, mask, ...rest } = one
  const [mine, theirs] = [
    await viewed(`${one.name} claim`, await claim()),
    await viewed(`${one.name} goods`, await goods()),
  ]
  const began = process.cpuUsage().user
  const laying = bestLaying(mine, theirs)
  const ms = (process.cpuUsage().user - began) / 1000
  const features = Math.min(mine.features.count, theirs.features.count)
  const known = await mask()
  return {
    ...rest,
    ms,
    figures: laying && figuresOf(laying, features),
    laying: laying && {
      inliers: laying.inliers.length,
      guided: laying.guided,
      features,
      evidence: laying.evidence,
      upright: laying.upright,
    },
    places: laying && known && placesOf(mine, theirs, { laying, mask: known }),
  }
}

type Known = { laying: Laying; mask: { width: number; height: number; data: Uint8Array } }

function placesOf(mine: View, theirs: View, { laying: { pair, map }, mask }: Known): Row['places'] {
  const overlay = overlaid(mine, theirs, { pair, map })
  if (!overlay) return null
  const { width, height, full, half } = surpriseOf(overlay)
  const columns = Math.max(1, width >> 1)
  const random = randomOf(width * height)
  const step = Math.sqrt((width * height) / perCase)
  const x: number[] = []
  const y: number[] = []
  for (let v = random.next() * step; v < height; v += step)
    for (let u = random.next() * step; u < width; u += step) {
      const [column, row] = [Math.floor(u), Math.floor(v)]
      const i = row * width + column
      if (!overlay.inside[i]) continue
      const p = Math.min(mask.width - 1, Math.floor(((column + 0.5) * mask.width) / width))
      const q = Math.min(mask.height - 1, Math.floor(((row + 0.5) * mask.height) / height))
      const j = Math.min(Math.max(1, height >> 1) - 1, row >> 1) * columns + Math.min(columns - 1, column >> 1)
      for (const plane of full) x.push(plane[i] ?? 0)
      for (const plane of half) x.push(plane[j] ?? 0)
      y.push((mask.data[q * mask.width + p] ?? 0) > 127 ? 1 : 0)
    }
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  return {
    inputs: full.length + half.length,
    x: base64(new Uint8Array(Float32Array.from(x).buffer)),
    y: base64(Uint8Array.from(y)),
  }
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      pairs: { type: 'string' },
      shard: { type: 'string', default: '0/1' },
      each: { type: 'string', default: '3' },
      ways: { type: 'string' },
      'figures-only': { type: 'boolean', default: false },
    },
  })
  const [photos = '../shared/data/photos'] = positionals
  const [shard = 0, shards = 1] = values.shard.split('/').map(Number)
  const each = Number(values.each)
  const all = values.ways
    ? synthetic(photos, { each, ways: values.ways.split(',') })
    : [
        ...givenClaims(photos),
        ...synthetic(photos, { each }),
        ...(values.pairs ? realEdits(values.pairs) : []),
        ...honest(photos, values.pairs ?? null),
      ]
  // Mixed, so that a run that is stopped has some of each.
  const mixed = all.map((one, i) => ({ one, at: (i * 7919) % 10_007 })).sort((a, b) => a.at - b.at)
  for (const [i, { one }] of mixed.entries()) {
    if (i % shards !== shard) continue
    const row = await rowOf(values['figures-only'] ? { ...one, mask: async () => null } : one).catch((error: Error) =>
      process.stderr.write(`${one.name}: ${error.message}\n`),
    )
    if (typeof row === 'object') process.stdout.write(`${JSON.stringify(row)}\n`)
  }
  process.stderr.write(`${all.length} cases\n`)
}
