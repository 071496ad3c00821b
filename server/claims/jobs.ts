import { fen, type PrivateRef, privateRef } from '@anxin/domain/basics.ts'
import { type Outcome, remedies } from '@anxin/domain/claims/terms.ts'
import { slots } from '@anxin/domain/evidence/slots.ts'
import { z } from 'zod'
import { act, stampOf } from '../act.ts'
import { newId } from '../ids.ts'
import { job } from '../worker.ts'
import { claimCase } from './case.ts'
import { dossierJobs } from './dossier/jobs.ts'
import { examineJob } from './examine.ts'
import { claimById } from './store.ts'

const OfClaim = z.object({ claim: z.uuid() })
const PieceKept = z.object({ media: z.uuid(), slot: z.enum(slots), sha256: z.string(), isLive: z.boolean() })
const Judged = z.object({
  outcome: z.enum([...remedies, 'refusal']),
  amount: z.number().int().min(0),
  reasons: z.array(z.string()),
  words: z.uuid().transform((id): PrivateRef => privateRef(id)),
})

/** What hearings, decisions and the clock bring about in a claim. A command that no longer fits is refused, and that is the
 *  end of it. */
export const claimJobs = [
  examineJob,
  ...dossierJobs,
  job({
    name: 'claim.lapse',
    payload: OfClaim,
    run: ({ tx, payload: { claim }, now }) =>
      act(tx, claimCase, { id: claim }, { type: 'claim.lapse', ...stampOf('clock', now) }),
  }),
  job({
    name: 'claim.hear',
    payload: OfClaim.extend({
      hearing: z.uuid(),
      how: z.enum(['answered', 'not-heard']),
      pieces: z.array(PieceKept),
    }),
    run: ({ tx, payload: { claim, ...heard }, now }) =>
      act(
        tx,
        claimCase,
        { id: claim },
        { type: 'claim.hear', ...stampOf('reaction', now), ...heard, decision: newId() },
      ),
  }),
  job({
    name: 'claim.decide',
    payload: OfClaim.extend({
      decision: z.uuid(),
      judgement: Judged,
      reviewer: z.uuid(),
      second: z.uuid().nullable(),
    }),
    async run({ tx, payload: { claim, decision, judgement, reviewer, second }, deps, now }) {
      const row = await claimById(tx, claim)
      if (!row) return
      const { outcome, amount, ...said } = judgement
      const by = { kind: 'reviewer' as const, person: reviewer, second, decision }
      const verdict = { ...said, outcome: outcome as Outcome, amount: fen(amount), rules: row.state.terms.rules, by } // the schema's own list
      const calendar = await deps.rules.calendar(tx)
      await act(tx, claimCase, { id: claim }, { type: 'claim.decide', ...stampOf('reaction', now), verdict, calendar })
    },
  }),
  job({
    name: 'claim.close',
    payload: OfClaim,
    run: ({ tx, payload: { claim }, now }) =>
      act(tx, claimCase, { id: claim }, { type: 'claim.close', ...stampOf('clock', now) }),
  }),
]
