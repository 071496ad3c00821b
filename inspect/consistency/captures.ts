import type { Finding } from '../finding.ts'

/** What a photo says of when and with what it was taken; null where it does not say. `takenAt` as EXIF writes it, without a
 *  zone ("2026:11:26 21:03:10"). */
export type Capture = { takenAt: string | null; make: string | null; model: string | null }

/** Days between the first and the last photo of a claim from which on it is worth a word. */
const longest = 30

/** What the photos of one claim say against each other about time and camera. Absence says nothing: messengers strip both. */
export function contradictions(captures: readonly Capture[]): Finding[] {
  const found: Finding[] = []
  const cameras = new Set(
    captures.flatMap(({ make, model }) => (model ? [`${make ?? ''} ${model}`.trim().toLowerCase()] : [])),
  )
  if (cameras.size > 1) found.push(severalCameras(cameras.size))
  const days = captures.flatMap(({ takenAt }) => dayOf(takenAt) ?? []).toSorted((a, b) => a - b)
  const spread = Math.floor((days.at(-1) ?? 0) - (days[0] ?? 0))
  if (spread >= longest) found.push(daysApart(spread))
  return found
}

const monthLengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Days since the year 0 with the time of day as a fraction; null where the text is no date. Works without a clock, and
 *  leap years as they were. */
export function dayOf(text: string | null): number | null {
  const parts = /^(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)/.exec(text ?? '')
  if (!parts) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number)
  const isDate =
    year > 0 && day >= 1 && day <= (monthLengths[month - 1] ?? 0) && hour < 24 && minute < 60 && second < 61
  if (!isDate) return null
  // Months are counted from March, so that the day that leap years add is the last (Hatcher 1984).
  const [y, m] = month > 2 ? [year, month - 3] : [year - 1, month + 9]
  const whole =
    365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + Math.floor((153 * m + 2) / 5) + day
  return whole + (hour * 3600 + minute * 60 + second) / 86_400
}

const severalCameras = (count: number): Finding => ({
  code: 'consistency.several_cameras',
  family: 'consistency',
  strength: 0.2,
  zh: `这次申请的照片由 ${count} 种不同的设备拍摄。家人代拍、更换手机都会如此，不能据此认定造假。`,
  en: `The photos of this claim were taken with ${count} different cameras. Family members and a new phone explain that too; it proves no forgery.`,
  region: null,
})
const daysApart = (days: number): Finding => ({
  code: 'consistency.days_apart',
  family: 'consistency',
  strength: 0.3,
  zh: `这次申请的照片按其自身记录前后相差 ${days} 天。设备时间不准也会如此；请对照签收时间。`,
  en: `By their own records the photos of this claim were taken ${days} days apart. A wrong clock does this too; compare with the day of delivery.`,
  region: null,
})
