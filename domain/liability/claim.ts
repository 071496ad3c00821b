import { type Fen, fen } from '../basics.ts'
import { dayOf } from '../china.ts'
import type { OpenedClaim } from '../claims/claim.ts'
import type { Judgement } from '../decisions/decision.ts'
import { foundIn, saysAltered } from '../oversight/results.ts'
import type { Act } from './facts.ts'

/** What a reviewer found about a claim, as the act that the law may be asked about: a claim whose photo was altered, generated
 *  or used before, made on the day on which it was opened. What was paid was obtained, however the claim ended; else the
 *  amount asked for was attempted. Null where no reviewer found that: a finding of the inspection is none. The age and who
 *  acted are not known to us. Goods that were sent are not counted. */
export function actOf(claim: OpenedClaim, { sample, paid }: { sample: Judgement | null; paid: number }): Act | null {
  const found = foundIn(claim, sample)
  if (!found || !saysAltered(found)) return null
  const outcome = paid > 0 ? 'obtained' : 'attempted'
  const amount: Fen = paid > 0 ? fen(paid) : claim.asked.amount
  return {
    ...{ date: dayOf(claim.openedAt), amount, outcome, returned: fen(0) },
    // Claims come by the page or the interface of a shop: at a distance, by way of a network.
    ...{ means: 'network', platform: null, age: null },
    ...{ isPunished: false, knownOn: null, discoveredOn: null, isLabelRemoved: false, isBusiness: false },
  }
}
