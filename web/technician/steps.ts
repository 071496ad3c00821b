import { movesFor } from '@anxin/domain/machine.ts'
import { visits } from '@anxin/domain/visits/decide.ts'
import Dexie, { type EntityTable } from 'dexie'
import { api, Problem, told, type Visit } from '../kit/api.ts'
import { upload } from '../kit/upload.ts'

/** What a technician did, kept on the phone until the server has it. In a basement that may take hours. */
export type Recorded = {
  id: number
  visit: string
  step: StepName
  body: Record<string, unknown>
  /** Photos of this step, then the signature if there is one; their ids once they were sent. */
  photos: Blob[]
  signature: Blob | null
  sent: string[]
  /** The same on every try, so that the server does it once. */
  key: string
  refused: string | null
}
export type StepName = keyof typeof leadsTo

/** Where each step leads, as the server's machine has it; null where a visit stays what it is. */
const leadsTo = {
  depart: 'enroute',
  arrive: 'arrived',
  diagnose: 'diagnosed',
  quote: 'quoted',
  agree: 'agreed',
  decline: 'diagnosed',
  fit: null,
  finish: 'done',
  'await-parts': 'parts',
  absent: 'absent',
  unable: 'unable',
  'hand-back': 'cancelled',
} as const

const db = new Dexie('anxin-technician') as Dexie & {
  visits: EntityTable<Visit, 'id'>
  recorded: EntityTable<Recorded, 'id'>
} // Dexie learns its tables from the schema below
db.version(1).stores({ visits: 'id', recorded: '++id, visit' })

/** The visits as they are with everything recorded here, sent or not. */
export async function jobs(): Promise<{ visits: Visit[]; recorded: Recorded[] }> {
  const recorded = await db.recorded.toArray()
  const visitsKept = await db.visits.toArray()
  const open = visitsKept.map((visit) =>
    recorded.filter((one) => one.visit === visit.id && !one.refused).reduce(after, visit),
  )
  return { visits: open, recorded }
}

/** A visit after a step that the server has not seen yet. */
function after(visit: Visit, { step, body }: Recorded): Visit {
  const status = leadsTo[step] ?? visit.status
  const moves = movesFor(visits, status, 'technician')
  if (step !== 'quote') return { ...visit, status, moves }
  const lines = body.lines as { what: string; part: string | null; quantity: number; each: number }[] // as the form made them
  return {
    ...visit,
    status,
    moves,
    quote: { lines, total: lines.reduce((sum, line) => sum + line.quantity * line.each, 0) },
  }
}

/** Takes the server's list over what lies here. Does nothing without network. */
export async function refresh(): Promise<void> {
  const { items } = await told(api.GET('/api/v1/visits', {}))
  await db.transaction('rw', db.visits, async () => {
    await db.visits.clear()
    await db.visits.bulkPut(items)
  })
}

type Doing = { visit: string; step: StepName; body?: Record<string, unknown>; photos?: Blob[]; signature?: Blob | null }
/** Records a step with the time it happened; it is sent when there is network. */
export async function record({ visit, step, body = {}, photos = [], signature = null }: Doing): Promise<void> {
  const timed = ['decline', 'hand-back'].includes(step) ? body : { ...body, deviceAt: Date.now() }
  await db.recorded.add({
    visit,
    step,
    body: timed,
    photos,
    signature,
    sent: [],
    key: crypto.randomUUID(),
    refused: null,
  })
}

export const discard = (id: number) => db.recorded.delete(id)

let syncing: Promise<boolean> | null = null
/** Sends what is recorded, oldest first. True when everything is with the server; false when the network gave out. */
export const sync = (): Promise<boolean> => {
  syncing ??= sendAll().finally(() => {
    syncing = null
  })
  return syncing
}

async function sendAll(): Promise<boolean> {
  for (const one of await db.recorded.orderBy('id').toArray()) {
    if (one.refused) continue
    try {
      await sendOne(one)
      await db.recorded.delete(one.id)
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500 || error.status === 429) return false
      await db.recorded.update(one.id, { refused: error.message })
    }
  }
  await refresh().catch(() => {})
  return true
}

async function sendOne(one: Recorded): Promise<void> {
  const files = one.signature ? [...one.photos, one.signature] : one.photos
  const sent = [...one.sent]
  for (const file of files.slice(sent.length)) {
    sent.push(await upload(file))
    await db.recorded.update(one.id, { sent })
  }
  const media = sent.slice(0, one.photos.length)
  const signed = one.signature ? { given: { kind: 'signature', media: sent.at(-1) } } : {}
  const body = { ...one.body, ...(one.step === 'finish' ? { media } : {}), ...signed }
  const path = { params: { path: { id: one.visit } }, headers: { 'Idempotency-Key': one.key } }
  // One address per step; each body was made by the form of that step, and the server checks it again.
  await told(
    api.POST(`/api/v1/visits/{id}/${one.step}` as '/api/v1/visits/{id}/arrive', { ...path, body: body as never }),
  ) // see above
}
