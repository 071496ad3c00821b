import type { Id } from '@anxin/domain/basics.ts'
import type { Examined, OpenedClaim } from '@anxin/domain/claims/claim.ts'
import type { Grade } from '@anxin/domain/claims/terms.ts'
import { act, stampOf } from '../act.ts'
import type { Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { newId } from '../ids.ts'
import { claimCase } from './case.ts'
import { instructionOf, purchaseDates, standingNow, termsNow } from './gather.ts'

type Graded = { claim: Id; state: OpenedClaim; grade: Grade; photos: readonly Examined[] }

/** The grade as a command, with all that its rule needs to know: the rules in force now, the buyer's standing, the merchant's
 *  instruction, the holidays. */
export async function giveGrade({ tx, deps }: { tx: Tx; deps: Deps }, { claim, state, grade, photos }: Graded) {
  const now = deps.now()
  const here = { tx, deps, now }
  const terms = await termsNow(here, { asked: state.asked, ...(await purchaseDates(tx, state)), grade })
  const instruction = (await instructionOf(tx, state.asked.merchant)) ?? null
  return act(
    tx,
    claimCase,
    { id: claim },
    {
      type: 'claim.grade',
      ...stampOf('reaction', now),
      ...{ grade, photos, terms, instruction },
      standing: await standingNow(here, state.asked.buyer),
      hearing: newId(),
      calendar: await deps.rules.calendar(tx),
    },
  )
}
