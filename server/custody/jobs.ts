import { instant } from '@anxin/domain/basics.ts'
import { z } from 'zod'
import { act, send, stampOf } from '../act.ts'
import { buyerOf } from '../parties.ts'
import { job } from '../worker.ts'
import { custodyCase } from './case.ts'
import { undated } from './store.ts'

/** Claims of one round. */
const most = 1_000
const OfClaim = z.object({ claim: z.uuid() })

/** A term begins when a claim has ended, and ends by the clock. */
export const custodyJobs = [
  job({
    name: 'custody.date',
    payload: OfClaim,
    async run({ tx, payload: { claim: id }, now }) {
      const buyer = await buyerOf(tx, id)
      if (buyer) await act(tx, custodyCase, { id }, { type: 'custody.date', buyer, ...stampOf('reaction', now) })
    },
  }),
  /** Every night: what has no term yet gets one. */
  job({
    name: 'custody.catch-up',
    payload: z.object({}),
    async run({ tx, now }) {
      const claims = await undated(tx, most)
      const dueAt = instant(now)
      send(tx, [
        ...claims.map(({ id: claim }) => ({ job: 'custody.date', payload: { claim }, dueAt })),
        ...(claims.length === most ? [{ job: 'custody.catch-up', payload: {}, dueAt: instant(now + 60_000) }] : []),
      ])
    },
  }),
  job({
    name: 'custody.expire',
    payload: OfClaim,
    run: ({ tx, payload: { claim: id }, now }) =>
      act(tx, custodyCase, { id }, { type: 'custody.remove', ...stampOf('clock', now) }),
  }),
]
