/** The ways in which a claim photo may lie in the goods' picture, and of these the one that fits best, exact to a fraction
 *  of a sample: by matched features, the same in a mirror, and, where those are too few, by the directions of edges.
 *  Cost: about 40 ms by features; 90 ms more where edges are asked; 80 ms for the exact fit. */

import type { Size } from '../pixels/plane.ts'
import { type Evidence, evidenceOf, type LevelEvidence, levelEvidence } from './agreement.ts'
import { alignments, guided } from './align.ts'
import { mirroredFeatures } from './features.ts'
import { compose, type Homography, identity, scaling, uprightAt } from './homography.ts'
import { type Match, matches } from './match.ts'
import { type Pair, pairOf, registered, type Step } from './register.ts'
import { guesses } from './search.ts'
import type { View } from './view.ts'

/** The claim laid into the goods' picture: the map in shares of longer sides, how many features follow it, what agrees. */
export type Laying = {
  map: Homography
  isMirrored: boolean
  /** Matches that follow the map, before and after partners were sought near it; all clear matches. */
  inliers: Match[]
  guided: number
  found: number
  pair: Pair
  evidence: Evidence
  /** What agrees, at half and a quarter of the size, when nothing but sizing and moving is allowed. */
  upright: readonly [LevelEvidence, LevelEvidence]
}

type Candidate = Pick<Laying, 'map' | 'isMirrored' | 'inliers' | 'guided' | 'found'> & { steps: readonly Step[] }
type Tried = { candidate: Candidate; map: Homography; fit: number }

/** Longer side of the pictures while they are laid over each other, and while layings are compared. */
const side = 640
const smallSide = 160
/** So many features on one map leave nothing to ask a mirror for. */
const plenty = 25

const fromFeatures: readonly Step[] = [{ level: 0, rounds: 1, reach: 3, unknowns: 8 }]
const fromGuess: readonly Step[] = [
  { level: 1, rounds: 2, reach: 4, unknowns: 2 },
  { level: 1, rounds: 2, reach: 3, unknowns: 6 },
  { level: 0, rounds: 2, reach: 3, unknowns: 8 },
]
const exactly: readonly Step[] = [
  { level: 1, rounds: 1, reach: 2, unknowns: 8 },
  { level: 0, rounds: 1, reach: 2, unknowns: 8 },
]

/** Unrelated pictures' edges fit by 0.05 to 0.2, those of one painted again as a whole by 0.3 and more. */
const leastEdgeFit = 0.12

const straightening: readonly Step[] = [
  { level: 3, rounds: 1, reach: 3, unknowns: 4 },
  { level: 2, rounds: 2, reach: 3, unknowns: 4 },
  { level: 1, rounds: 1, reach: 2, unknowns: 4 },
  { level: 0, rounds: 1, reach: 2, unknowns: 4 },
]

/** A laying in which less than this agrees when seen small is none. */
const leastFit = 0.1

/** The best laying; null where there is none at all. */
export function bestLaying(claim: View, goods: View): Laying | null {
  let best = bestOf(claim, goods, byFeatures(claim, goods))
  if (!best || (best.fit < 0.5 && best.candidate.inliers.length < plenty))
    best = better(best, bestOf(claim, goods, byEdges(claim, goods)))
  if (!best || best.fit < leastFit) return null
  const pair = pairOf(claim.colours.y, goods.colours.y, { map: best.map, side })
  const free = registered(pair, best.map, exactly)
  const straight = uprightOf(pair, best.map)
  const upright = [levelEvidence(pair, straight, 1), levelEvidence(pair, straight, 2)] as const
  const loose = [levelEvidence(pair, free, 1), levelEvidence(pair, free, 2)] as const
  // A free map fitted to little follows noise: where the upright one agrees as well, it is the right one.
  const map = agreeing(upright) >= 0.98 * agreeing(loose) ? straight : free
  const { isMirrored, inliers, guided, found } = best.candidate
  return { map, isMirrored, inliers, guided, found, pair, evidence: evidenceOf(pair, map), upright }
}

const agreeing = (levels: readonly LevelEvidence[]): number =>
  levels.reduce((sum, { mean, textured }) => sum + mean * textured, 0)

/** The best upright map, sought from the one at hand. */
function uprightOf(pair: Pair, map: Homography): Homography {
  const [here] = pair.here
  const long = Math.max(here?.width ?? 1, here?.height ?? 1)
  const start = uprightAt(map, (here?.width ?? 1) / long / 2, (here?.height ?? 1) / long / 2)
  return registered(pair, start, straightening)
}

const better = (one: Tried | null, other: Tried | null): Tried | null =>
  one && (!other || one.fit >= other.fit) ? one : other

function byFeatures(claim: View, goods: View): Candidate[] {
  const direct = candidateOf(claim, goods, false)
  if (direct && direct.inliers.length >= plenty) return [direct]
  const mirror = candidateOf(claim, { ...goods, features: mirroredFeatures(goods.features, goods.colours.y) }, true)
  return [direct, mirror].filter((candidate) => candidate !== null)
}

function candidateOf(claim: View, goods: View, isMirrored: boolean): Candidate | null {
  const found = matches(claim.features, goods.features)
  const [first] = alignments(claim.features, goods.features, { found, most: 1 })
  if (!first) return null
  const { map, inliers } = guided(claim.features, goods.features, first)
  return {
    map: isMirrored ? compose(flipOf(goods.colours.y), map) : map,
    isMirrored,
    inliers: first.inliers,
    guided: inliers.length,
    found: found.length,
    steps: fromFeatures,
  }
}

const flipOf = ({ width, height }: Size): Homography => [-1, 0, width / Math.max(width, height), 0, 1, 0, 0, 0, 1]

function byEdges(claim: View, goods: View): Candidate[] {
  const found = guesses(claim.small, goods.small, 2).filter(({ fit }) => fit > leastEdgeFit)
  const whole = { map: wholeOnto(claim.colours.y, goods.colours.y), isMirrored: false }
  return [whole, ...found].map(({ map, isMirrored }) => ({
    map,
    isMirrored,
    inliers: [],
    guided: 0,
    found: 0,
    steps: fromGuess,
  }))
}

/** The whole claim onto the whole picture, each axis on its own. */
function wholeOnto(claim: Size, goods: Size): Homography {
  const x = goods.width / Math.max(goods.width, goods.height) / (claim.width / Math.max(claim.width, claim.height))
  const y = goods.height / Math.max(goods.width, goods.height) / (claim.height / Math.max(claim.width, claim.height))
  return x === 1 && y === 1 ? identity : scaling(x, y)
}

/** The candidate that agrees best when seen small. `fit` is the share of agreeing cells, less where they are few. */
function bestOf(claim: View, goods: View, candidates: readonly Candidate[]): Tried | null {
  let best: Tried | null = null
  for (const candidate of candidates) {
    const pair = pairOf(claim.small, goods.small, { map: candidate.map, side: smallSide })
    const map = registered(pair, candidate.map, candidate.steps)
    const { likely, textured } = levelEvidence(pair, map, 0)
    best = better(best, { candidate, map, fit: likely / (textured + 12) })
  }
  return best
}
