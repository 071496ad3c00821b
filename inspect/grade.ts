import type { Family, Finding } from './finding.ts'

/** A live challenge capture that agrees with the goods · an original file, consistent, that agrees · nothing wrong found,
 *  but not enough to know · a stated contradiction, for a person to judge. Advice, never a verdict. */
export type Grade = 'A' | 'B' | 'C' | 'D'

/** Of a hundred photos that claims bring, so many are taken to be manipulated before anything is looked at. Stated, not
 *  measured: an installation that knows its own share better may give it. */
export const prior = 0.1

/** What the grade needs to know of a photo besides its findings. */
export type Standing = {
  findings: readonly Finding[]
  /** It shows the goods of the merchant's pictures, and is not made from one of them. */
  agrees: boolean
  /** The file is as a camera wrote it. */
  isOriginal: boolean
  /** Taken on our page, with the random task fulfilled. */
  isLive: boolean
}

/** How much more often a finding of this strength is seen on manipulated photos than on genuine ones: strength is
 *  1 − 1/ratio, so 0 says nothing, 0.5 twice, 0.9 ten times, 0.99 a hundred times. */
const logRatio = ({ strength }: Finding) => -Math.log(1 - Math.min(strength, 0.999))

/** Probability that the photo is manipulated, 0 to 1: the log-likelihood ratios of the strongest finding of each family,
 *  added to the prior's log odds. Within a family findings share causes, so they count once (Good 1950, weight of
 *  evidence; independence is assumed between families only). */
export function suspicion(findings: readonly Finding[], before = prior): number {
  const strongest = new Map<Family, number>()
  for (const finding of findings)
    strongest.set(finding.family, Math.max(strongest.get(finding.family) ?? 0, logRatio(finding)))
  const odds = [...strongest.values()].reduce((sum, one) => sum + one, Math.log(before / (1 - before)))
  return 1 / (1 + Math.exp(-odds))
}

/** A and B need agreement with the goods, D needs a finding that outweighs the prior; C is the honest middle. */
export function gradeOf({ findings, agrees, isOriginal, isLive }: Standing): Grade {
  const doubt = suspicion(findings)
  if (doubt >= 0.5) return 'D'
  // Something stands against it that is not enough to say so: neither good nor bad.
  if (doubt > 2 * prior || !agrees) return 'C'
  if (isLive) return 'A'
  return isOriginal ? 'B' : 'C'
}
