import { days, type Instant, later, minutes } from '../basics.ts'

/** How a number is shown to be a brand's. Every proof ends, and is made anew. */
export const methods = ['dns', 'well-known', 'call-back', 'licence'] as const
export type Method = (typeof methods)[number]
/** Those that a machine looks up, again and again. */
export type RecordMethod = Extract<Method, 'dns' | 'well-known'>
export const isRecord = (method: Method): method is RecordMethod => method === 'dns' || method === 'well-known'

const lasts: { readonly [M in Method]: number } = {
  dns: days(30),
  'well-known': days(30),
  'call-back': days(90),
  licence: days(365),
}
export const endOf = (method: Method, at: Instant): Instant => later(at, lasts[method])

/** A record is looked at again long before its proof ends, so that one day without network takes nobody's proof away. */
export const lookAgain = days(7)
/** After a look that did not find it. */
export const lookSoon = days(1)
/** So long after the first look that did not find a record, a second one ends its proof. */
export const surelyGone = days(1) - minutes(240)

/** After a record went: its brand may put it back. */
export const lookForAgain = [1, 2, 4, 8, 16, 29].map(days)

/** A code told over the telephone. */
export const codeLives = minutes(15)
export const mostMissed = 5

/** What was found instead of the record: none, another one, or nobody who could be asked. */
export const misses = ['absent', 'other', 'unreachable'] as const
export type Miss = (typeof misses)[number]

/** Where a brand puts its record, and what it says. */
export const txtName = (domain: string): string => `_anxin-hotline.${domain}`
export const txtValue = ({ number, token }: { number: string; token: string }): string =>
  `anxin-hotline=${number}; token=${token}`
export const wellKnownPath = '/.well-known/anxin-hotline.json'
