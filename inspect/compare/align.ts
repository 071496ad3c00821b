/** One map for two pictures out of their matches. Each match alone proposes a similarity (place, size and direction of its
 *  two features), so the proposals need no chance: all are tried, those with most followers are fitted again with ever
 *  narrower limits, first turned and sized only, then sheared, then in perspective (locally optimised RANSAC, Chum and
 *  Matas 2003, without its draws). At the end every feature looks for a partner near the place the map gives.
 *  Cost: O(proposals × matches), a few ms for 300 matches; the search for partners O(features × features). */

import type { Features } from './features.ts'
import { apply, areaScale, fitted, type Homography, type Model } from './homography.ts'
import { distance, type Match } from './match.ts'

/** A map from the one picture to the other, both in shares of their longer side, and the matches that follow it. */
export type Alignment = { map: Homography; inliers: Match[] }

const proposals = 120
const wide = 0.035
const narrow = 0.006
/** Descriptors of the same place, after any handling, are nearer than this (squared, length 510). */
const alike = 0.5 * 510 * 510

/** The best map, or those of several planes, the best first: each takes its matches away from the rest. */
export function alignments(
  one: Features,
  other: Features,
  { found, most }: { found: readonly Match[]; most: number },
): Alignment[] {
  const out: Alignment[] = []
  let rest = [...found]
  while (out.length < most && rest.length >= 4) {
    const best = bestOf(one, other, rest)
    if (!best || best.inliers.length < 4) break
    out.push(best)
    const taken = new Set(best.inliers.map(({ from }) => from))
    rest = rest.filter(({ from }) => !taken.has(from))
  }
  return out
}

/** Whether a map is one that a picture of a picture can have: not mirrored, nowhere near the horizon. */
export function isSensible(map: Homography): boolean {
  const corners = [apply(map, 0, 0), apply(map, 1, 0), apply(map, 1, 1), apply(map, 0, 1)]
  const scales = [areaScale(map, 0, 0), areaScale(map, 1, 0), areaScale(map, 1, 1), areaScale(map, 0, 1)]
  const least = Math.min(...scales)
  if (!(least > 0.0025) || Math.max(...scales) > 400 || Math.max(...scales) > 6 * least) return false
  return corners.every(([x, y], i) => {
    const [p, q] = corners[(i + 1) % 4] ?? [0, 0]
    const [r, s] = corners[(i + 2) % 4] ?? [0, 0]
    return (p - x) * (s - q) - (q - y) * (r - p) > 0
  })
}

function bestOf(one: Features, other: Features, found: readonly Match[]): Alignment | null {
  const ranked = found
    .slice(0, proposals)
    .map((match) => {
      const map = similarityOf(one, other, match)
      return { map, followers: followersOf(map, { one, other, found, within: wide }) }
    })
    .sort((a, b) => b.followers.length - a.followers.length)
  let best: Alignment | null = null
  let tried = 0
  for (const { map, followers } of ranked) {
    if (followers.length < 4 || tried >= 6) break
    if (best && followers.length < 0.6 * best.inliers.length) break
    tried++
    const refined = narrowed({ map, inliers: followers }, { one, other, found })
    if (refined && (!best || refined.inliers.length > best.inliers.length)) best = refined
  }
  return best
}

type Scene = { one: Features; other: Features; found: readonly Match[] }

function similarityOf(one: Features, other: Features, { from, to }: Match): Homography {
  const size = (other.scale[to] ?? 1) / (one.scale[from] ?? 1)
  const angle = (other.angle[to] ?? 0) - (one.angle[from] ?? 0)
  const a = size * Math.cos(angle)
  const b = size * Math.sin(angle)
  const x = one.x[from] ?? 0
  const y = one.y[from] ?? 0
  return [a, -b, (other.x[to] ?? 0) - a * x + b * y, b, a, (other.y[to] ?? 0) - b * x - a * y, 0, 0, 1]
}

/** The matches whose features the map brings together: place within a limit, size and direction roughly. */
function followersOf(map: Homography, { one, other, found, within }: Scene & { within: number }): Match[] {
  const [a, b] = [map[0], map[3]]
  const angle = Math.atan2(b, a)
  return found.filter(({ from, to }) => {
    const x = one.x[from] ?? 0
    const y = one.y[from] ?? 0
    const [u, v] = apply(map, x, y)
    const scale = Math.sqrt(areaScale(map, x, y))
    if (Math.hypot(u - (other.x[to] ?? 0), v - (other.y[to] ?? 0)) > within * Math.max(0.35, Math.min(1.5, scale)))
      return false
    const size = (other.scale[to] ?? 1) / (one.scale[from] ?? 1) / scale
    if (size < 0.55 || size > 1.8) return false
    return Math.cos((other.angle[to] ?? 0) - (one.angle[from] ?? 0) - angle) > 0.8
  })
}

const stages: readonly [Model, number][] = [
  ['similarity', wide],
  ['affine', 0.02],
  ['affine', 0.012],
  ['projective', 0.012],
  ['projective', 0.008],
  ['projective', narrow],
]
const needed: Record<Model, number> = { similarity: 3, upright: 3, affine: 6, projective: 10 }

function narrowed(start: Alignment, scene: Scene): Alignment | null {
  let best = start
  for (const [model, within] of stages) {
    const can =
      best.inliers.length >= needed[model] ? model : best.inliers.length >= needed.affine ? 'affine' : 'similarity'
    const map = fitted(pairsOf(best.inliers, scene), can)
    if (!map || !isSensible(map)) continue
    const inliers = followersOf(map, { ...scene, within })
    if (inliers.length < 4) break
    best = { map, inliers }
  }
  return best.inliers.length >= 4 && isSensible(best.map) ? best : null
}

function pairsOf(inliers: readonly Match[], { one, other }: { one: Features; other: Features }) {
  const take = (values: Float32Array, side: 'from' | 'to') => inliers.map((match) => values[match[side]] ?? 0)
  return {
    x: take(one.x, 'from'),
    y: take(one.y, 'from'),
    u: take(other.x, 'to'),
    v: take(other.y, 'to'),
    weight: inliers.map(() => 1),
  }
}

/** With a map at hand, partners for features that had no clear match: near the place, alike, and each other's best.
 *  Gives the map fitted again with them. */
export function guided(one: Features, other: Features, { map, inliers }: Alignment): Alignment {
  const reach = 0.012
  const best = new Int32Array(other.count).fill(-1)
  const apart = new Float64Array(other.count).fill(alike)
  for (let i = 0; i < one.count; i++) {
    const [u, v] = apply(map, one.x[i] ?? 0, one.y[i] ?? 0)
    for (let j = 0; j < other.count; j++) {
      if (Math.abs((other.x[j] ?? 0) - u) > reach || Math.abs((other.y[j] ?? 0) - v) > reach) continue
      const d = distance(one, i, [other, j])
      if (d >= (apart[j] ?? 0)) continue
      apart[j] = d
      best[j] = i
    }
  }
  const found: Match[] = []
  best.forEach((from, to) => {
    if (from >= 0) found.push({ from, to, ratio: 1 })
  })
  const followers = followersOf(map, { one, other, found, within: reach })
  if (followers.length <= inliers.length) return { map, inliers }
  return narrowed({ map, inliers: followers }, { one, other, found }) ?? { map, inliers }
}
