import type { Finding, Probe } from '../../finding.ts'
import { tag, wordOf } from '../read/exif.ts'
import { partsOf } from '../read/file.ts'
import { type Said, saidBy } from '../said.ts'
import { origin } from '../say.ts'

/** A day and two hours: further apart than any two time zones. */
const zones = 26 * 60

/** Times in EXIF that cannot all be true: changed before it was taken, or at another time than the satellites told. */
export const times: Probe = {
  code: 'origin.times',
  family: 'origin',
  look(photo) {
    const said = saidBy(partsOf(photo.bytes))
    return [...backwards(said), ...otherDay(said)]
  },
}

/** Minutes since the year 0 of `2024:05:06 07:08:09`; null for a date that is none, and for the blank ones of cameras
 *  whose clock was never set. */
export function minutesOf(text: string): number | null {
  const found = /^(\d{4})[:/.-](\d\d)[:/.-](\d\d)(?!\d)(?:[ T](\d\d):(\d\d))?/.exec(text.trim())
  if (!found) return null
  const [year, month, day, hour, minute] = found.slice(1).map((part) => Number(part ?? 12)) as number[] // five numbers
  if (year === undefined || month === undefined || day === undefined) return null
  if (year < 1990 || month < 1 || month > 12 || day < 1 || day > 31) return null
  return (dayOf(year, month, day) * 24 + (hour ?? 12)) * 60 + (minute ?? 0)
}

/** Days since a fixed one, by the Gregorian calendar; the year begins in March, so that leap days stand at its end. */
function dayOf(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1
  const m = (month + 9) % 12
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + Math.floor((153 * m + 2) / 5) + day
}

function backwards({ exif }: Said): Finding[] {
  const changed = wordOf(exif?.main.get(tag.DateTime))
  const taken = wordOf(exif?.photo.get(tag.DateTimeOriginal))
  const [first, last] = [minutesOf(taken), minutesOf(changed)]
  if (first === null || last === null || first - last <= zones) return []
  return [
    origin('times.backwards', 0.25, {
      zh: `EXIF 写明最后修改时间（${changed}）早于拍摄时间（${taken}）。其中至少一个不真实：可能是相机时钟没有设对，也可能是拍摄时间被改写；仅凭这一点不能断定造假。`,
      en: `EXIF says that the file was last changed (${changed}) before the photo was taken (${taken}). One of the two is untrue: the camera's clock may have been wrong, or the time was rewritten. This alone proves no forgery.`,
    }),
  ]
}

function otherDay({ exif }: Said): Finding[] {
  const place = wordOf(exif?.place.get(tag.GpsDateStamp))
  const taken = wordOf(exif?.photo.get(tag.DateTimeOriginal))
  const [told, stated] = [minutesOf(place), minutesOf(taken)]
  if (told === null || stated === null || Math.abs(told - stated) <= 2 * zones) return []
  return [
    origin('times.place', 0.25, {
      zh: `卫星定位记录的日期（${place}）与拍摄时间（${taken}）相差两天以上。可能是相机时钟没有设对或定位信息过旧，也可能是拍摄时间被改写；仅凭这一点不能断定造假。`,
      en: `The date from satellite positioning (${place}) and the time of the photo (${taken}) are more than two days apart. The clock may have been wrong or the position old, or the time was rewritten. This alone proves no forgery.`,
    }),
  ]
}
