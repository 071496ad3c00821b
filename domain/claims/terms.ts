import type { Fen } from '../basics.ts'
import type { Slot } from '../evidence/slots.ts'

/** What a claim may lead to, besides refusal. */
export const remedies = ['refund-only', 'partial-refund', 'return-and-refund', 'replacement', 'repair'] as const
export type Remedy = (typeof remedies)[number]
export type Outcome = Remedy | 'refusal'

/** How much the evidence of a photo, or of a claim, is worth: advice for a person, never a verdict. */
export const grades = ['A', 'B', 'C', 'D'] as const
export type Grade = (typeof grades)[number]

export type Side = 'buyer' | 'merchant'
export const otherSide = (side: Side): Side => (side === 'buyer' ? 'merchant' : 'buyer')

/** What the rules in force gave for a claim: by a decision table that operators edit, so nothing in it is trusted to be
 *  wise. It can ask, give time and offer a lane; it has no word with which to refuse or to approve. */
export type Terms = {
  /** Name and version of the rule set: each decision names it. */
  rules: string
  /** What the buyer is asked to show. */
  needs: readonly Slot[]
  /** `fast`: to the merchant's standing instruction, if there is one that covers the claim. Everything else is heard. */
  lane: 'hearing' | 'fast'
  remedies: readonly Remedy[]
  hours: Hours
  /** Above it a second person approves a decision in the buyer's favour. */
  secondAbove: Fen
  /** Share of the fast lane that a person looks at afterwards, 0 to 1. */
  sampled: number
}

/** How long each side has, in hours; holidays do not count. */
export type Hours = {
  evidence: number
  hearing: number
  /** Where the evidence is doubtful (C, D) the merchant has longer. */
  hearingDoubtful: number
  extension: number
  review: number
  appeal: number
  appealWithNewEvidence: number
  goodsBack: number
}

/** PRODUCT C4 and the deadlines of the claim procedure; an operator's table may give others. */
export const usualHours: Hours = {
  evidence: 72,
  hearing: 48,
  hearingDoubtful: 72,
  extension: 24,
  review: 48,
  appeal: 7 * 24,
  appealWithNewEvidence: 30 * 24,
  goodsBack: 10 * 24,
}
/** A review is over after so many working days whatever comes between: then the supervisor is told. */
export const reviewCapDays = 7
