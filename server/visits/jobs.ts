import { z } from 'zod'
import { act, stampOf } from '../act.ts'
import { PassedOn } from '../private/written.ts'
import { job } from '../worker.ts'
import { visitCase } from './case.ts'
import { openVisit, orderOf } from './store.ts'

/** Visits begin and end with what happens to their order. */
export const visitJobs = [
  job({
    name: 'visit.plan',
    payload: z.object({ order: z.uuid(), visit: z.uuid(), technician: z.uuid().nullable() }),
    async run({ tx, payload: { order, visit, technician }, now }) {
      const known = await orderOf(tx, order)
      const who = technician ?? known?.technician
      // Planned twice (the errand ran again) or overtaken by a cancellation: nothing to do.
      if (!known || !who || known.visit !== visit) return
      await act(
        tx,
        visitCase,
        { id: visit },
        {
          type: 'visit.plan',
          ...stampOf('reaction', now),
          order,
          technician: who,
          ordinal: known.visits.indexOf(visit) + 1,
          window: known.window,
          free: known.isFree,
        },
      )
    },
  }),
  job({
    name: 'visit.cancel',
    payload: z.object({ order: z.uuid(), reason: PassedOn }),
    async run({ tx, payload: { order, reason }, now }) {
      const open = await openVisit(tx, order)
      if (open) await act(tx, visitCase, { id: open.id }, { type: 'visit.cancel', ...stampOf('reaction', now), reason })
    },
  }),
]
