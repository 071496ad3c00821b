import type { Standing } from './instruction.ts'

/** A buyer's own record with this tenant. Only confirmed outcomes count: `forged` are claims refused, beyond appeal, because a
 *  photo was altered or had been used before. */
export type Record = { purchases: number; claims: number; forged: number }

/** Fewer purchases say nothing about a buyer. */
const enoughPurchases = 3
/** More claims than purchases can explain. */
const mostClaimed = 0.5

/** Good standing opens a merchant's fast lane; it is never a reason to refuse. `claims`, `purchases`: of the last year. */
export function standingOf({ purchases, claims, forged }: Record): Standing {
  if (forged > 0 || (claims > 3 && claims > mostClaimed * purchases)) return 'doubtful'
  return purchases >= enoughPurchases ? 'good' : 'new'
}
