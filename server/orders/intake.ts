import { type Id, instant, type PrivateRef } from '@anxin/domain/basics.ts'
import type { Order, OrderFact } from '@anxin/domain/orders/order.ts'
import type { Refusal } from '@anxin/domain/refusals.ts'
import { type Acted, act } from '../act.ts'
import { DoorProblem } from '../http/problems.ts'
import type { Call } from '../http/route.ts'
import { newId } from '../ids.ts'
import { parsePhone } from '../private/phone.ts'
import { regionOf } from '../regions/names.ts'
import { nextOrderNumber, orderCase } from './case.ts'
import type { ReportInput } from './shapes.ts'

type Report = Call<unknown, unknown, ReportInput>

/** Takes a report: everything about the person is sealed under their own key, then the order is opened.
 *  A phone that cannot be one or a region that nobody can tell is a problem with its field; nothing is kept then. */
export async function takeReport(call: Report): Promise<Acted<Order, OrderFact> | Refusal> {
  const { tx, deps, body, by, now, caller } = call
  const phone = parsePhone(body.phone)
  if (!phone) throw fieldProblem(call, 'phone', { zh: '不是有效的电话号码', en: 'this cannot be a phone number' })
  const region = regionFor(call)
  const isOwn = by.kind === 'person' && by.role === 'consumer' && caller.person !== null
  const person = isOwn && caller.person ? caller.person : await deps.private.meet(tx, { phone, name: body.name, now })
  const id = newId()
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
        number: await nextOrderNumber(tx),
        person,
        region,
        appliance: body.appliance,
        brand: body.brand,
        urgency: body.urgency,
        window: body.window ?? null,
        channel: channelOf(call),
        name: name as PrivateRef, // sealed above, in this order
        phone: phoneRef as PrivateRef, // likewise
        address: address as PrivateRef, // likewise
        fault: fault as PrivateRef, // likewise
        place: place ?? null,
        media: body.media,
        registered: body.registered ?? null,
      },
    },
  )
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

/** The given code, or the region that the address names. An ambiguous address is answered with its candidates. */
function regionFor(call: Report): string {
  const { body } = call
  const found = regionOf(body.region ?? body.address)
  if (found.status === 'resolved') return found.code
  if (found.status === 'ambiguous') {
    const names = found.candidates.map((candidate) => candidate.name).join('、')
    throw fieldProblem(call, 'address', {
      zh: `地址所在地有多个可能：${names}。请写明省市，或选择其中之一`,
      en: `the address could be in ${names}; please add the province, or choose one of them`,
    })
  }
  throw fieldProblem(call, body.region ? 'region' : 'address', {
    zh: '认不出所在的省、市、区县，请补充完整',
    en: 'no province, city or county can be told from this; please complete it',
  })
}

function fieldProblem({ language }: Report, path: string, says: { zh: string; en: string }): DoorProblem {
  return new DoorProblem('http.invalid', { errors: [{ path, message: says[language] }] })
}
