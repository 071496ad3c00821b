import { childrenOf, division } from '@anxin/regions/divisions.ts'
import { resolve } from '@anxin/regions/resolve.ts'

/** The full name of a division in use; the code itself for one that no longer is. */
export const regionName = (code: string): string => division(code)?.name ?? code

export type Found =
  | { status: 'resolved'; code: string; name: string }
  | { status: 'ambiguous'; candidates: { code: string; name: string }[] }
  | { status: 'none' }

const brief = ({ code, name }: { code: string; name: string }) => ({ code, name })

/** A code in use, or what an address names, of whatever level. */
export function regionOf(text: string): Found {
  const byCode = /^\d{6}(\d{3})?$/.test(text) ? division(text) : undefined
  if (byCode) return { status: 'resolved', ...brief(byCode) }
  const found = resolve(text)
  if (found.status === 'ambiguous') return { status: 'ambiguous', candidates: found.candidates.map(brief) }
  return found.status === 'resolved' ? { status: 'resolved', ...brief(found.division) } : found
}

/** Whether nobody can be sent there: a province, and a municipality without its district. Prefectures may do (东莞 has no
 *  counties, a 高新区 names none), and so do provinces of which nothing finer is known (香港). */
export const isTooWide = (code: string): boolean => division(code)?.level === 'province' && childrenOf(code).length > 0
