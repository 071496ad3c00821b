import { z } from 'zod'
import { act, stampOf } from '../act.ts'
import { job } from '../worker.ts'
import { technicianCase } from './case.ts'

/** Ratings feed the technician's record, which dispatch weighs. */
export const technicianJobs = [
  job({
    name: 'technician.rate',
    payload: z.object({ technician: z.uuid(), stars: z.number().int().min(1).max(5) }),
    run: ({ tx, payload: { technician, stars }, now }) =>
      act(tx, technicianCase, { id: technician }, { type: 'technician.rate', ...stampOf('reaction', now), stars }),
  }),
]
