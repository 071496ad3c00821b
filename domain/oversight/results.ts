import type { OpenedClaim, Verdict } from '../claims/claim.ts'
import { type Outcome, remedies } from '../claims/terms.ts'
import type { Judgement } from '../decisions/decision.ts'

/** What became of a claim, as oversight counts it. */

/** - a remedy, or `refusal`: the verdict that stands, of claims that are decided (appealable) or closed;
 *  - `settled`: the sides agreed, so that nobody judged;
 *  - `withdrawn`: by the buyer;
 *  - `open`: everything else, those that are heard and decided anew on appeal included. */
export const results = [...remedies, 'refusal', 'settled', 'withdrawn', 'open'] as const
export type Result = (typeof results)[number]

/** The same, all remedies together: `granted` is any of them, in part too. */
export const endings = ['granted', 'refused', 'settled', 'withdrawn', 'open'] as const
export type Ending = (typeof endings)[number]

export function resultOf(claim: OpenedClaim): Result {
  switch (claim.status) {
    case 'decided':
    case 'closed':
      return claim.verdict.outcome
    case 'settled':
    case 'withdrawn':
      return claim.status
    default:
      return 'open'
  }
}

export function endingOf(result: Result): Ending {
  if (result === 'refusal') return 'refused'
  return result === 'settled' || result === 'withdrawn' || result === 'open' ? result : 'granted'
}

/** Everything but a refusal is for the buyer: part of the money, goods or a repair as well. */
const favoursBuyer = (outcome: Outcome): boolean => outcome !== 'refusal'

/** What an appeal led to; null where there was none.
 *  - `overturned`: a refusal became a remedy, or a remedy a refusal. **An overturned decision** is this and nothing else;
 *  - `changed`: for the same side, but another remedy or another amount;
 *  - `upheld`: outcome and amount as before;
 *  - `dropped`: settled or withdrawn before a second decision;
 *  - `pending`: not decided yet. */
export const appealEnds = ['overturned', 'changed', 'upheld', 'dropped', 'pending'] as const
export type AppealEnd = (typeof appealEnds)[number]

export function appealEndOf({ appeal, verdicts, status }: OpenedClaim): AppealEnd | null {
  if (!appeal) return null
  if (status === 'settled' || status === 'withdrawn') return 'dropped'
  const [first, second] = verdicts
  if (!first || !second) return 'pending'
  if (favoursBuyer(first.outcome) !== favoursBuyer(second.outcome)) return 'overturned'
  return first.outcome === second.outcome && first.amount === second.amount ? 'upheld' : 'changed'
}

/** The reasons of a refusal that say the evidence was not genuine. */
export const alterationReasons = ['photo-altered', 'photo-reused'] as const
export const saysAltered = ({ outcome, reasons }: Found) =>
  outcome === 'refusal' && alterationReasons.some((reason) => reasons.includes(reason))

/** What a person found in the end, who can then be held against the grade. */
type Found = Pick<Verdict, 'outcome' | 'reasons'>

/** The verdict that stands, if a person gave it. Of what a standing instruction paid, what the reviewer found who looked at it
 *  in the sample: nobody judged the others. Null while the claim is under way, and where nobody judged (settled, withdrawn). */
export function foundIn(claim: OpenedClaim, sample: Judgement | null): Found | null {
  if (claim.status !== 'decided' && claim.status !== 'closed') return null
  return claim.verdict.by.kind === 'reviewer' ? claim.verdict : sample
}

/** Whether no appeal can change it any more. Rates are stated of final claims; those that are decided and can still be
 *  appealed are counted apart. */
export const isFinal = ({ status }: OpenedClaim): boolean => status === 'closed'

/** How the grade, of which C and D warn, agrees with what a person found; null where there is no grade or nobody found anything.
 *  - `false-alarm`: C or D, and found for the buyer;
 *  - `confirmed`: C or D, refused because a photo was altered or had been used before;
 *  - `other-refusal`: C or D, refused for another reason, which says nothing of the photos;
 *  - `miss`: A or B, refused because a photo was altered or had been used before;
 *  - `sound`: A or B, everything else.
 *  The grade is the claim's latest. */
export const agreements = ['false-alarm', 'confirmed', 'other-refusal', 'miss', 'sound'] as const
export type Agreement = (typeof agreements)[number]

export function agreementOf(claim: OpenedClaim, sample: Judgement | null): Agreement | null {
  const found = foundIn(claim, sample)
  if (!found || claim.grade === null) return null
  if (claim.grade === 'A' || claim.grade === 'B') return saysAltered(found) ? 'miss' : 'sound'
  if (favoursBuyer(found.outcome)) return 'false-alarm'
  return saysAltered(found) ? 'confirmed' : 'other-refusal'
}

/** Whether the merchant's standing instruction paid it first, and whether it is of the share that a reviewer looks at. */
export function instructedOf({ verdicts }: OpenedClaim): { isSampled: boolean } | null {
  const by = verdicts[0]?.by
  return by?.kind === 'instruction' ? { isSampled: by.isSampled } : null
}
