import { type Instant, instant } from '../basics.ts'
import { type Day, dayLong, dayNumber, dayOf, nextMidnight } from '../china.ts'

/** Days off by the State Council's yearly notice, and the weekend days that are worked for them. Dated data: it comes in
 *  with a command. */
export type Calendar = { daysOff: readonly Day[]; worked: readonly Day[] }

const hour = 3_600_000

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
    end += dayLong
  }
  return instant(end)
}
