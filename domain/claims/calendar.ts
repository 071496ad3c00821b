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

const dayOf = (at: number): Day => new Date(at + offset).toISOString().slice(0, 10)
const nextMidnight = (at: number): number => (Math.floor((at + offset) / day) + 1) * day - offset

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
  const weekday = new Date(at + offset).getUTCDay()
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
