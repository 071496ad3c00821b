import type { Id } from '@anxin/domain/basics.ts'
import type { OpenedClaim } from '@anxin/domain/claims/claim.ts'
import { decidersOf } from '@anxin/domain/claims/decide.ts'
import type { Stage } from '@anxin/domain/decisions/decision.ts'
import { z } from 'zod'
import { act, stampOf } from '../act.ts'
import type { Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { newId } from '../ids.ts'
import { job } from '../worker.ts'
import { decisionCase } from './case.ts'
import { claimState } from './store.ts'

const Opening = z.object({ claim: z.uuid(), decision: z.uuid(), stage: z.enum(['first', 'appeal', 'goods']) })

/** What a decision needs to know of its claim. Goods that came back are a new question: the same reviewers may look at them. */
const about = (claim: OpenedClaim, stage: Stage) => ({
  barred: stage === 'appeal' ? decidersOf(claim) : [],
  rules: claim.terms.rules,
  remedies: claim.terms.remedies,
  paid: claim.asked.paid,
  stake: claim.asked.amount,
  secondAbove: claim.terms.secondAbove,
  reviewHours: claim.terms.hours.review,
})

type Here = { tx: Tx; deps: Deps; now: number }

async function open({ tx, deps, now }: Here, { claim, decision, stage }: { claim: Id; decision: Id; stage: Stage }) {
  const state = await claimState(tx, claim)
  if (!state) return
  const stamp = stampOf('reaction', now)
  const calendar = await deps.rules.calendar(tx)
  await act(
    tx,
    decisionCase,
    { id: decision },
    { type: 'decision.open', ...stamp, claim, stage, ...about(state, stage), calendar },
  )
}

export const decisionJobs = [
  job({
    name: 'decision.open',
    payload: Opening,
    run: ({ payload, ...here }) => open(here, payload),
  }),
  job({
    name: 'decision.sample',
    payload: z.object({ claim: z.uuid() }),
    run: ({ payload: { claim }, ...here }) => open(here, { claim, decision: newId(), stage: 'sample' }),
  }),
  job({
    name: 'decision.tick',
    payload: z.object({ decision: z.uuid() }),
    run: ({ tx, payload: { decision }, now }) =>
      act(tx, decisionCase, { id: decision }, { type: 'decision.tick', ...stampOf('clock', now) }),
  }),
  job({
    name: 'decision.drop',
    payload: z.object({ decision: z.uuid(), reason: z.enum(['settled', 'withdrawn', 'more-asked']) }),
    run: ({ tx, payload: { decision, reason }, now }) =>
      act(tx, decisionCase, { id: decision }, { type: 'decision.drop', ...stampOf('reaction', now), reason }),
  }),
]
