import type { Instant } from '../basics.ts'
import type { Decision } from '../decisions/decision.ts'
import type { Hearing } from '../hearings/hearing.ts'

/** Windows of time that the procedure gives, by whose clock runs:
 *  - `evidence`: the buyer's, to show what is asked, the first time and when more is asked. Kept: submitted in time;
 *  - `hearing.merchant`, `hearing.buyer`: to answer what the other side brought. Kept: answered in time, extensions included.
 *    **Silence** is a hearing that lapsed unanswered, whether anybody had looked at the claim or not;
 *  - `review.first`, `review.appeal`, `review.goods`, `review.sample`: the reviewers', by stage. Kept: decided by the due
 *    moment;
 *  - `review.cap`: the working days within which a first or appeal review is over whatever comes between;
 *  - `goods`: to send goods back, or new ones out. Kept: sent in time. */
export const clocks = [
  'evidence',
  'hearing.merchant',
  'hearing.buyer',
  'review.first',
  'review.appeal',
  'review.goods',
  'review.sample',
  'review.cap',
  'goods',
] as const
export type Clock = (typeof clocks)[number]

/** - `missed`: over without what was waited for, whether the clock's errand has said so yet or not;
 *  - `running`: not over yet;
 *  - `dropped`: nobody waits any more (settled, withdrawn, more asked), in time. **The share kept** is kept of kept and missed. */
export type Kept = 'kept' | 'missed' | 'running' | 'dropped'

type Opened<S extends { status: string }> = Exclude<S, { status: 'none' }>

export function hearingKept(hearing: Opened<Hearing>, now: Instant): Kept {
  switch (hearing.status) {
    case 'answered':
      return 'kept'
    case 'lapsed':
      return 'missed'
    case 'dropped':
      return 'dropped'
    case 'open':
      return now > hearing.until ? 'missed' : 'running'
  }
}

/** `until`: the due moment or the cap of this decision. */
export function decisionKept(decision: Opened<Decision>, { until, now }: { until: Instant; now: Instant }): Kept {
  switch (decision.status) {
    case 'given':
      return decision.givenAt <= until ? 'kept' : 'missed'
    case 'dropped':
      return decision.endedAt <= until ? 'dropped' : 'missed'
    default:
      return now > until ? 'missed' : 'running'
  }
}
