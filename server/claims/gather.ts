import type { Id } from '@anxin/domain/basics.ts'
import type { Asked, OpenedClaim } from '@anxin/domain/claims/claim.ts'
import type { Grade, Terms } from '@anxin/domain/claims/terms.ts'
import type { Instruction, Standing } from '@anxin/domain/instructions/instruction.ts'
import { standingOf } from '@anxin/domain/instructions/standing.ts'
import { sql, type Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { recordOf } from './store.ts'

/** What the rules of a claim need to know from elsewhere. */

type Here = { tx: Tx; deps: Deps; now: number }
const day = 86_400_000

/** How the buyer stands, by what was confirmed in the last year. */
export const standingNow = async ({ tx, now }: Here, buyer: Id): Promise<Standing> =>
  standingOf(await recordOf(tx, buyer, now - 365 * day))

type About = {
  asked: Pick<Asked, 'category' | 'reason' | 'wanted' | 'amount' | 'paid' | 'buyer'>
  placedAt: Date
  deliveredAt: Date | null
  grade: Grade | null
}

/** What the rules in force now give for a claim. */
export async function termsNow(here: Here, { asked, placedAt, deliveredAt, grade }: About): Promise<Terms> {
  const { category, reason, wanted, amount, paid, buyer } = asked
  const daysSince = (date: Date) => Math.max(0, Math.floor((here.now - date.getTime()) / day))
  return here.deps.rules.termsFor(here.tx, {
    ...{ category, reason, wanted, amount, paid, grade },
    orderAgeDays: daysSince(placedAt),
    deliveredDays: deliveredAt && daysSince(deliveredAt),
    standing: await standingNow(here, buyer),
    merchantChoice: null,
  })
}

/** The instruction by which the merchant may have claims paid at once; the newest that is signed. */
export const instructionOf = (tx: Tx, merchant: Id) =>
  tx.first<{ id: Id; state: Instruction }>(sql`
    select id, state from instructions where tenant = ${tx.tenant} and merchant = ${merchant} and status = 'signed'
    order by id desc limit 1`)

export const purchaseDates = async (tx: Tx, { asked }: OpenedClaim) => {
  const row = await tx.first<{ placedAt: Date; deliveredAt: Date | null }>(sql`
    select placed_at as "placedAt", delivered_at as "deliveredAt" from purchases where id = ${asked.purchase}`)
  return row ?? { placedAt: new Date(0), deliveredAt: null }
}
