import { fen } from '@anxin/domain/basics.ts'
import { type Remedy, remedies as remedyKinds } from '@anxin/domain/claims/terms.ts'
import { isRefusal } from '@anxin/domain/refusals.ts'
import type { RemedyCommand } from '@anxin/domain/remedies/decide.ts'
import { z } from 'zod'
import { act, stampOf } from '../act.ts'
import { newId } from '../ids.ts'
import { job, NotYet } from '../worker.ts'
import { remedyCase } from './case.ts'
import { move, remedyOf, remedyOfOrder } from './store.ts'

const OfClaim = z.object({ claim: z.uuid() })
const Awarded = OfClaim.extend({
  outcome: z.enum([...remedyKinds, 'refusal']),
  amount: z.number().int().min(0),
  because: z.enum(['decision', 'settlement', 'appeal']),
})

/** What a claim's end brings about, and the clock. */
export const remedyJobs = [
  job({
    name: 'remedy.award',
    payload: Awarded,
    async run({ tx, payload: { claim, outcome, amount, because }, deps, now }) {
      const row = await remedyOf(tx, claim)
      if (!row) return
      const { buyer, merchant, purchase } = row.claim.asked
      const acted = await act(
        tx,
        remedyCase,
        { id: claim },
        {
          type: 'remedy.award',
          ...stampOf('reaction', now),
          award: { outcome: outcome as Remedy | 'refusal', amount: fen(amount), because }, // the schema's own list
          parties: { buyer, merchant, purchase },
          hours: row.claim.terms.hours.goodsBack,
          calendar: await deps.rules.calendar(tx),
        },
      )
      // A payment under way, or goods that a reviewer looks at: once that is over.
      if (isRefusal(acted) && acted.refusal === 'case.wrong_step') throw new NotYet('the remedy is not ready', 60_000)
    },
  }),
  job({
    name: 'remedy.hold',
    payload: OfClaim,
    run: ({ tx, payload: { claim }, now }) =>
      act(tx, remedyCase, { id: claim }, { type: 'remedy.hold', ...stampOf('reaction', now) }),
  }),
  job({
    name: 'remedy.judge',
    payload: OfClaim.extend({ decision: z.uuid(), isAccepted: z.boolean() }),
    run: ({ tx, payload: { claim, decision, isAccepted }, now }) =>
      act(
        tx,
        remedyCase,
        { id: claim },
        { type: 'remedy.judge-goods', ...stampOf('reaction', now), decision, isAccepted },
      ),
  }),
  job({
    name: 'remedy.lapse',
    payload: OfClaim,
    run: ({ tx, payload: { claim }, now }) =>
      act(tx, remedyCase, { id: claim }, { type: 'remedy.lapse', ...stampOf('clock', now), decision: newId() }),
  }),
  job({
    name: 'remedy.note-order',
    payload: OfClaim.extend({ order: z.uuid() }),
    run: ({ tx, payload: { claim, order }, now }) =>
      act(tx, remedyCase, { id: claim }, { type: 'remedy.note-order', ...stampOf('reaction', now), order }),
  }),
  /** A repair order ended; most were opened for no claim. */
  job({
    name: 'remedy.order-completed',
    payload: z.object({ order: z.uuid() }),
    async run({ tx, payload: { order }, now }) {
      const remedy = await remedyOfOrder(tx, order)
      if (!remedy) return
      const command: RemedyCommand = { type: 'remedy.note-repaired', ...stampOf('reaction', now), order }
      await act(tx, remedyCase, { id: remedy.id }, command)
    },
  }),
  job({
    name: 'ledger.compensate',
    payload: OfClaim.extend({ amount: z.number().int().min(1) }),
    async run({ tx, payload: { claim, amount }, now }) {
      const row = await remedyOf(tx, claim)
      if (!row) return
      const to = `merchant:${row.claim.asked.merchant}`
      const movement = { kind: 'overturned', n: 1, from: 'platform:overturned', to, receipt: 'appeal' } as const
      move(tx, { claim, ...movement, fen: fen(amount), at: now })
    },
  }),
]
