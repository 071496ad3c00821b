import { type Actor, type PrivateRef, privateRef } from '@anxin/domain/basics.ts'
import { z } from 'zod'
import type { Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import type { TimelineRow } from './store.ts'

/** One step of the timeline: a fact, told by its code; the page has the words. */
export const Step = z.object({
  at: z.string(),
  type: z.string(),
  who: z.string(),
  /** When it really happened, by the technician's phone, where that was without network. */
  deviceAt: z.string().nullable(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
})

/** What of a fact may be told to the consumer; nothing else leaves. Facts that are not listed are the desk's own. */
const forConsumer: Record<string, readonly string[]> = {
  'order.opened': [],
  'order.rescheduled': ['from', 'to'],
  'order.assigned': [],
  'order.released': [],
  'order.begun': [],
  'order.paused': ['waitingFor', 'reason'],
  'order.resumed': [],
  'order.completed': ['warrantyUntil'],
  'order.unresolved': ['reason'],
  'order.cancelled': ['reason'],
  'order.reopened': [],
  'order.closed': [],
  'promise.met': ['promised', 'isKept'],
  'visit.planned': ['ordinal'],
  'visit.handed-over': [],
  'visit.departed': ['minutesAway'],
  'visit.arrived': [],
  'visit.diagnosed': ['cause'],
  'visit.quoted': ['total'],
  'visit.agreed': ['consent'],
  'visit.declined': ['reason'],
  'visit.code-missed': [],
  'visit.code-renewed': [],
  'visit.fitted': ['name', 'quantity'],
  'visit.done': ['charged', 'consent'],
  'visit.awaiting-parts': ['parts'],
  'visit.absent': [],
  'visit.unable': ['reason'],
  'visit.cancelled': ['reason'],
  'rating.given': ['stars'],
}
const forDesk: Record<string, readonly string[]> = {
  ...forConsumer,
  'order.located': ['region'],
  'order.noted': [],
  'search.started': [],
  'search.offered': ['until'],
  'search.declined': ['reason'],
  'search.lapsed': [],
  'search.broadcast': ['until'],
  'search.exhausted': [],
  'search.taken': ['how'],
  'search.stopped': ['reason'],
  'promise.started': ['promised'],
  'promise.alerted': ['promised', 'level', 'tell'],
  'promise.broken': ['promised'],
  'promise.paused': ['promised', 'reason'],
  'promise.resumed': ['promised'],
  'promise.met': ['promised', 'ran', 'isKept'],
  'promise.released': ['promised', 'reason'],
}

/** Fields in which facts refer to what somebody wrote. Some facts give their reason by a code, which stands for itself. */
const writtenFields = ['reason', 'parts', 'cause', 'name']

type Seen = { tx: Tx; deps: Deps; by: Actor }
type Detail = Record<string, string | number | boolean | null>

/** The steps that this reader may see, oldest first. */
export async function showTimeline({ tx, deps, by }: Seen, rows: readonly TimelineRow[]) {
  const isDesk = by.kind !== 'person' || by.role !== 'consumer'
  const listed = isDesk ? forDesk : forConsumer
  // That the repair is done tells the consumer its own step; a call that was promised has no other.
  const isEcho = ({ type, promised }: TimelineRow) => !isDesk && type === 'promise.met' && promised !== 'first-call'
  const steps = rows.flatMap((row) => {
    const fields = listed[row.type]
    return fields && !isEcho(row) ? [step(row, fields)] : []
  })
  const opened = await deps.private.open(
    tx,
    steps.flatMap(({ detail }) => refsIn(detail)),
  )
  return steps.map((one) => ({ ...one, detail: inWords(one.detail, opened) }))
}

const refsIn = (detail: Detail): PrivateRef[] =>
  writtenFields.flatMap((field) => (typeof detail[field] === 'string' ? [privateRef(detail[field])] : []))

function inWords(detail: Detail, opened: ReadonlyMap<PrivateRef, string | null>): Detail {
  const read = ([field, value]: [string, Detail[string]]) =>
    typeof value === 'string' && writtenFields.includes(field) ? (opened.get(privateRef(value)) ?? null) : value
  return Object.fromEntries(Object.entries(detail).map((entry) => [entry[0], read(entry)]))
}

function step({ type, at, by, body, promised }: TimelineRow, fields: readonly string[]): z.input<typeof Step> {
  const known: Detail = { ...flat(body), promised }
  const detail = Object.fromEntries(fields.flatMap((field) => (field in known ? [[field, known[field] ?? null]] : [])))
  const deviceAt = typeof body.deviceAt === 'number' ? new Date(body.deviceAt).toISOString() : null
  return { at: at.toISOString(), type, who: by.kind === 'person' ? by.role : by.kind, deviceAt, detail }
}

/** The few nested things that a step tells of, by plain names. */
function flat(body: Record<string, unknown>): Detail {
  const nested = [body, body.window, body.quote, body.part, body.terms, renamed(body.consent)]
  const plain = nested.flatMap((part) => (typeof part === 'object' && part !== null ? Object.entries(part) : []))
  return Object.fromEntries(
    plain.filter((entry): entry is [string, string | number | boolean] =>
      /^(string|number|boolean)$/.test(typeof entry[1]),
    ),
  )
}
const renamed = (consent: unknown) =>
  typeof consent === 'object' && consent !== null && 'kind' in consent ? { consent: consent.kind } : null
