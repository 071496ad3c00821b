import { type Actor, moverOf, type PrivateRef } from '@anxin/domain/basics.ts'
import { movesFor } from '@anxin/domain/machine.ts'
import { isFreeOfCharge, orders } from '@anxin/domain/orders/decide.ts'
import { maskAddress, maskName, maskPhone } from '@anxin/domain/people/mask.ts'
import { type Words, writtenIn } from '@anxin/domain/visits/words.ts'
import { z } from 'zod'
import type { Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { regionName } from '../regions/names.ts'
import { approachOf } from './approach.ts'
import { type OrderRow, promisesOf, searchOf, visitsOf } from './store.ts'
import { iso, Moment, Span, showVisit, VisitShown } from './visit.views.ts'

/** The roles that see every order of their tenant. */
export const desk = ['agent', 'dispatcher', 'supervisor', 'operator'] as const

/** What a list shows of an order: nothing that tells who the person is, but by mask. */
export const OrderBrief = z.object({
  id: z.string(),
  number: z.string(),
  version: z.number(),
  status: z.string(),
  appliance: z.string(),
  brand: z.string(),
  model: z.string().nullable(),
  /** Of the maker, not of a repair. */
  makerWarrantyUntil: z.string().nullable(),
  urgency: z.string(),
  channel: z.string(),
  region: z.object({ code: z.string(), name: z.string() }).nullable(),
  window: Span,
  openedAt: z.string(),
  waitingFor: z.string().nullable(),
  isFree: z.boolean(),
  warrantyUntil: Moment,
  technician: z.string().nullable(),
  contact: z.object({ name: z.string().nullable(), phone: z.string().nullable() }),
})

type Seen = { tx: Tx; deps: Deps; by: Actor }
type Opened = Map<PrivateRef, string | null>

function brief(
  { id, version, state: order }: OrderRow,
  opened: Opened,
  technicians: Map<string, { name: string | null }>,
) {
  const { asked } = order
  return {
    id,
    number: asked.number,
    version,
    status: order.status,
    appliance: asked.appliance,
    brand: asked.brand,
    model: (asked.model && opened.get(asked.model)) ?? null,
    makerWarrantyUntil: asked.makerWarrantyUntil ?? null,
    urgency: asked.urgency,
    channel: asked.channel,
    region: asked.region ? { code: asked.region, name: regionName(asked.region) } : null,
    window: asked.window && { from: iso(asked.window.from) ?? '', to: iso(asked.window.to) ?? '' },
    openedAt: iso(order.openedAt) ?? '',
    waitingFor: order.status === 'waiting' ? order.waitingFor : null,
    isFree: isFreeOfCharge(order),
    warrantyUntil: 'warrantyUntil' in order ? iso(order.warrantyUntil) : null,
    technician: 'technician' in order ? (technicians.get(order.technician)?.name ?? null) : null,
    contact: contactOf(opened.get(asked.name), opened.get(asked.phone)),
  }
}
const contactOf = (name: string | null | undefined, phone: string | null | undefined) => ({
  name: name ? maskName(name) : null,
  phone: phone ? maskPhone(phone) : null,
})

/** The references that a list needs opened. */
const briefly = ({ name, phone, model }: OrderRow['state']['asked']): PrivateRef[] => [
  name,
  phone,
  ...(model ? [model] : []),
]

/** The rows of a list, with all masks opened in one go. */
export async function showOrders({ tx, deps }: Seen, rows: readonly OrderRow[]) {
  const opened = await deps.private.open(
    tx,
    rows.flatMap(({ state }) => briefly(state.asked)),
  )
  const ids = rows.flatMap(({ technician }) => (technician ? [technician] : []))
  const technicians = await deps.private.people(tx, [...new Set(ids)])
  return rows.map((row) => brief(row, opened, technicians))
}

const Clock = z.object({
  promised: z.string(),
  status: z.string(),
  startedAt: z.string(),
  dueAt: Moment,
  ranMs: z.number(),
  kept: z.boolean().nullable(),
})
/** What each side sees of one order. Fields are listed; nothing is taken away from a whole. */
export const OrderShown = OrderBrief.extend({
  fault: z.string().nullable(),
  address: z.string().nullable(),
  media: z.array(z.string()),
  person: z.string().nullable(),
  reason: z.string().nullable(),
  /** By mask; a call goes through the number that the technician dials from. */
  technicianPhone: z.string().nullable(),
  /** How far the technician is, while on the way and as long as they share it. Never where they are. */
  approach: z.object({ kilometres: z.number(), arrivesAt: z.string(), until: z.string() }).nullable(),
  visits: z.array(VisitShown),
  promises: z.array(Clock),
  search: z
    .object({
      id: z.string(),
      version: z.number(),
      status: z.string(),
      until: Moment,
      asked: z.number(),
      why: z.array(z.string()),
    })
    .nullable(),
  moves: z.array(z.string()),
})

export async function showOrder(seen: Seen, row: OrderRow): Promise<z.input<typeof OrderShown>> {
  const { tx, deps, by } = seen
  const { state: order, id } = row
  const { asked } = order
  const isDesk = by.kind !== 'person' || !['consumer', 'technician'].includes(by.role)
  const visitRows = await visitsOf(tx, id)
  const reason = 'reason' in order ? order.reason : null
  const opened = await deps.private.open(tx, [
    ...[...briefly(asked), asked.address, asked.fault],
    ...(reason ? [reason] : []),
    ...visitRows.flatMap(({ state }) => writtenIn(state)),
  ])
  const words: Words = (ref) => opened.get(ref) ?? null
  const technicians = await deps.private.people(tx, row.technician ? [row.technician] : [])
  const promises = await promisesOf(tx, id)
  const address = words(asked.address)
  return {
    ...brief(row, opened, technicians),
    fault: words(asked.fault),
    address: address ? maskAddress(address) : null,
    media: [...asked.media],
    person: isDesk ? asked.person : null,
    reason: reason && words(reason),
    technicianPhone: phoneOf(row.technician ? technicians.get(row.technician)?.phone : null),
    approach: visitRows.at(-1)?.status === 'enroute' ? await approachOf(seen, row) : null,
    visits: visitRows.map((visit) => showVisit(visit, { by, words, secret: deps.private.key('visit-code') })),
    promises: promises.map((p) => ({
      promised: p.promised,
      status: p.status,
      startedAt: p.started_at.toISOString(),
      dueAt: iso(p.due_at),
      ranMs: p.ran_ms,
      kept: p.kept,
    })),
    search: isDesk ? showSearch(await searchOf(tx, id)) : null,
    moves: movesFor(orders, order, moverOf(by)),
  }
}

const phoneOf = (phone: string | null | undefined) => (phone ? maskPhone(phone) : null)

function showSearch(search: Awaited<ReturnType<typeof searchOf>>) {
  if (!search) return null
  const { id, version, status, state } = search
  const { until, asked, why } = state
  return { id, version, status, until: iso(until), asked: asked?.length ?? 0, why: why ?? [] }
}
