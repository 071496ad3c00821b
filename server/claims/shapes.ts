import { claimReasons } from '@anxin/domain/claims/claim.ts'
import { mostPieces } from '@anxin/domain/claims/decide.ts'
import { remedies } from '@anxin/domain/claims/terms.ts'
import { slots } from '@anxin/domain/evidence/slots.ts'
import { z } from 'zod'
import { words } from '../http/shapes.ts'
import { PieceInput, Pieces } from '../pieces.ts'

/** In fen; more than nothing, and no more than anybody pays. */
const Amount = z.number().int().min(0).max(100_000_000_00)

export const ClaimInput = z.strictObject({
  purchase: z.uuid(),
  line: z.number().int().min(1).max(100),
  reason: z.enum(claimReasons),
  wanted: z.enum(remedies),
  amount: Amount.min(1),
  words: words(2_000),
})
export type ClaimInput = z.output<typeof ClaimInput>

const SlotName = z.enum(slots)
export const EvidenceInput = z.strictObject({ pieces: z.array(PieceInput).min(1).max(mostPieces) })
export const SubmitInput = z.strictObject({ without: z.array(SlotName).max(slots.length).default([]) })
export const ProposalInput = z.strictObject({
  remedy: z.enum(remedies),
  amount: Amount,
  words: words(1_000).optional(),
})
export const WithdrawInput = z.strictObject({ reason: words(500).optional() })
export const AppealInput = z.strictObject({ words: words(2_000), pieces: Pieces })
export const AskMore = z.strictObject({ needs: z.array(SlotName).min(1).max(6), words: words(1_000) })
