import { instant, minutes } from '@anxin/domain/basics.ts'
import { z } from 'zod'
import { act, send, stampOf } from '../act.ts'
import { newId } from '../ids.ts'
import { job } from '../worker.ts'
import { searchCase } from './case.ts'
import { offering } from './offering.ts'
import { isExhausted, isWaiting, openSearch } from './store.ts'

const OfOrder = z.object({ order: z.uuid() })
const OfSearch = z.object({ search: z.uuid() })

/** The search for a technician: begun by an order, moved on by the clock. */
export const offerJobs = [
  job({
    name: 'search.start',
    payload: OfOrder,
    async run({ tx, payload: { order }, deps, now }) {
      if (!(await isWaiting(tx, order)) || (await openSearch(tx, order))) return
      await offering(tx, { order, deps, now }, (ranked) =>
        act(
          tx,
          searchCase,
          { id: newId(), isNew: true },
          { type: 'search.start', ...stampOf('reaction', now), order, ranked },
        ),
      )
    },
  }),
  job({
    name: 'search.lapse',
    payload: OfSearch,
    run: ({ tx, payload: { search }, deps, now }) =>
      offering(tx, { search, deps, now }, (ranked) =>
        act(tx, searchCase, { id: search }, { type: 'search.lapse', ...stampOf('clock', now), ranked }),
      ),
  }),
  job({
    name: 'search.retry',
    payload: OfSearch,
    run: ({ tx, payload: { search }, deps, now }) =>
      offering<unknown>(tx, { search, deps, now }, async (ranked) => {
        // Still nobody: look again later, without a further fact or notice.
        if (ranked.length === 0 && (await isExhausted(tx, search)))
          return send(tx, [{ job: 'search.retry', payload: { search }, dueAt: instant(now + minutes(2)) }])
        return act(tx, searchCase, { id: search }, { type: 'search.retry', ...stampOf('clock', now), ranked })
      }),
  }),
  job({
    name: 'search.stop',
    payload: OfOrder.extend({ reason: z.string() }),
    async run({ tx, payload: { order, reason }, now }) {
      const open = await openSearch(tx, order)
      if (open) await act(tx, searchCase, { id: open.id }, { type: 'search.stop', ...stampOf('reaction', now), reason })
    },
  }),
]
