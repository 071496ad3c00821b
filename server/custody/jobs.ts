import { z } from 'zod'
import { act, stampOf } from '../act.ts'
import { job } from '../worker.ts'
import { custodyCase } from './case.ts'
import { buyerOf } from './store.ts'

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
  job({
    name: 'custody.expire',
    payload: OfClaim,
    run: ({ tx, payload: { claim: id }, now }) =>
      act(tx, custodyCase, { id }, { type: 'custody.remove', ...stampOf('clock', now) }),
  }),
]
