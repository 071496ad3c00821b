import { type Actor, moverOf } from '@anxin/domain/basics.ts'
import { movesFor } from '@anxin/domain/machine.ts'
import { maskAddress, maskName, maskPhone } from '@anxin/domain/people/mask.ts'
import { visits } from '@anxin/domain/visits/decide.ts'
import { isUnderWay } from '@anxin/domain/visits/visit.ts'
import { partsInWords, quoteInWords, type Words, writtenIn } from '@anxin/domain/visits/words.ts'
import { z } from 'zod'
import type { Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { regionName } from '../regions/names.ts'
import { badgeOf } from './badge.ts'
import type { VisitRow } from './store.ts'

const Span = z.object({ from: z.string(), to: z.string() }).nullable()
const Line = z.object({ what: z.string(), part: z.string().nullable(), quantity: z.number(), each: z.number() })

/** What a technician sees of a visit: the address from acceptance to completion, and not longer; never the number. */
export const VisitShown = z.object({
  id: z.string(),
  version: z.number(),
  status: z.string(),
  ordinal: z.number(),
  order: z.string(),
  number: z.string(),
  orderStatus: z.string(),
  appliance: z.string(),
  brand: z.string(),
  model: z.string().nullable(),
  makerWarrantyUntil: z.string().nullable(),
  urgency: z.string(),
  region: z.object({ code: z.string(), name: z.string() }).nullable(),
  window: Span,
  free: z.boolean(),
  fault: z.string().nullable(),
  finding: z.string().nullable(),
  cause: z.string().nullable(),
  address: z.string().nullable(),
  contact: z.object({ name: z.string().nullable(), phone: z.string().nullable() }),
  media: z.array(z.string()),
  departedAt: z.string().nullable(),
  expectedAt: z.string().nullable(),
  arrivedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  reason: z.string().nullable(),
  quote: z.object({ lines: z.array(Line), total: z.number() }).nullable(),
  parts: z.array(z.object({ part: z.string(), name: z.string(), quantity: z.number() })),
  charged: z.number().nullable(),
  /** To be shown at the door; the technician's own, while the visit is open. */
  badge: z.object({ url: z.string(), until: z.string() }).nullable(),
  moves: z.array(z.string()),
})

const iso = (ms: number | null | undefined) => (ms === null || ms === undefined ? null : new Date(ms).toISOString())

/** The rows as this reader may see them. */
export async function showVisits(
  { tx, deps, by, now }: { tx: Tx; deps: Deps; by: Actor; now: number },
  rows: readonly VisitRow[],
) {
  const refs = rows.flatMap(({ asked, state }) => [
    asked.name,
    asked.phone,
    asked.address,
    asked.fault,
    ...(asked.model ? [asked.model] : []),
    ...writtenIn(state),
  ])
  const opened = await deps.private.open(tx, refs)
  const words: Words = (ref) => opened.get(ref) ?? null
  return rows.map((row) => ({
    ...plain(row),
    ...personal(row, by, words),
    ...writtenOn(row, words),
    badge: isTheirs(row, by) ? badgeOf({ deps, now }, badgeFor(tx, row)) : null,
    moves: movesFor(visits, row.state, moverOf(by)),
  }))
}

const isTheirs = ({ state, status }: VisitRow, by: Actor): boolean =>
  isUnderWay(status) && by.kind === 'person' && by.role === 'technician' && by.id === state.plan.technician
const badgeFor = ({ tenant }: Tx, { id: visit, state }: VisitRow) => ({
  ...{ tenant, visit, technician: state.plan.technician },
})

function personal({ asked, status }: VisitRow, by: Actor, words: Words) {
  const [name, phone, address] = [words(asked.name), words(asked.phone), words(asked.address)]
  const mayGoThere = by.kind === 'person' && by.role === 'technician' && isUnderWay(status)
  return {
    contact: { name: name && maskName(name), phone: phone && maskPhone(phone) },
    address: mayGoThere ? address : address && maskAddress(address),
    fault: words(asked.fault),
    model: asked.model ? words(asked.model) : null,
  }
}

function writtenOn({ state }: VisitRow, words: Words) {
  return {
    finding: 'finding' in state ? words(state.finding) : null,
    cause: 'cause' in state ? words(state.cause) : null,
    reason: 'reason' in state && state.reason ? words(state.reason) : null,
    quote: 'quote' in state ? quoteInWords(state.quote, words) : null,
    parts: 'parts' in state ? partsInWords(state.parts, words) : [],
  }
}

function plain({ id, version, status, state, order_id, number, order_status, asked }: VisitRow) {
  const { plan } = state
  const there = 'arrivedAt' in state ? state : null
  const onTheWay = state.status === 'enroute' ? state : null
  return {
    id,
    version,
    status,
    ordinal: plan.ordinal,
    order: order_id,
    number,
    orderStatus: order_status,
    appliance: asked.appliance,
    brand: asked.brand,
    makerWarrantyUntil: asked.makerWarrantyUntil ?? null,
    urgency: asked.urgency,
    region: asked.region ? { code: asked.region, name: regionName(asked.region) } : null,
    window: plan.window && { from: iso(plan.window.from) ?? '', to: iso(plan.window.to) ?? '' },
    free: plan.free,
    media: [...asked.media],
    departedAt: iso(onTheWay?.departedAt),
    expectedAt: iso(onTheWay?.expectedAt),
    arrivedAt: iso(there?.arrivedAt),
    endedAt: iso(state.status === 'done' ? state.doneAt : 'endedAt' in state ? state.endedAt : null),
    charged: state.status === 'done' ? state.charged : null,
  }
}
