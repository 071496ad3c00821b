import { fen, instant } from '@anxin/domain/basics.ts'
import type { Claim, ClaimFact } from '@anxin/domain/claims/claim.ts'
import { type Refusal, refuse } from '@anxin/domain/refusals.ts'
import { type Acted, act } from '../act.ts'
import type { Call } from '../http/route.ts'
import { newId } from '../ids.ts'
import { sealWritten } from '../private/written.ts'
import { claimCase, nextClaimNumber } from './case.ts'
import { termsNow } from './gather.ts'
import type { ClaimInput } from './shapes.ts'
import { boughtLine, isClaimed } from './store.ts'

type Opening = Call<unknown, unknown, ClaimInput>

/** Opens a claim about one line of a purchase: the buyer's own, or one that the shop vouches for. */
export async function openClaim(call: Opening): Promise<Acted<Claim, ClaimFact> | Refusal> {
  const { tx, deps, body, by, now } = call
  const bought = await boughtLine(tx, body)
  const isOwn = bought && (by.kind === 'system' || (by.kind === 'person' && by.id === bought.buyer))
  if (!isOwn) return refuse('claim.unknown_purchase')
  if (await isClaimed(tx, body)) return refuse('claim.open_already')
  const id = newId()
  const { buyer, merchant, category } = bought
  const asked = {
    ...{ purchase: bought.purchase, line: body.line, buyer, merchant, category },
    ...{ reason: body.reason, wanted: body.wanted, amount: fen(body.amount), paid: fen(bought.paid) },
    channel: by.kind === 'system' ? ('api' as const) : ('web' as const),
  }
  const terms = await termsNow(call, { asked, ...bought, grade: null })
  const written = await sealWritten(call, { kind: 'claim', person: buyer, row: id }, { words: body.words })
  const number = await nextClaimNumber(tx)
  return act(
    tx,
    claimCase,
    { id, isNew: true },
    {
      type: 'claim.open',
      at: instant(now),
      by,
      asked: { ...asked, number, ...written },
      terms,
      calendar: await deps.rules.calendar(tx),
    },
  )
}
