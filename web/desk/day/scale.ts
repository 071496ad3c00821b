/** A stretch of the day as shares of the board's width. */
export type Bar = { left: number; width: number }

const hour = 3_600_000

/** The hours that a board shows: from the full hour before `now` to the one after the last end, twelve hours at most and four
 *  at least. Moments in milliseconds. */
export function hoursOf(now: number, ends: readonly number[]): { from: number; to: number; marks: number[] } {
  const from = Math.floor(now / hour) * hour
  const last = Math.ceil(Math.max(now, ...ends) / hour) * hour
  const to = Math.min(from + 12 * hour, Math.max(last, from + 4 * hour))
  const marks = Array.from({ length: (to - from) / hour }, (_, i) => from + i * hour)
  return { from, to, marks }
}

/** Where a stretch lies on the board, cut off at its edges; null where nothing of it is to be seen. */
export function barOf(begins: number, ends: number, { from, to }: { from: number; to: number }): Bar | null {
  const [left, right] = [Math.max(begins, from), Math.min(ends, to)]
  return right <= left ? null : { left: (left - from) / (to - from), width: (right - left) / (to - from) }
}
