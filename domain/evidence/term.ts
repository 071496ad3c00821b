import { days, type Instant, later } from '../basics.ts'

/** Three years, with a leap day: what trade records are kept for at least (E-Commerce Law of the PRC, Art. 31). */
export const term = days(3 * 365 + 1)

/** Until when something is kept whose term stood still while it was held. `since`: from when on both the term ran and the
 *  hold was there. */
export const afterHold = (keepUntil: Instant, { since, at }: { since: Instant; at: Instant }): Instant =>
  later(keepUntil, at - since)
