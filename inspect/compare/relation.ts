import type { Evidence, LevelEvidence } from './agreement.ts'
import type { Laying } from './layings.ts'
import { answer, type Net } from './net.ts'
import { derivedNet } from './relation.generated.ts'

/** How a claim photo and a merchant's picture go together. `derived`: made from that very picture. `same-item`: another
 *  photo of the thing. `unknown`: too little happens in them to tell. */
export type Relation = 'derived' | 'same-item' | 'different' | 'unknown'

/** From here on a photo counts as derived: more than twice what the worst of 278 honest pairs of development reached (0.20,
 *  the next 0.09). */
const derivedFrom = 0.45

/** The figures that speak for `derived`, each bounded, so that none decides alone beyond what was seen in development.
 *  `features`: how many the poorer of the two pictures has. */
export function figuresOf({ evidence, inliers, guided, upright }: Laying, features: number): number[] {
  const [fine, half, quarter] = evidence.levels
  const share = (part = 0, all = 0) => part / (all + 8)
  const small = (value: number, unit: number) => Math.log2(1 + Math.min(9, value) / unit)
  return [
    share(fine?.agreeing, fine?.textured),
    share(half?.agreeing, half?.textured),
    share(quarter?.agreeing, quarter?.textured),
    share(half?.likely, half?.textured),
    share(quarter?.likely, quarter?.textured),
    Math.log2(1 + Math.min(200, half?.agreeing ?? 0)),
    small(evidence.askew, 0.002),
    small(evidence.stretch, 0.004),
    small(fine?.shift ?? 9, 0.05),
    small(half?.shift ?? 9, 0.05),
    small(fine?.rough ?? 9, 0.05),
    Math.max(0, evidence.light),
    Math.log2(1 + Math.min(300, guided)),
    Math.min(1, guided / Math.max(20, features)),
    Math.log2(1 + Math.min(300, inliers.length)),
    half?.mean ?? 0,
    share(upright[0].agreeing, upright[0].textured),
    share(upright[0].likely, upright[0].textured),
    share(upright[1].likely, upright[1].textured),
    upright[0].mean,
    Math.log2(1 + Math.min(200, upright[0].likely)),
    ...precision(evidence),
  ]
}

/** The share of agreeing cells that agree to within a seventh of a sample. Told from the median shift, as if shifts were
 *  spread evenly in both directions. */
const exactShare = ({ shift }: LevelEvidence): number => 1 - 2 ** -((0.15 / Math.max(0.01, shift)) ** 2)

const exact = (level: LevelEvidence): number => level.agreeing * exactShare(level)

/** So many agreeing cells out of a hundred are exact by chance, as the shifts of two photos of one thing spread. */
const byChance = 0.01

/** A map that turns and tilts this little (corner, share of the longer side) is upright. */
const uprightTo = 1e-4

/** No honest pair with more than chance agreement was this near to it. */
const nearlyUprightTo = 0.012

function precision({ levels: [fine, half], askew }: Pick<Evidence, 'levels' | 'askew'>): number[] {
  const [many, manyHalf] = [fine ? exact(fine) : 0, half ? exact(half) : 0]
  return [
    Math.log2(1 + Math.min(300, many)),
    Math.log2(1 + Math.min(300, manyHalf)),
    many / ((fine?.textured ?? 0) + 8),
    manyHalf / ((half?.textured ?? 0) + 8),
    askew < uprightTo ? 1 : 0,
  ]
}

/** What needs no weighing, by how unlikely it is between two photos. Upright and exact, even in few places, is a copy,
 *  however much was painted over. Where light and shade differ as a whole, a printed label may be all that agrees: then it
 *  takes up to four times as many places. Turned or tilted (off a screen) it takes many, over much of what both show:
 *  honest pairs reach a share of 0.35 on one flat side. */
function exactness({ levels: [fine], askew, seen, shown, light }: Evidence): number {
  if (!fine) return 0
  const many = exact(fine)
  if (askew < nearlyUprightTo) {
    const beyond = fine.agreeing * Math.max(0, exactShare(fine) - byChance) * Math.max(0.25, Math.min(1, 2 * light))
    return 1 - 2 ** ((-beyond / 4) * (1 - askew / nearlyUprightTo))
  }
  // Neighbours of a panorama agree exactly too, but neither holds the other; a picture on a screen is within the photo, or
  // the photo within the picture.
  const isHeld = Math.max(seen, shown) > 0.9
  return many < 40 || !isHeld ? 0 : logistic((many / (fine.textured + 8) - 0.55) / 0.05)
}

/** The same frame to within a hundredth at all four corners, and what is in it agrees at least in parts: an editor keeps
 *  the frame when it paints everything again; honest pairs were never nearer than 0.03. */
function sameness({ evidence: { askew, framed }, upright: [half] }: Pick<Laying, 'evidence' | 'upright'>): number {
  if (askew >= uprightTo || half.likely < 10) return 0
  return logistic((0.009 - framed) / 0.0012) * logistic((half.likely / (half.textured + 8) - 0.14) / 0.02)
}

const logistic = (value: number): number => 1 / (1 + Math.exp(-value))

/** So many times likelier an honest pair is held to be than in the set learnt from, and a false alarm so much worse. */
const caution = 6

/** How likely a laying is one of a copy, 0 to 1: by what needs no weighing, or else by the net. */
export function derivedness(
  net: Net,
  figures: readonly number[],
  laying: Pick<Laying, 'evidence' | 'upright'>,
): number {
  const weighed = answer(net, figures)
  return Math.max(exactness(laying.evidence), sameness(laying), weighed / (weighed + caution * (1 - weighed)))
}

/** Fewer agreeing cells than this, all levels together, are no ground for a verdict. */
const leastAgreeing = 12
/** So many features on one map are not met by chance: random pairs stay below 24. */
const sameItemFrom = 28
/** From here on it may be derived, and is not called different. */
const doubtFrom = 0.15
/** A picture with fewer features says too little to be called different. */
const tellingFeatures = 60

/** The verdict and how likely `derived` is, 0 to 1. `laying` is null where the pictures could not be laid over each other. */
export function relationOf(laying: Laying | null, features: number): { relation: Relation; score: number } {
  const isTelling = features >= tellingFeatures
  if (!laying) return { relation: isTelling ? 'different' : 'unknown', score: 0 }
  const { levels } = laying.evidence
  const agreeing = levels.slice(0, 3).reduce((sum, level) => sum + level.agreeing, 0)
  const score = agreeing < leastAgreeing ? 0 : derivedness(derivedNet, figuresOf(laying, features), laying)
  if (score >= derivedFrom) return { relation: 'derived', score }
  if (laying.guided >= sameItemFrom && laying.inliers.length >= sameItemFrom / 2)
    return { relation: 'same-item', score }
  // Much painted over, little left: a doubt is no verdict, and no clean bill either.
  return { relation: isTelling && score < doubtFrom ? 'different' : 'unknown', score }
}
