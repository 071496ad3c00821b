/** Which features of two pictures look alike: for each the nearest of the other picture, kept where it is clearly nearer
 *  than the next (Lowe 2004, section 7.1) and where both choose each other. Candidates by bits first (Hamming distance),
 *  the nearest few by the descriptors themselves.
 *  Cost: O(features × features) of four words, O(features × candidates) of 128 bytes; 1,000 × 1,000 about 25 ms. */
import type { Features } from './features.ts'

/** Feature `from` of the one and `to` of the other, and how clearly: distance to the nearest by distance to the next. */
export type Match = { from: number; to: number; ratio: number }

const words = 4
const length = 128
const candidates = 12

/** The pairs of features that chose each other, the clearest first. `ratio` is the least clear that is kept. */
export function matches(one: Features, other: Features, ratio = 0.86): Match[] {
  if (one.count === 0 || other.count === 0) return []
  const there = nearest(one, other)
  const back = nearest(other, one)
  const found: Match[] = []
  for (let i = 0; i < one.count; i++) {
    const to = there.best[i] ?? -1
    if (to < 0 || back.best[to] !== i) continue
    const clear = there.ratio[i] ?? 1
    if (clear < ratio) found.push({ from: i, to, ratio: clear })
  }
  return found.sort((a, b) => a.ratio - b.ratio || a.from - b.from)
}

/** The squared distance between two descriptors (0 to 2 × 510²). */
export function distance(one: Features, i: number, [other, j]: [Features, number]): number {
  const a = one.descriptors
  const b = other.descriptors
  let sum = 0
  for (let k = 0, p = i * length, q = j * length; k < length; k += 4, p += 4, q += 4) {
    const d0 = (a[p] ?? 0) - (b[q] ?? 0)
    const d1 = (a[p + 1] ?? 0) - (b[q + 1] ?? 0)
    const d2 = (a[p + 2] ?? 0) - (b[q + 2] ?? 0)
    const d3 = (a[p + 3] ?? 0) - (b[q + 3] ?? 0)
    sum += d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3
  }
  return sum
}

/** For each feature of the one the nearest of the other, and its distance by that of the next which is elsewhere. */
function nearest(one: Features, other: Features): { best: Int32Array; ratio: Float32Array } {
  const best = new Int32Array(one.count).fill(-1)
  const ratio = new Float32Array(one.count).fill(1)
  const apart = new Uint8Array(other.count)
  for (let i = 0; i < one.count; i++) {
    const limit = bitDistances(one, i, { other, apart })
    const found = nearestOf(one, i, { other, apart, limit })
    best[i] = found.at
    ratio[i] = found.ratio
  }
  return { best, ratio }
}

type Candidates = { other: Features; apart: Uint8Array; limit: number }

function nearestOf(one: Features, i: number, { other, apart, limit }: Candidates): { at: number; ratio: number } {
  let first = Number.POSITIVE_INFINITY
  let second = Number.POSITIVE_INFINITY
  let at = -1
  for (let j = 0; j < other.count; j++) {
    if ((apart[j] ?? 255) > limit) continue
    const d = distance(one, i, [other, j])
    if (d >= second) continue
    // A feature with two directions stands twice at one place: it is no rival of itself.
    const isTwin = at >= 0 && other.x[j] === other.x[at] && other.y[j] === other.y[at]
    if (!isTwin) second = Math.max(d, Math.min(first, second))
    if (d >= first) continue
    first = d
    at = j
  }
  return { at, ratio: second === Number.POSITIVE_INFINITY ? 1 : Math.sqrt(first / Math.max(1, second)) }
}

const histogram = new Int32Array(129)

/** Fills in how many bits each feature of the other differs by; gives the number within which the nearest few lie. */
function bitDistances(one: Features, i: number, { other, apart }: { other: Features; apart: Uint8Array }): number {
  const a = one.bits[i * words] ?? 0
  const b = one.bits[i * words + 1] ?? 0
  const c = one.bits[i * words + 2] ?? 0
  const d = one.bits[i * words + 3] ?? 0
  const { bits } = other
  histogram.fill(0)
  for (let j = 0, k = 0; j < apart.length; j++, k += words) {
    const differ =
      ones(a ^ (bits[k] ?? 0)) +
      ones(b ^ (bits[k + 1] ?? 0)) +
      ones(c ^ (bits[k + 2] ?? 0)) +
      ones(d ^ (bits[k + 3] ?? 0))
    apart[j] = differ
    histogram[differ] = (histogram[differ] ?? 0) + 1
  }
  let many = 0
  for (let limit = 0; limit < 128; limit++) {
    many += histogram[limit] ?? 0
    if (many >= candidates) return limit
  }
  return 128
}

function ones(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555)
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
