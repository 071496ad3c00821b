/** What makes somebody the right one for a visit, in per cent that sum to 100. Each aim is met between not at all (0) and
 *  wholly (1); which version was in force stands with everything that was proposed by it. */
export type Aims = Readonly<
  Record<'travel' | 'skill' | 'territory' | 'load' | 'parts' | 'rating' | 'continuity', number>
>
export type AimsVersion = {
  version: string
  /** From this moment on (milliseconds). */
  from: number
  weights: Aims
}

/** Newest last. */
export const versions: readonly AimsVersion[] = [
  {
    version: '2026-11',
    from: 0,
    weights: { skill: 20, territory: 20, load: 20, travel: 20, rating: 10, continuity: 10, parts: 0 },
  },
  {
    version: '2026-12',
    // 1 December 2026, midnight in China.
    from: 1_796_054_400_000,
    weights: { skill: 15, territory: 10, load: 20, travel: 25, rating: 10, continuity: 10, parts: 10 },
  },
]

/** The version in force at a moment. */
export function aimsAt(now: number): AimsVersion {
  const inForce = versions.findLast(({ from }) => from <= now)
  if (!inForce) throw new RangeError('no aims were in force then')
  return inForce
}
