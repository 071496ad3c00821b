import { type Id, instant } from '@anxin/domain/basics.ts'
import type { Order, OrderFact } from '@anxin/domain/orders/order.ts'
import type { Refusal } from '@anxin/domain/refusals.ts'
import { type Acted, act } from '../act.ts'
import { claimMedia } from '../claim-media.ts'
import { DoorProblem } from '../http/problems.ts'
import type { Call } from '../http/route.ts'
import { newId } from '../ids.ts'
import { nextOrderNumber, orderCase } from './case.ts'
import { machineOf, sealReport } from './said.ts'
import type { ReportInput } from './shapes.ts'
import { awaitsRepair } from './store.ts'
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
  await claimMedia(tx, id, body.media)
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

/** The claim whose remedy this repair is, if it is this person's and waits for one. */
async function repairedFor({ tx, body, caller, language }: Report, person: Id): Promise<Id | null> {
  if (!body.claim) return null
  const isMine = caller.by !== null && (await awaitsRepair(tx, body.claim, person))
  if (isMine) return body.claim
  const message = { zh: '没有等待维修的售后申请', en: 'no claim of this person waits for a repair' }[language]
  throw new DoorProblem('http.invalid', { errors: [{ path: 'claim', message }] })
}

function channelOf({ body, by }: Report) {
  if (by.kind === 'system') return 'api'
  if (by.kind === 'person' && by.role !== 'consumer') return body.channel ?? 'phone'
  return body.channel === 'reminder' ? 'reminder' : 'web'
}
