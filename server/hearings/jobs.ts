import { instant } from '@anxin/domain/basics.ts'
import { z } from 'zod'
import { act, stampOf } from '../act.ts'
import { job } from '../worker.ts'
import { hearingCase } from './case.ts'

const Called = z.object({
  claim: z.uuid(),
  hearing: z.uuid(),
  side: z.enum(['buyer', 'merchant']),
  until: z.number(),
  extension: z.number(),
})

/** What a claim and the clock bring about in a hearing. A command that no longer fits is refused, and that is the end of it. */
export const hearingJobs = [
  job({
    name: 'hearing.call',
    payload: Called,
    run: ({ tx, payload: { hearing, until, ...called }, now }) =>
      act(
        tx,
        hearingCase,
        { id: hearing },
        { type: 'hearing.call', ...stampOf('reaction', now), ...called, until: instant(until) },
      ),
  }),
  job({
    name: 'hearing.lapse',
    payload: z.object({ hearing: z.uuid() }),
    run: ({ tx, payload: { hearing }, now }) =>
      act(tx, hearingCase, { id: hearing }, { type: 'hearing.lapse', ...stampOf('clock', now) }),
  }),
  job({
    name: 'hearing.drop',
    payload: z.object({ hearing: z.uuid(), reason: z.enum(['settled', 'withdrawn']) }),
    run: ({ tx, payload: { hearing, reason }, now }) =>
      act(tx, hearingCase, { id: hearing }, { type: 'hearing.drop', ...stampOf('reaction', now), reason }),
  }),
]
