import { instant } from '@anxin/domain/basics.ts'
import type { Order, OrderFact } from '@anxin/domain/orders/order.ts'
import type { Refusal } from '@anxin/domain/refusals.ts'
import { type Acted, act } from '../act.ts'
import type { Call } from '../http/route.ts'
import { newId } from '../ids.ts'
import { takeMedia } from '../take-media.ts'
import { nextOrderNumber, orderCase } from './case.ts'
import { repairedFor } from './repaired-for.ts'
import { machineOf, sealReport } from './said.ts'
import type { ReportInput } from './shapes.ts'
import { understood } from './understood.ts'

type Report = Call<unknown, unknown, ReportInput>

/** Takes a report: everything about the person is sealed under their own key, then the order is opened.
 *  A phone that cannot be one or a region that nobody can tell is a problem with its field; nothing is kept then. */
export async function takeReport(call: Report): Promise<Acted<Order, OrderFact> | Refusal> {
  const { tx, deps, body, by, now, caller } = call
  const { phone, region } = understood(body, call.language)
  const isOwn = by.kind === 'person' && by.role === 'consumer' && caller.person !== null
  const person = isOwn && caller.person ? caller.person : await deps.private.meet(tx, { phone, name: body.name, now })
  const machine = await machineOf(call, person)
  const claim = await repairedFor(call, person)
  const id = newId()
  await takeMedia(tx, { order: id }, body.media)
  const written = await sealReport(call, { id, person, phone, model: machine.model })
  const opener = by.kind === 'person' && by.id === '' ? { ...by, id: person } : by
  return act(
    tx,
    orderCase,
    { id, isNew: true },
    {
      type: 'order.open',
      at: instant(now),
      by: opener,
      asked: {
        number: await nextOrderNumber(tx, deps.db),
        person,
        region,
        ...machine,
        ...written,
        urgency: body.urgency,
        window: body.window ?? null,
        channel: channelOf(call),
        media: body.media,
        ...(claim ? { claim } : {}),
      },
    },
  )
}

function channelOf({ body, by }: Report) {
  if (by.kind === 'system') return 'api'
  if (by.kind === 'person' && by.role !== 'consumer') return body.channel ?? 'phone'
  return body.channel === 'reminder' ? 'reminder' : 'web'
}
