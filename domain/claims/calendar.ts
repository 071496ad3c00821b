import { type Instant, instant } from '../basics.ts'

/** `YYYY-MM-DD` in China. */
type Day = string
/** Days off by the State Council's yearly notice, and the weekend days that are worked for them. Dated data: it comes in
 *  with a command. */
export type Calendar = { daysOff: readonly Day[]; worked: readonly Day[] }

const hour = 3_600_000
const day = 24 * hour
/** China has one time zone and no summer time (since 1992): UTC+8. */
const offset = 8 * hour

const dayNumber = (at: number): number => Math.floor((at + offset) / day)
const two = (n: number) => String(n).padStart(2, '0')

/** The civil date of a day, counted from 1970-01-01 (H. Hinnant, "chrono-compatible low-level date algorithms"). */
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
const nextMidnight = (at: number): number => (dayNumber(at) + 1) * day - offset

/** The moment when so many hours have passed, those of holidays left out. Weekends count: people claim and answer on them. */
export function hoursLater(at: Instant, hours: number, { daysOff }: Calendar): Instant {
  let left = Math.round(hours * hour)
  let now: number = at
  for (;;) {
    const midnight = nextMidnight(now)
    if (daysOff.includes(dayOf(now))) now = midnight
    else if (now + left <= midnight) return instant(now + left)
    else {
      left -= midnight - now
      now = midnight
    }
  }
}

/** Whether offices are open that day. */
function isWorkingDay(at: number, { daysOff, worked }: Calendar): boolean {
  // 1 January 1970 was a Thursday.
  const weekday = (dayNumber(at) + 4) % 7
  const isWeekend = weekday === 0 || weekday === 6
  return worked.includes(dayOf(at)) || !(isWeekend || daysOff.includes(dayOf(at)))
}

/** The end of the n-th working day after this one. */
export function workingDaysLater(at: Instant, days: number, calendar: Calendar): Instant {
  let end = nextMidnight(at)
  for (let left = days; left > 0; ) {
    if (isWorkingDay(end, calendar)) left--
    end += day
  }
  return instant(end)
}
