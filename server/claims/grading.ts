import type { Id } from '@anxin/domain/basics.ts'
import type { Evidence, Examined, OpenedClaim } from '@anxin/domain/claims/claim.ts'
import { gradeTogether } from '@anxin/domain/evidence/grade.ts'
import { act, stampOf } from '../act.ts'
import type { Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { newId } from '../ids.ts'
import { claimCase } from './case.ts'
import { instructionOf, purchaseDates, standingNow, termsNow } from './gather.ts'

type Graded = { claim: Id; state: OpenedClaim; photos: readonly Examined[] }

/** The grade as a command, with all that its rule needs to know: the rules in force now, the buyer's standing, the merchant's
 *  instruction, the holidays. */
export async function giveGrade({ tx, deps }: { tx: Tx; deps: Deps }, { claim, state, photos }: Graded) {
  const now = deps.now()
  const grade = gradeOf(state, photos)
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
      draw: Math.random(),
      calendar: await deps.rules.calendar(tx),
    },
  )
}

function gradeOf({ evidence }: OpenedClaim, photos: readonly Examined[]) {
  const isPhoto = ({ slot, side }: Evidence) => side === 'buyer' && slot !== 'video'
  return gradeTogether(
    evidence.filter(isPhoto).map(({ media, slot }) => ({
      slot,
      grade: photos.find((one) => one.media === media)?.grade ?? null,
    })),
  )
}
