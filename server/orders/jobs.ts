import { instant } from '@anxin/domain/basics.ts'
import { warrantyDays } from '@anxin/domain/orders/decide.ts'
import { z } from 'zod'
import { act, stampOf } from '../act.ts'
import { newId } from '../ids.ts'
import { PassedOn } from '../private/written.ts'
import { job } from '../worker.ts'
import { orderCase } from './case.ts'
import { holderOf } from './store.ts'

const OfOrder = z.object({ order: z.uuid() })
const OfVisit = OfOrder.extend({ visit: z.uuid() })
const WindowShape = z.object({ from: z.number(), to: z.number() })

/** What searches and visits lead to in their order. A command that no longer fits is refused, and that is the end of it. */
export const orderJobs = [
  job({
    name: 'order.assign',
    payload: OfOrder.extend({ technician: z.uuid() }),
    run: ({ tx, payload: { order, technician }, now }) =>
      act(
        tx,
        orderCase,
        { id: order },
        { type: 'order.assign', ...stampOf('reaction', now), technician, visit: newId() },
      ),
  }),
  job({
    name: 'order.hand-over',
    payload: OfVisit,
    async run({ tx, payload: { order, visit }, now }) {
      // Of whoever has it now: errands of several hand-overs may come in any order.
      const technician = await holderOf(tx, { order, visit })
      if (technician)
        await act(
          tx,
          orderCase,
          { id: order },
          { type: 'order.hand-over', ...stampOf('reaction', now), visit, technician },
        )
    },
  }),
  job({
    name: 'order.begin',
    payload: OfVisit,
    run: ({ tx, payload: { order, visit }, now }) =>
      act(tx, orderCase, { id: order }, { type: 'order.begin', ...stampOf('reaction', now), visit }),
  }),
  job({
    name: 'order.release',
    payload: OfVisit.extend({ reason: PassedOn }),
    run: ({ tx, payload: { order, ...rest }, now }) =>
      act(tx, orderCase, { id: order }, { type: 'order.release', ...stampOf('reaction', now), ...rest }),
  }),
  job({
    name: 'order.pause',
    payload: OfVisit.extend({ waitingFor: z.enum(['parts', 'consumer', 'desk']), reason: PassedOn }),
    run: ({ tx, payload: { order, ...rest }, now }) =>
      act(tx, orderCase, { id: order }, { type: 'order.pause', ...stampOf('reaction', now), ...rest }),
  }),
  job({
    name: 'order.reschedule',
    payload: OfOrder.extend({ window: WindowShape }),
    run: ({ tx, payload: { order, window }, now }) => {
      const wanted = { from: instant(window.from), to: instant(window.to) }
      return act(
        tx,
        orderCase,
        { id: order },
        { type: 'order.reschedule', ...stampOf('reaction', now), window: wanted },
      )
    },
  }),
  job({
    name: 'order.complete',
    payload: OfVisit,
    run: ({ tx, payload: { order, visit }, now }) =>
      act(tx, orderCase, { id: order }, { type: 'order.complete', ...stampOf('reaction', now), visit, warrantyDays }),
  }),
  job({
    name: 'order.close',
    payload: OfOrder,
    run: ({ tx, payload: { order }, now }) =>
      act(tx, orderCase, { id: order }, { type: 'order.close', ...stampOf('clock', now) }),
  }),
]
