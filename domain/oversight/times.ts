/** How long things took, in hours as the clock runs: holidays and nights count, since the sides wait through them. */

/** Each from its first beginning to its first end, of claims in which it has ended:
 *  - `evidence`: opened → first submitted;
 *  - `examination`: first submitted → first graded;
 *  - `hearing`: first side called → that side heard, or not heard;
 *  - `review`: waiting for a reviewer → decided, in the first decision;
 *  - `total`: opened → first decided, by a reviewer or by a standing instruction: **the time to decision**;
 *  - `appeal`: appealed → decided on appeal. */
export const stages = ['evidence', 'examination', 'hearing', 'review', 'total', 'appeal'] as const
export type Timed = (typeof stages)[number]

/** Upper bounds, in hours, of the bars in which times to decision are counted; the last bar has none. A time that is just a
 *  bound counts in the bar that it begins. */
export const hourBounds = [1, 24, 48, 72, 120, 168, 336] as const
/** Upper bounds, in days, of the ages of claims that are still under way. */
export const ageBounds = [1, 3, 7, 14] as const

/** Which bar a value belongs to, from 0. */
export const binOf = (value: number, bounds: readonly number[]): number =>
  bounds.filter((bound) => value >= bound).length

/** The value below which a share `p` of them lies, drawn straight between neighbours (as SQL's `percentile_cont`); null of
 *  none. */
export function percentile(values: readonly number[], p: number): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const place = p * (sorted.length - 1)
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
  if (below === undefined || above === undefined) return null
  return below + (above - below) * (place - Math.floor(place))
}
