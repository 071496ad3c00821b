import { instant } from '@anxin/domain/basics.ts'
import { beginningOf } from '@anxin/domain/recordings/film.ts'
import type { RecordingCommand } from '@anxin/domain/recordings/recording.ts'
import { isRefusal, refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { act, type Unstamped } from '../act.ts'
import { ById, type Call, cursorOf, get, PageQuery, pageOf, post, readCursor } from '../http/route.ts'
import { words } from '../http/shapes.ts'
import { sealWritten } from '../private/written.ts'
import { recordingCase } from './case.ts'
import { stationRoutes } from './station.routes.ts'
import { piecesOf, recordingFor, recordingsLike } from './store.ts'
import { RecordingShown, shownRecording, showRecordings } from './views.ts'

type Here<B = unknown> = Call<{ id: string }, unknown, B>
async function take(call: Here, command: Unstamped<RecordingCommand>) {
  const { tx, by, now, params, version } = call
  if (!(await recordingFor(tx, by, params.id))) return refuse('case.absent')
  const stamped = { ...command, at: instant(now), by } as RecordingCommand // the step plus its stamp
  const acted = await act(tx, recordingCase, { id: params.id, version }, stamped)
  return isRefusal(acted) ? acted : shownRecording(call, params.id)
}

/** What is written about a hold is the writer's own: a recording is of no person. */
const reasonOf = async (call: Here<{ reason: string }>) =>
  sealWritten(
    call,
    { kind: 'recording', person: call.by.kind === 'person' ? call.by.id : '', row: call.params.id },
    call.body,
  )

const Reason = z.strictObject({ reason: words(500) })
const who = ['merchant', 'operator', 'reviewer'] as const
const about = { tag: 'recordings', params: ById, answer: RecordingShown } as const
const Cursor = z.tuple([z.uuid()])

export const recordingRoutes = [
  ...stationRoutes,
  post('/recordings/:id/give-up', {
    ...about,
    summary: 'Say that its film was lost before it was sent / 录像丢失',
    who: ['merchant'],
    does: (call) => take(call, { type: 'recording.give-up' }),
  }),
  post('/recordings/:id/hold', {
    ...about,
    summary: 'Keep it beyond its term, for a dispute or an authority / 证据保全',
    who: ['operator'],
    body: Reason,
    does: async (call) => take(call, { type: 'recording.hold', ...(await reasonOf(call)) }),
  }),
  post('/recordings/:id/release', {
    ...about,
    summary: 'End the hold: the term counts again / 解除保全',
    who: ['operator'],
    body: Reason,
    does: async (call) => take(call, { type: 'recording.release', ...(await reasonOf(call)) }),
  }),
  get('/recordings', {
    summary: 'Films of parcels by waybill, order or goods, the newest first / 打包录像',
    tag: 'recordings',
    who,
    query: PageQuery.extend({ q: z.string().trim().max(100).optional() }),
    answer: pageOf(RecordingShown),
    async does(call) {
      const { q = '', cursor, limit } = call.query
      const before = readCursor(cursor, Cursor)?.[0] ?? null
      const wanted = { words: q || null, waybill: beginningOf(q), before, limit: limit + 1 }
      const rows = await recordingsLike(call.tx, call.by, wanted)
      const items = await showRecordings(call, rows.slice(0, limit))
      return { items, next: rows.length > limit ? cursorOf([items.at(-1)?.id ?? '']) : null }
    },
  }),
  get('/recordings/:id', {
    ...about,
    summary: 'One film of a parcel / 打包录像详情',
    who,
    does: (call) => shownRecording(call, call.params.id),
  }),
  get('/recordings/:id/pieces', {
    summary: 'What each piece of the film was when it was taken, to check it by / 录像分段清单',
    tag: 'recordings',
    who,
    params: ById,
    answer: z.object({
      items: z.array(z.object({ at: z.number(), clock: z.number(), size: z.number(), sha256: z.string() })),
    }),
    async does({ tx, by, params }) {
      if (!(await recordingFor(tx, by, params.id))) return refuse('case.absent')
      return { items: (await piecesOf(tx, params.id)) ?? [] }
    },
  }),
]
