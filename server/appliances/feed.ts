import { aheadDays, type Day } from '@anxin/domain/appliances/ageing.ts'
import { applianceKinds } from '@anxin/domain/appliances/kinds.ts'
import type { Window } from '@anxin/domain/basics.ts'
import ical, { ICalAlarmType, ICalEventStatus } from 'ical-generator'
import type { Language } from '../http/problems.ts'

/** A part of an appliance on the day that it is due. `id` stays the same when the day moves. */
export type DuePart = {
  id: string
  version: number
  appliance: { id: string; kind: string; brand: string; model: string }
  part: string
  due: Day
}
/** A visit in its agreed window. */
export type AgreedVisit = { id: string; version: number; order: string; kind: string; brand: string; window: Window }

type Feed = { parts: readonly DuePart[]; visits: readonly AgreedVisit[]; now: number; base: string; language: Language }

const says = {
  zh: {
    name: '安心家电日历',
    due: (what: string, part: string) => `${what} · ${part}到期`,
    book: '点开链接，一键预约更换：',
    visit: (what: string) => `师傅上门：${what}`,
    follow: '查看进度或改约：',
  },
  en: {
    name: 'Anxin appliances',
    due: (what: string, part: string) => `${what} · ${part} is due`,
    book: 'Open the link to book its replacement: ',
    visit: (what: string) => `Technician visits: ${what}`,
    follow: 'Follow or move the visit: ',
  },
} as const

const nineInTheMorning = 9 * 3_600
const nameOf = (kind: string, language: Language): string =>
  Object.entries(applianceKinds).find(([code]) => code === kind)?.[1][language] ?? kind

/** The calendar as RFC 5545 has it: a whole day for each part that comes due, an hour for each visit agreed. It tells
 *  what and when, never where or whose: calendars are copied to many places. */
export function feedOf({ parts, visits, now, base, language }: Feed): string {
  const words = says[language]
  const calendar = ical({
    name: words.name,
    prodId: { company: 'Anxin', product: 'appliances', language: language === 'zh' ? 'ZH' : 'EN' },
    // How often to come by again: RFC 7986 REFRESH-INTERVAL and its elder X-PUBLISHED-TTL.
    ttl: 6 * 3_600,
  })
  for (const { id, version, appliance, part, due } of parts) {
    const what = `${appliance.brand} ${nameOf(appliance.kind, language)}`
    const link = `${base}/renew/${appliance.id}`
    calendar.createEvent({
      id: `${id}@anxin`,
      sequence: version,
      stamp: new Date(now),
      start: new Date(`${due}T00:00:00Z`),
      timezone: 'UTC',
      allDay: true,
      summary: words.due(what, part),
      description: `${appliance.model}\n${words.book}${link}`,
      url: link,
      // A month ahead, in the morning: counted from the midnight in which the day begins.
      alarms: [
        { type: ICalAlarmType.display, triggerBefore: aheadDays * 86_400 - nineInTheMorning, description: part },
      ],
    })
  }
  for (const { id, version, order, kind, brand, window } of visits) {
    const link = `${base}/orders/${order}`
    const summary = words.visit(`${brand} ${nameOf(kind, language)}`)
    calendar.createEvent({
      id: `${id}@anxin`,
      sequence: version,
      stamp: new Date(now),
      start: new Date(window.from),
      end: new Date(window.to),
      status: ICalEventStatus.CONFIRMED,
      summary,
      description: `${words.follow}${link}`,
      url: link,
      alarms: [{ type: ICalAlarmType.display, triggerBefore: 3_600, description: summary }],
    })
  }
  // The library leaves out the end of the last line; RFC 5545 §3.1 has every line end in CRLF.
  return `${calendar.toString()}\r\n`
}
