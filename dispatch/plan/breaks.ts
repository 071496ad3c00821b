import type { Break, Window } from './problem.ts'

/** The first moment from `at` on that lies in a window; Infinity where there is none. No windows: `at`. */
export function earliestIn(windows: readonly Window[], at: number): number {
  if (windows.length === 0) return at
  for (const [first, last] of windows) if (at <= last) return Math.max(at, first)
  return Number.POSITIVE_INFINITY
}

/** The last moment up to `at` that lies in a window; -Infinity where there is none. No windows: `at`. */
export function latestIn(windows: readonly Window[], at: number): number {
  if (windows.length === 0) return at
  for (let i = windows.length - 1; i >= 0; i--) {
    const [first, last] = windows[i] ?? [0, 0]
    if (at >= first) return Math.min(at, last)
  }
  return Number.NEGATIVE_INFINITY
}

export type Leg = { breaks: readonly Break[]; from: number; to: number; travel: number }

/** When one arrives who leaves at `at` and on the way takes the breaks `from` to below `to`, each as early as can be; who
 *  waits for a break drives on meanwhile. Leaving later never means arriving earlier, so that one number a place and
 *  count of breaks says all that matters of what lies behind. */
export function arrivalAfter({ breaks, from, to, travel }: Leg, at: number): number {
  let left = travel
  let now = at
  for (let i = from; i < to; i++) {
    const pause = breaks[i]
    if (!pause) return Number.POSITIVE_INFINITY
    const begin = earliestIn(pause.windows, now)
    if (begin === Number.POSITIVE_INFINITY) return begin
    left -= Math.min(left, begin - now)
    now = begin + pause.service
  }
  return now + left
}

/** When one must leave at the latest to arrive at `at`: the inverse of `arrivalAfter`. */
export function departureFor({ breaks, from, to, travel }: Leg, at: number): number {
  let left = travel
  let now = at
  for (let i = to - 1; i >= from; i--) {
    const pause = breaks[i]
    if (!pause) return Number.NEGATIVE_INFINITY
    const begin = latestIn(pause.windows, now - pause.service)
    if (begin === Number.NEGATIVE_INFINITY) return begin
    left -= Math.min(left, now - pause.service - begin)
    now = begin
  }
  return now - left
}
