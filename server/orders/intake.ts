import { type Id, instant, type PrivateRef } from '@anxin/domain/basics.ts'
import type { Order, OrderFact } from '@anxin/domain/orders/order.ts'
import type { Refusal } from '@anxin/domain/refusals.ts'
import { type Acted, act } from '../act.ts'
import { claimMedia } from '../claim-media.ts'
import { DoorProblem } from '../http/problems.ts'
import type { Call } from '../http/route.ts'
import { newId } from '../ids.ts'
import { nextOrderNumber, orderCase } from './case.ts'
import type { ReportInput } from './shapes.ts'
import { registeredAppliance } from './store.ts'
import { understood } from './understood.ts'

type Report = Call<unknown, unknown, ReportInput>

/** Takes a report: everything about the person is sealed under their own key, then the order is opened.
 *  A phone that cannot be one or a region that nobody can tell is a problem with its field; nothing is kept then. */
export async function takeReport(call: Report): Promise<Acted<Order, OrderFact> | Refusal> {
  const { tx, deps, body, by, now, caller } = call
  const { phone, region } = understood(body, call.language)
  const isOwn = by.kind === 'person' && by.role === 'consumer' && caller.person !== null
  const person = isOwn && caller.person ? caller.person : await deps.private.meet(tx, { phone, name: body.name, now })
  const registered = await registeredOf(call, person)
  const id = newId()
  await claimMedia(tx, id, body.media)
  const [name, phoneRef, address, fault, place] = await sealReport(call, { id, person, phone })
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
        ...(registered ?? unregistered(body)),
        urgency: body.urgency,
        window: body.window ?? null,
        channel: channelOf(call),
        name: name as PrivateRef, // sealed above, in this order
        phone: phoneRef as PrivateRef, // likewise
        address: address as PrivateRef, // likewise
        fault: fault as PrivateRef, // likewise
        place: place ?? null,
        media: body.media,
      },
    },
  )
}

const unregistered = ({ appliance, brand, model, makerWarrantyUntil }: ReportInput) => ({
  appliance,
  brand,
  model: model ?? null,
  makerWarrantyUntil: makerWarrantyUntil ?? null,
  registered: null,
})

/** The machine as its owner registered it. Somebody else's is as unknown as one that never was. */
async function registeredOf(call: Report, person: Id) {
  const { registered } = call.body
  if (!registered) return null
  const known = call.caller.by ? await registeredAppliance(call.tx, person, registered) : undefined
  const unknown = { zh: '没有找到登记的这件家电', en: 'no such appliance is registered by this person' }
  if (!known)
    throw new DoorProblem('http.invalid', { errors: [{ path: 'registered', message: unknown[call.language] }] })
  const { appliance, brand, model, warrantyUntil } = known.described
  return { appliance, brand, model, makerWarrantyUntil: warrantyUntil, registered }
}

function sealReport({ tx, deps, body }: Report, { id, person, phone }: { id: Id; person: Id; phone: string }) {
  const value = (field: string, text: string) => ({ kind: 'order', row: id, field, text })
  const { place } = body
  return deps.private.seal(tx, person, [
    value('name', body.name),
    value('phone', phone),
    value('address', body.address),
    value('fault', body.fault),
    ...(place ? [value('place', `${place.latitude},${place.longitude}`)] : []),
  ])
}

function channelOf({ body, by }: Report) {
  if (by.kind === 'system') return 'api'
  if (by.kind === 'person' && by.role !== 'consumer') return body.channel ?? 'phone'
  return body.channel === 'reminder' ? 'reminder' : 'web'
}
