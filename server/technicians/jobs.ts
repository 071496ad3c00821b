import { instant } from '@anxin/domain/basics.ts'
import { z } from 'zod'
import { act, send, stampOf } from '../act.ts'
import { job } from '../worker.ts'
import { technicianCase } from './case.ts'
import { forgetPlace, lapsedPlaces } from './store.ts'

/** So many in one transaction, which holds their rows. */
const most = 100

/** Ratings feed the technician's record, which dispatch weighs. */
export const technicianJobs = [
  job({
    name: 'technician.rate',
    payload: z.object({ technician: z.uuid(), stars: z.number().int().min(1).max(5) }),
    run: ({ tx, payload: { technician, stars }, now }) =>
      act(tx, technicianCase, { id: technician }, { type: 'technician.rate', ...stampOf('reaction', now), stars }),
  }),
  /** Positions whose time is over, which nobody ended: the place goes, and that it was shared no more is a fact. */
  job({
    name: 'technician.end-lapsed',
    payload: z.object({}),
    async run({ tx, now }) {
      const lapsed = await lapsedPlaces(tx, now, most)
      for (const { id } of lapsed) {
        await forgetPlace(tx, id)
        await act(tx, technicianCase, { id }, { type: 'technician.hide', ...stampOf('clock', now) })
      }
      if (lapsed.length === most) send(tx, [{ job: 'technician.end-lapsed', payload: {}, dueAt: instant(now) }])
    },
  }),
]
