import { type Id, type Instant, later } from '../basics.ts'
import { isUnderWay, type Visit } from './visit.ts'

/** A technician's badge: for one visit, for a day, whoever holds the telephone it is shown on. */

const lives = 24 * 3_600_000
export const badgeEnds = (at: Instant): Instant => later(at, lives)

export type Badge = { visit: Id; technician: Id; until: Instant }
/** `expired`: a genuine one, too old. `over`: its visit has ended. `not-theirs`: its visit was given to somebody else. */
export const badgeStandings = ['genuine', 'expired', 'over', 'not-theirs'] as const
export type BadgeStanding = (typeof badgeStandings)[number]

/** What a badge is worth at a moment. */
export function badgeStanding(badge: Badge, visit: Visit, now: Instant): BadgeStanding {
  if (visit.status === 'none' || !isUnderWay(visit.status)) return 'over'
  if (visit.plan.technician !== badge.technician) return 'not-theirs'
  return badge.until <= now ? 'expired' : 'genuine'
}
