import type { PrivateRef } from '../basics.ts'
import type { FittedPart, Quote } from './visit.ts'

/** What people wrote on a visit. The visit holds references; whoever shows it opens them all at once and puts the words
 *  in their places. */
type Written = {
  plan: unknown
  finding?: PrivateRef
  cause?: PrivateRef
  reason?: PrivateRef | null
  quote?: Quote
  parts?: readonly FittedPart[]
}
/** Opens a reference; null for what was written about somebody who was forgotten since. */
export type Words = (ref: PrivateRef) => string | null

/** Every reference that a visit holds to what is shown of it. */
export const writtenIn = ({ finding, cause, reason, quote, parts = [] }: Written): PrivateRef[] =>
  [
    finding,
    cause,
    reason,
    ...(quote?.lines ?? []).flatMap(({ what, part }) => [what, part]),
    ...parts.flatMap(({ part, name }) => [part, name]),
  ].filter((ref) => ref !== null && ref !== undefined)

/** The quote as people read it. What cannot be opened any more stays empty: its price is still owed. */
export const quoteInWords = ({ lines, total }: Quote, words: Words) => ({
  lines: lines.map(({ what, part, quantity, each }) => ({
    what: words(what) ?? '',
    part: part && words(part),
    quantity,
    each,
  })),
  total,
})

/** The fitted parts as people read them, without their serial numbers. */
export const partsInWords = (parts: readonly FittedPart[], words: Words) =>
  parts.map(({ part, name, quantity }) => ({ part: words(part) ?? '', name: words(name) ?? '', quantity }))
