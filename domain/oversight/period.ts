import { addDays, type Day, daysBetween } from '../appliances/ageing.ts'
import { type Instant, instant } from '../basics.ts'
import { dayLong, offset } from '../china.ts'

/** The days that figures are about, both included: days of China (UTC+8, no summer time since 1992), from 00:00:00 up to
 *  23:59:59.999. **A claim of the period** is one that was opened on one of these days, wherever it is now: every figure but
 *  the backlog is about these claims as they stand at the moment of asking, so that a figure of a past period changes while
 *  its claims go on, and no claim is ever counted in two periods. */
export type Period = { from: Day; until: Day }

/** So many days in one answer, at most. */
export const mostDays = 400
/** No figures are asked for before and after these. */
export const earliest: Day = '2000-01-01'
export const latest: Day = '2099-12-31'

/** The first moment of a day in China. */
export const startOf = (day: Day): Instant => instant(daysBetween('1970-01-01', day) * dayLong - offset)
/** The first moment after it. */
export const endOf = (day: Day): Instant => startOf(addDays(day, 1))
export const lengthOf = ({ from, until }: Period): number => daysBetween(from, until) + 1

/** What one bar of a chart over time stands for. A week begins on Monday (GB/T 7408, ISO 8601) and bears its date, also where
 *  the period begins in the middle of it. */
export type Step = 'day' | 'week'
/** Days as long as they can be told apart. */
export const stepFor = (period: Period): Step => (lengthOf(period) <= 45 ? 'day' : 'week')

/** 5 January 1970 was a Monday. */
const sinceMonday = (day: Day): number => ((daysBetween('1970-01-05', day) % 7) + 7) % 7
export const stepOf = (day: Day, step: Step): Day => (step === 'day' ? day : addDays(day, -sinceMonday(day)))

/** Every bar of the period, those without a claim too. */
export function stepsOf(period: Period, step: Step): Day[] {
  const first = stepOf(period.from, step)
  const length = step === 'day' ? 1 : 7
  const count = Math.floor(daysBetween(first, period.until) / length) + 1
  return Array.from({ length: count }, (_, i) => addDays(first, i * length))
}

/** The last `days` days up to today. */
export const lastDays = (today: Day, days: number): Period => ({ from: addDays(today, 1 - days), until: today })
