import type { Calendar } from './calendar.ts'
import published from './holidays.json' with { type: 'json' }

/** The State Council's yearly notices: which days are off, and which days of the weekend are worked for them. */
export const notices: readonly Notice[] = published
export type Notice = {
  year: number
  source: { title: string; number: string; date: string }
  off: readonly { name: string; days: readonly string[] }[]
  worked: readonly string[]
}

/** A day that an installation adds for itself, or takes back from the notices: `YYYY-MM-DD` in China. */
export type OwnDay = { day: string; kind: 'off' | 'worked' }

const daysOff = notices.flatMap(({ off }) => off.flatMap(({ days }) => days))
const worked = notices.flatMap((notice) => notice.worked)

/** The notices with the installation's own days, which count more. */
export function calendarWith(own: readonly OwnDay[]): Calendar {
  const isOwn = new Set(own.map(({ day }) => day))
  const of = (kind: OwnDay['kind'], noted: readonly string[]) => [
    ...noted.filter((day) => !isOwn.has(day)),
    ...own.filter((one) => one.kind === kind).map(({ day }) => day),
  ]
  return { daysOff: of('off', daysOff), worked: of('worked', worked) }
}

/** The last day for which a notice is known. After it no day counts as a holiday but the installation's own. */
export const noticesEnd = `${Math.max(...notices.map(({ year }) => year))}-12-31`
