import { z } from 'zod'
import { act, stampOf } from '../act.ts'
import { job } from '../job.ts'
import { ruleSetCase } from './case.ts'
import { ruleSetById, standingBefore } from './store.ts'

/** When a version comes into force, those before it are superseded. Which version counts is asked by date, not by this. */
export const ruleJobs = [
  job({
    name: 'rules.supersede',
    payload: z.object({ successor: z.uuid() }),
    async run({ tx, payload: { successor }, now }) {
      const row = await ruleSetById(tx, successor)
      if (row?.state.status !== 'published') return
      const { from: since } = row.state
      for (const { id } of await standingBefore(tx, row))
        await act(tx, ruleSetCase, { id }, { type: 'rules.supersede', ...stampOf('clock', now), successor, since })
    },
  }),
]
