/** Days in China, which has one time zone and no summer time (since 1992): UTC+8. Moments in milliseconds since 1970, UTC. */

/** `YYYY-MM-DD` in China. */
export type Day = string

export const dayLong = 86_400_000
export const offset = 8 * 3_600_000

/** Days since 1 January 1970, a Thursday. */
export const dayNumber = (at: number): number => Math.floor((at + offset) / dayLong)
/** The first moment of the day in which a moment lies, and of the next one. */
export const midnightOf = (at: number): number => dayNumber(at) * dayLong - offset
export const nextMidnight = (at: number): number => midnightOf(at) + dayLong

const two = (n: number) => String(n).padStart(2, '0')

/** The civil date of a moment (H. Hinnant, "chrono-compatible low-level date algorithms"). */
export function dayOf(at: number): Day {
  const shifted = dayNumber(at) + 719_468 // days since 0000-03-01, so that a leap day ends its year
  const era = Math.floor(shifted / 146_097)
  const ofEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  )
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const fromMarch = Math.floor((5 * ofYear + 2) / 153)
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${year}-${two(month)}-${two(ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1)}`
}
