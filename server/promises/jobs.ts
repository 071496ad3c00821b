import type { Id } from '@anxin/domain/basics.ts'
import { firstCallTerms, repairTerms } from '@anxin/domain/promises/promise.ts'
import { z } from 'zod'
import { act, stampOf } from '../act.ts'
import type { Tx } from '../db/database.ts'
import { newId } from '../ids.ts'
import { job } from '../worker.ts'
import { promiseCase } from './case.ts'
import { countyOf, isOpen, openPromises } from './store.ts'

const Promised = z.enum(['first-call', 'repair'])
const OfOrder = z.object({ order: z.uuid() })

/** Sends one command to every open promise of an order, or to those of one kind. */
async function toAll(tx: Tx, { order, promised }: { order: Id; promised?: string }, command: Command): Promise<void> {
  for (const promise of await openPromises(tx, order)) {
    if (promised && promise.promised !== promised) continue
    await act(tx, promiseCase, { id: promise.id }, command)
  }
}
type Command = Parameters<typeof promiseCase.machine.decide>[1]

/** Promises start with an order, stand still while it waits, end with it; the clock does the rest. */
export const promiseJobs = [
  job({
    name: 'promise.start',
    payload: OfOrder.extend({ promised: Promised }),
    async run({ tx, payload: { order, promised }, now }) {
      if (!(await isOpen(tx, order))) return
      if ((await openPromises(tx, order)).some((open) => open.promised === promised)) return
      const county = await countyOf(tx, order)
      const terms = promised === 'repair' ? repairTerms(order, county) : firstCallTerms(order, county)
      await act(
        tx,
        promiseCase,
        { id: newId(), isNew: true },
        { type: 'promise.start', ...stampOf('reaction', now), terms },
      )
    },
  }),
  job({
    name: 'promise.tick',
    payload: z.object({ promise: z.uuid() }),
    run: ({ tx, payload: { promise }, now }) =>
      act(tx, promiseCase, { id: promise }, { type: 'promise.tick', ...stampOf('clock', now) }),
  }),
  job({
    name: 'promise.pause',
    payload: OfOrder.extend({ reason: z.string() }),
    run: ({ tx, payload, now }) =>
      toAll(tx, payload, { type: 'promise.pause', ...stampOf('reaction', now), reason: payload.reason }),
  }),
  job({
    name: 'promise.resume',
    payload: OfOrder,
    run: ({ tx, payload, now }) => toAll(tx, payload, { type: 'promise.resume', ...stampOf('reaction', now) }),
  }),
  job({
    name: 'promise.meet',
    payload: OfOrder.extend({ promised: Promised }),
    run: ({ tx, payload, now }) => toAll(tx, payload, { type: 'promise.meet', ...stampOf('reaction', now) }),
  }),
  job({
    name: 'promise.release',
    payload: OfOrder.extend({ reason: z.string() }),
    run: ({ tx, payload, now }) =>
      toAll(tx, payload, { type: 'promise.release', ...stampOf('reaction', now), reason: payload.reason }),
  }),
]
