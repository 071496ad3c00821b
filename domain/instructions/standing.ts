import type { Standing } from './instruction.ts'

/** A buyer's own record with this tenant. Only confirmed outcomes count (PRODUCT C12): `forged` are claims refused, beyond
 *  appeal, because a photo was altered or had been used before. How often somebody claims is held against nobody.
 *  `purchases`: of the last year. */
export type Record = { purchases: number; forged: number }

/** Fewer purchases say nothing about a buyer. */
const enoughPurchases = 3

/** Good standing opens a merchant's fast lane; it is never a reason to refuse. */
export const standingOf = ({ purchases, forged }: Record): Standing =>
  forged > 0 ? 'doubtful' : purchases >= enoughPurchases ? 'good' : 'new'
