import { remindDay } from '@anxin/domain/appliances/ageing.ts'
import type { Appliance } from '@anxin/domain/appliances/appliance.ts'
import { instant } from '@anxin/domain/basics.ts'
import { z } from 'zod'
import { act, send, stampOf } from '../act.ts'
import { sql, type Tx } from '../db/database.ts'
import { job } from '../worker.ts'
import { applianceCase, morningOf, today } from './case.ts'

const Of = z.object({ appliance: z.uuid() })

const appliance = async (tx: Tx, id: string): Promise<Appliance | undefined> =>
  (await tx.first<{ state: Appliance }>(sql`select state from appliances where id = ${id}`))?.state

/** Parts are watched by timers: one per part, set anew whenever something about the appliance changes. */
export const applianceJobs = [
  job({
    name: 'appliance.watch',
    payload: Of,
    async run({ tx, payload, now }) {
      const known = await appliance(tx, payload.appliance)
      if (known?.status !== 'in-use') return
      const day = today(now)
      const timers = known.described.parts.flatMap((part) => {
        const at = remindDay(part, day)
        return at === null
          ? []
          : [
              {
                job: 'appliance.remind',
                payload: { ...payload, part: part.name },
                dueAt: instant(Math.max(now, morningOf(at))),
              },
            ]
      })
      if (timers.length > 0) send(tx, timers)
    },
  }),
  job({
    name: 'appliance.remind',
    payload: Of.extend({ part: z.string() }),
    async run({ tx, payload, now }) {
      const known = await appliance(tx, payload.appliance)
      const part =
        known?.status === 'in-use' ? known.described.parts.find(({ name }) => name === payload.part) : undefined
      const day = part && remindDay(part, today(now))
      // Renewed or corrected since this timer was set: a newer timer knows better.
      if (!day || day > today(now)) return
      const command = {
        type: 'appliance.remind' as const,
        ...stampOf('clock', now),
        part: part.name,
        today: today(now),
      }
      await act(tx, applianceCase, { id: payload.appliance }, command)
    },
  }),
]
