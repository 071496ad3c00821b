/** How many of how many, with the interval in which the share lies (95 %); no interval where there is nothing to divide by.
 *  Figures of few are told as counts, "3 / 7": a bare percentage of few says more than is known. */
export type Rate = { n: number; of: number; low: number | null; high: number | null }

/** Of fewer than these no percentage is shown. */
export const fewest = 30

/** 97.5 % of the normal distribution lie below it. */
const z = 1.959_964
const fourPlaces = (share: number) => Math.round(Math.min(1, Math.max(0, share)) * 10_000) / 10_000

/** A rate with its Wilson score interval (E. B. Wilson, JASA 22, 1927), which is right for few and for shares near 0 and 1,
 *  where the usual one is not. Shares to four places. */
export function rate(n: number, of: number): Rate {
  if (of === 0) return { n, of, low: null, high: null }
  const share = n / of
  const base = 1 + z ** 2 / of
  const middle = share + z ** 2 / (2 * of)
  const width = z * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2))
  return { n, of, low: fourPlaces((middle - width) / base), high: fourPlaces((middle + width) / base) }
}
