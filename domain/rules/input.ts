import type { Fen } from '../basics.ts'
import type { ClaimReason } from '../claims/claim.ts'
import type { Grade, Remedy } from '../claims/terms.ts'
import type { Standing } from '../instructions/instruction.ts'

/** Kinds of goods as shops name them; what is none of these counts as `other`. */
export const categories = [
  'fresh-food',
  'tableware',
  'clothing',
  'electronics',
  'cosmetics',
  'furniture',
  'jewellery',
  'other',
] as const
export type Category = (typeof categories)[number]

/** What a merchant has said that it prefers, for all its claims: the goods back, proof that they were made unusable, or
 *  no more than the photos. */
export const merchantChoices = ['goods-back', 'destruction', 'photos'] as const
export type MerchantChoice = (typeof merchantChoices)[number]

/** What the tables may look at: nothing of who the people are. */
export type RuleInput = {
  /** As the shop gave it. */
  category: string
  reason: ClaimReason
  wanted: Remedy
  /** What is asked for, and what was paid for the line. */
  amount: Fen
  paid: Fen
  /** Whole days since the purchase, and since the goods arrived; null: not delivered, or not known. */
  orderAgeDays: number
  deliveredDays: number | null
  standing: Standing
  /** Null while the claim is being opened: nothing has been looked at. */
  grade: Grade | null
  merchantChoice: MerchantChoice | null
}

/** The kind of goods that the tables know. */
export const categoryOf = (name: string): Category => categories.find((one) => one === name) ?? 'other'

/** The fields of a claim that the tables can compare, in the order in which they are offered. */
export const ruleFields = [
  'category',
  'reason',
  'wanted',
  'amount',
  'paid',
  'orderAgeDays',
  'deliveredDays',
  'standing',
  'grade',
  'merchantChoice',
] as const satisfies readonly (keyof RuleInput)[]
