import type { Day } from '@anxin/dispatch/day/day.ts'
import { type Place, secondsBetween } from '@anxin/dispatch/place.ts'
import type { Ways } from './ways.ts'

/** A day without the ways between its places. */
export type DayAsked = Omit<Day, 'travel'>

/** How the ways of a day are known: by straight lines, by roads, or some so and some so, with what went wrong. */
export type Known = { by: 'lines' | 'roads' | 'both'; why: string | null }

/** The day with its ways; `ways`: null where no roads are known. */
export async function travelled(day: DayAsked, ways: Ways | null): Promise<{ day: Day; known: Known }> {
  if (!ways) return { day: { ...day, travel: secondsBetween }, known: { by: 'lines', why: null } }
  const places = [...day.visits.map(({ place }) => place), ...day.technicians.map(({ from }) => from)].filter(
    (place) => place !== null,
  )
  const { seconds, isWhole, why } = await ways(places)
  const at = new Map(places.map((place, i) => [place, i]))
  const travel = (from: Place, to: Place) => seconds[(at.get(from) ?? 0) * places.length + (at.get(to) ?? 0)] ?? 0
  return { day: { ...day, travel }, known: { by: isWhole ? 'roads' : 'both', why } }
}
