import type { Claim, ClaimFact } from '@anxin/domain/claims/claim.ts'
import type { ClaimCommand } from '@anxin/domain/claims/decide.ts'
import { claims } from '@anxin/domain/claims/decide.ts'
import { claimNumber } from '@anxin/domain/claims/number.ts'
import type { Case } from '../act.ts'
import { sql, type Tx } from '../db/database.ts'

/** Claims as the server keeps them. */
export const claimCase: Case<Claim, ClaimCommand, ClaimFact> = {
  machine: claims,
  table: 'claims',
  isTold: true,
  columns(claim) {
    if (claim.status === 'none') return {}
    const { number, purchase, line, buyer, merchant, category, reason, amount } = claim.asked
    const { grade } = claim
    return {
      ...{ number, purchase, line, buyer, merchant, category, reason, amount, grade },
      opened_at: new Date(claim.openedAt),
    }
  },
}

/** The next claim number. One whose claim is then refused is never used. */
export async function nextClaimNumber(tx: Tx): Promise<string> {
  const row = await tx.first<{ n: number }>(sql`select nextval('claim_numbers')::int as n`)
  return claimNumber(row?.n ?? 0)
}
