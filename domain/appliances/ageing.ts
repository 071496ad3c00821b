import type { PrivateRef } from '../basics.ts'

/** When parts are due. Days are `YYYY-MM-DD` in the consumer's own calendar. */
export type Day = string

/** How long a part lasts: months from its start, or hours or cycles of use. Null where nobody has stated it. */
export type Life = { months: number } | { hours: number } | { cycles: number }
/** The appliance as a whole ages like a part of it; its name is the only one that nobody wrote. */
export const whole = '整机'
export type PartName = PrivateRef | typeof whole
export type Part = {
  name: PartName
  life: Life | null
  /** In use since: sold, fitted or last renewed. */
  since: Day
  /** Hours or cycles used since then, as last read. */
  used: number
  readOn: Day | null
}

/** A reminder goes out this many days ahead. */
export const aheadDays = 30

export const addDays = (day: Day, n: number): Day => civil(dayNumber(day) + n)
export const daysBetween = (from: Day, to: Day): number => dayNumber(to) - dayNumber(from)

/** `YYYY-MM-DD` → days since 1970-01-01 (H. Hinnant, "chrono-compatible low-level date algorithms"). */
function dayNumber(day: Day): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yoe = y - era * 400
  const doy = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + date - 1
  return era * 146_097 + yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy - 719_468
}

/** And back. */
function civil(days: number): Day {
  const z = days + 719_468
  const era = Math.floor(z / 146_097)
  const doe = z - era * 146_097
  const yoe = Math.floor((doe - Math.floor(doe / 1_460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365)
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100))
  const mp = Math.floor((5 * doy + 2) / 153)
  const month = mp < 10 ? mp + 3 : mp - 9
  const year = yoe + era * 400 + (month <= 2 ? 1 : 0)
  const day = doy - Math.floor((153 * mp + 2) / 5) + 1
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/** The same day of the month `n` months later; the last day of a shorter month. */
export function addMonths(day: Day, n: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const index = year * 12 + (month - 1) + n
  const [y, m] = [Math.floor(index / 12), (index % 12) + 1]
  const last = daysBetween(
    `${pad(y, 4)}-${pad(m)}-01`,
    m === 12 ? `${pad(y + 1, 4)}-01-01` : `${pad(y, 4)}-${pad(m + 1)}-01`,
  )
  return `${pad(y, 4)}-${pad(m)}-${pad(Math.min(date, last))}`
}
const pad = (n: number, width = 2) => String(n).padStart(width, '0')

/** The day on which a part is due; null where its life is unknown, or where use has not been read often enough to tell.
 *  Use is taken to go on at the pace since the part's start. */
export function dueDay(part: Part, today: Day): Day | null {
  const { life, since, used, readOn } = part
  if (life === null) return null
  if ('months' in life) return addMonths(since, life.months)
  const limit = 'hours' in life ? life.hours : life.cycles
  if (used >= limit) return readOn ?? today
  if (readOn === null || used <= 0 || daysBetween(since, readOn) < 1) return null
  const perDay = used / daysBetween(since, readOn)
  return addDays(readOn, Math.ceil((limit - used) / perDay))
}

/** The day on which the consumer is told: a month ahead, or at once when that has passed. */
export function remindDay(part: Part, today: Day): Day | null {
  const due = dueDay(part, today)
  if (due === null) return null
  const day = addDays(due, -aheadDays)
  return day < today ? today : day
}
