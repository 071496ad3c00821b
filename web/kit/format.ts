import { applianceKinds } from '@anxin/domain/appliances/kinds.ts'
import dayjs from 'dayjs'
import { language, t } from './language.ts'

/** 12000 fen → ¥120.00 */
export const yuan = (fen: number): string => `¥${(fen / 100).toFixed(2)}`

/** With the year where it is another than this. */
export function moment(iso: string | null | undefined): string {
  if (!iso) return '—'
  const at = dayjs(iso)
  return at.format(at.isSame(dayjs(), 'year') ? 'MM-DD HH:mm' : 'YYYY-MM-DD HH:mm')
}
/** With the year: for what stands for long. */
export const dated = (iso: string): string => dayjs(iso).format('YYYY-MM-DD HH:mm')
export const clock = (iso: string | null | undefined): string => (iso ? dayjs(iso).format('HH:mm') : '—')
export const span = (window: { from: string; to: string } | null | undefined): string =>
  window ? `${dayjs(window.from).format('MM-DD HH:mm')}–${dayjs(window.to).format('HH:mm')}` : t('asap')

/** How long until, or since, in the largest two units. */
export function lasting(ms: number): string {
  const minutes = Math.max(0, Math.round(Math.abs(ms) / 60_000))
  const [days, hours, rest] = [Math.floor(minutes / 1_440), Math.floor((minutes % 1_440) / 60), minutes % 60]
  if (days > 0) return t(hours > 0 ? 'lasting.days' : 'lasting.whole', { days, hours })
  return hours > 0 ? t('lasting.hours', { hours, minutes: rest }) : t('lasting.minutes', { minutes: rest })
}

/** A number as people in China write it: without the country. */
export const plainPhone = (phone: string | null): string => (phone ?? '').replace(/^\+86/, '')

/** The kind of appliance in the reader's language. */
export const applianceName = (code: string): string => {
  const kind = Object.entries(applianceKinds).find(([key]) => key === code)?.[1]
  return kind ? kind[language()] : code
}
