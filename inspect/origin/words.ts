/** The words that a generated picture has to bear at an edge or in a corner (GB 45438-2025, 5.2), where they are AI生成:
 *  looked for by correlation with drawn glyphs (data/glyphs.json, from Noto Sans SC by make/words.ts), light on dark
 *  or dark on light. First the glyph 生, at every place of the bands along the edges and in sizes from 3 to 10 % of the
 *  short side; where it is likely, the one that follows, then A and I before it. Each glyph is let stand a little apart from
 *  where the drawn font has it, since every producer has its own.
 *  Cost: 0.12 to 0.22 s of processor a picture of the analysis size, most of it for the smallest letters. */
import type { Plane, Size } from '../pixels/plane.ts'
import { resized } from '../pixels/resize.ts'
import glyphs from './data/glyphs.json' with { type: 'json' }

/** Samples of a glyph's height when it is first looked for, and when it is compared. */
const [low, high] = [8, 16]
/** Heights looked for, as shares of the short side; real labels began at 3.2 %. */
const [smallest, largest, step] = [0.028, 0.1, 1.13]
/** How far from the edges, as a share of the short side. */
const band = 0.16
/** Correlations from which on a first and a second glyph are worth a closer look, roughly and closely. */
const [roughly, closely] = [0.36, 0.42]
/** From here on the words are said to be there: genuine photos stayed below 0.45 (bench/RESULTS.md). */
export const clear = 0.55
/** Less contrast than this (standard deviation, of 255) nobody can read. */
const faintest = 4

/** A glyph drawn at a height, without its mean and of length 1. */
type Glyph = { width: number; height: number; samples: Float32Array }

function glyphOf(grey: Uint8Array, width: number, height: number): Glyph {
  const { data } = resized({ width: high, height: high, data: Float32Array.from(grey) }, { width, height })
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length
  const length = Math.hypot(...data.map((value) => value - mean))
  return { width, height, samples: data.map((value) => (value - mean) / length) }
}

/** A letter as narrow as some producers have it; roughly in bold only, closely in each weight that was drawn. */
const drawn = (letter: keyof typeof glyphs, height: number, narrowings: readonly number[]): Glyph[] =>
  glyphs[letter].slice(height === low ? -1 : 0).flatMap(({ aspect, samples }) => {
    const grey = Uint8Array.from(atob(samples), (code) => code.charCodeAt(0))
    return narrowings.map((narrow) => glyphOf(grey, Math.max(2, Math.round(aspect * narrow * height)), height))
  })

type Set = { firsts: Glyph[]; second: Glyph[]; a: Glyph[]; i: Glyph[] }
const setOf = (height: number): Set => ({
  firsts: drawn('生', height, [0.8, 1]),
  second: drawn('成', height, [0.8, 1]),
  a: drawn('A', height, [1]),
  i: drawn('I', height, [1]),
})
const [coarse, fine] = [setOf(low), setOf(high)]

/** The picture at one size, with running sums, so that mean and contrast of any part are four look-ups. */
type Sized = Plane & { sums: Float64Array; squares: Float64Array }

function sizedTo(plane: Plane, size: Size): Sized {
  const one = resized(plane, size)
  const { width, height, data } = one
  const [sums, squares] = [1, 2].map(() => new Float64Array((width + 1) * (height + 1)))
  if (!sums || !squares) throw new Error('two arrays were made')
  for (let y = 0; y < height; y++)
    for (let x = 0, sum = 0, square = 0; x < width; x++) {
      const value = data[y * width + x] ?? 0
      sum += value
      square += value * value
      const at = (y + 1) * (width + 1) + x + 1
      sums[at] = (sums[at - width - 1] ?? 0) + sum
      squares[at] = (squares[at - width - 1] ?? 0) + square
    }
  return { ...one, sums, squares }
}

/** The correlation of a glyph with what stands at a place, -1 to 1: negative where it is dark on light. */
function correlation(on: Sized, { width, height, samples }: Glyph, [x, y]: readonly [number, number]): number {
  if (x < 0 || y < 0 || x + width > on.width || y + height > on.height) return 0
  const count = width * height
  const sum = within(on, on.sums, { x, y, width, height })
  const variation = within(on, on.squares, { x, y, width, height }) - (sum * sum) / count
  if (variation < count * faintest * faintest) return 0
  let product = 0
  for (let row = 0, k = 0; row < height; row++)
    for (let at = (y + row) * on.width + x, end = at + width; at < end; at++, k++)
      product += (on.data[at] ?? 0) * (samples[k] ?? 0)
  return product / Math.sqrt(variation)
}

type Box = { x: number; y: number; width: number; height: number }

function within({ width }: Plane, sums: Float64Array, box: Box): number {
  const [top, bottom] = [box.y * (width + 1), (box.y + box.height) * (width + 1)]
  const [left, right] = [box.x, box.x + box.width]
  return (sums[bottom + right] ?? 0) - (sums[bottom + left] ?? 0) - (sums[top + right] ?? 0) + (sums[top + left] ?? 0)
}

type Seen = { score: number; at: number; width: number }

/** The best of some glyphs near a place, with the given sign. */
function nearBy(on: Sized, all: readonly Glyph[], { x, y, slack, sign }: Near): Seen {
  let best: Seen = { score: 0, at: x, width: 0 }
  const hold = (glyph: Glyph, at: number) => {
    for (let dy = -1; dy <= 1; dy++) {
      const score = sign * correlation(on, glyph, [at, y + dy])
      if (score > best.score) best = { score, at, width: glyph.width }
    }
  }
  for (const glyph of all) for (let dx = -slack; dx <= slack; dx++) hold(glyph, x + dx)
  return best
}

type Near = { x: number; y: number; slack: number; sign: number }

/** The words as they were found: how likely, and where, in samples of the plane they were looked for on. */
export type Words = { score: number; box: Box }

/** The likeliest place of the words on a picture's brightness (of the analysis size); null where there is none. */
export function likeliestWords(plane: Plane): Words | null {
  const short = Math.min(plane.width, plane.height)
  let best: Words | null = null
  for (let share = smallest; share <= largest; share *= step) {
    const found = atHeight(plane, share * short)
    if (found && found.score > (best?.score ?? 0)) best = found
  }
  return best
}

/** The likeliest place of words whose glyphs are so many samples high. */
function atHeight(plane: Plane, height: number): Words | null {
  const sizeFor = (of: number): Size => ({
    width: Math.round((plane.width * of) / height),
    height: Math.round((plane.height * of) / height),
  })
  const rough = sizedTo(plane, sizeFor(low))
  let close: Sized | null = null
  let best: Words | null = null
  for (const { x, y, sign } of likely(rough)) {
    close ??= sizedTo(plane, sizeFor(high))
    const words = closer(close, { x: 2 * x, y: 2 * y, slack: 2, sign })
    if (words && words.score > (best?.score ?? 0)) best = words
  }
  const scale = height / high
  return (
    best && {
      score: best.score,
      box: { x: best.box.x * scale, y: best.box.y * scale, width: best.box.width * scale, height },
    }
  )
}

type Place = { x: number; y: number; sign: number }

/** Places in the bands where both glyphs are likely enough. */
function likely(on: Sized): Place[] {
  const found: Place[] = []
  const deep = Math.round(band * Math.min(on.width, on.height)) + low
  for (let y = 0; y + low <= on.height; y++) {
    if (y > deep && y + low < on.height - deep) continue
    // Before it stand the letters A and I.
    for (let x = low >> 1; x + low <= on.width; x++) {
      const place = likelyAt(on, x, y)
      if (place) found.push(place)
    }
  }
  return found
}

function likelyAt(on: Sized, x: number, y: number): Place | null {
  for (const glyph of coarse.firsts) {
    const score = correlation(on, glyph, [x, y])
    const sign = Math.sign(score)
    if (Math.abs(score) < roughly) continue
    const second = nearBy(on, coarse.second, { x: x + glyph.width + 1, y, slack: 1, sign })
    if (second.score >= roughly) return { x, y, sign }
  }
  return null
}

/** All four glyphs around a place, at full height. */
function closer(on: Sized, near: Near): Words | null {
  const { y, sign } = near
  const first = nearBy(on, fine.firsts, near)
  if (first.score < closely) return null
  const gap = Math.round(0.12 * first.width)
  const second = nearBy(on, fine.second, { x: first.at + first.width + gap, y, slack: 2, sign })
  if (second.score < closely) return null
  const i = nearBy(on, fine.i, { x: first.at - gap - (fine.i[1]?.width ?? 0), y, slack: 3, sign })
  const a = nearBy(on, fine.a, { x: i.at - (fine.a[1]?.width ?? 0) - 1, y, slack: 3, sign })
  // A stroke is found everywhere: it counts half.
  const score = (first.score + second.score + a.score + i.score / 2) / 3.5
  return { score, box: { x: a.at, y, width: second.at + second.width - a.at, height: high } }
}
