import { type Id, instant } from '@anxin/domain/basics.ts'
import { clockMoved, mostPieces } from '@anxin/domain/recordings/film.ts'
import { endings } from '@anxin/domain/recordings/recording.ts'
import { isRefusal, refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { act } from '../act.ts'
import { ById, type Call, get, post } from '../http/route.ts'
import { saying } from '../http/sentences.ts'
import { Waybill, words } from '../http/shapes.ts'
import { merchantsOfPerson } from '../parties.ts'
import { takeMedia } from '../take-media.ts'
import { recordingCase } from './case.ts'
import { keepPieces, parcelBy, recordingFor } from './store.ts'
import { ParcelShown, RecordingShown, shownRecording, showParcel } from './views.ts'

/** What a packing station sends: the beginning of a film, and the whole of it. */

const Moment = z.number().int().min(0).max(8_640_000_000_000_000).transform(instant)
const Hash = z.string().regex(/^[0-9a-f]{64}$/)
const day = 86_400_000

/** What the server's clock said beyond the device's, in milliseconds. */
const Offset = z
  .number()
  .int()
  .min(-3_650 * day)
  .max(3_650 * day)

const Start = z.strictObject({
  /** Made by the station, so that a scan without network has its number at once. */
  id: z.uuid(),
  merchant: z.uuid(),
  waybill: Waybill,
  order: words(64).nullable().default(null),
  device: z.uuid(),
  startedAt: Moment,
  /** When they last met. */
  offset: Offset,
})
/** Bytes. What is not as it was taken is looked for among all pieces: their sizes are what that may cost. */
const [largestPiece, largestFilm] = [16 << 20, 100 << 20]

const Handed = z.strictObject({
  media: z.uuid(),
  pieces: z
    .array(
      z.strictObject({
        at: z.number().int().min(0).max(day),
        clock: Moment,
        size: z.number().int().min(1).max(largestPiece),
        sha256: Hash,
      }),
    )
    .min(1)
    .max(mostPieces)
    .refine(
      (pieces) => pieces.reduce((sum, { size }) => sum + size, 0) <= largestFilm,
      saying('合计超过 100 MiB', 'more than 100 MiB together'),
    ),
  head: Hash,
  length: z.number().int().min(0).max(day),
  /** As they meet now. */
  offset: Offset,
  ending: z.enum(endings),
  /** Of the goods, as packed. */
  pictures: z.array(z.uuid()).max(8).default([]),
})
type Here<B = unknown> = Call<{ id: string }, unknown, B>

/** Clocks that agree to five seconds agree. */
const tolerance = 5_000

/** One that is there already with this number is the same: the station missed the answer. */
async function start(call: Call<unknown, unknown, z.output<typeof Start>>) {
  const { tx, by, now, body } = call
  const { id, ...begun } = body
  const isMine = by.kind === 'person' && (await merchantsOfPerson(tx, by.id)).includes(begun.merchant)
  if (!isMine) return refuse('case.absent')
  if (await recordingFor(tx, by, id)) return shownRecording(call, id)
  if (begun.startedAt + begun.offset > now + tolerance) return refuse('recording.clock')
  const acted = await act(tx, recordingCase, { id }, { type: 'recording.start', ...begun, at: instant(now), by })
  return isRefusal(acted) ? acted : shownRecording(call, id)
}

/** Takes the film and its pictures, in the transaction that names them. */
async function handIn(call: Here<z.output<typeof Handed>>) {
  const { tx, by, now, body, params, version } = call
  const row = await recordingFor(tx, by, params.id)
  if (!row) return refuse('case.absent')
  const { state } = row
  // Its answer was missed.
  if ('film' in state && state.film.media === body.media) return shownRecording(call, params.id)
  const { media, pieces, pictures, offset: offsetThen, ...said } = body
  const owner = { merchant: state.merchant, recording: params.id }
  const taken = await takeMedia(tx, owner, [...new Set([media, ...pictures])])
  const fileOf = (id: Id) => taken.find((file) => file.id === id)
  const film = fileOf(media)
  if (film?.kind !== 'video' || pictures.some((id) => fileOf(id)?.kind !== 'photo'))
    return refuse('recording.film_kind')
  const size = pieces.reduce((sum, piece) => sum + piece.size, 0)
  const named = (id: Id) => ({ media: id, sha256: fileOf(id)?.sha256.toString('hex') ?? '' })
  const acted = await act(
    tx,
    recordingCase,
    { id: params.id, version },
    {
      type: 'recording.hand-in',
      film: { ...named(media), ...said, size, pieces: pieces.length, pictures: pictures.map(named) },
      clockMoved: clockMoved({ ...state, offsetThen }, pieces),
      ...{ at: instant(now), by },
    },
  )
  if (isRefusal(acted)) return acted
  keepPieces(tx, params.id, pieces)
  return shownRecording(call, params.id)
}

const about = { tag: 'recordings', who: ['merchant'] } as const

export const stationRoutes = [
  post('/recordings', {
    summary: 'A scan of a waybill begins a film of the parcel being packed / 开始打包录像',
    ...about,
    body: Start,
    answer: RecordingShown,
    status: 201,
    does: start,
  }),
  post('/recordings/:id/film', {
    ...about,
    summary: 'Hand in the film with the list of its pieces; it is checked piece by piece, then sealed / 提交录像',
    params: ById,
    answer: RecordingShown,
    body: Handed,
    does: handIn,
  }),
  get('/parcels/:merchant/:waybill', {
    summary: 'What the shop said that a parcel holds / 包裹内容',
    ...about,
    params: z.object({ merchant: z.uuid(), waybill: Waybill }),
    answer: ParcelShown,
    async does({ tx, by, params }) {
      const isMine = by.kind === 'person' && (await merchantsOfPerson(tx, by.id)).includes(params.merchant)
      const parcel = isMine ? await parcelBy(tx, params) : undefined
      return parcel ? showParcel(parcel) : refuse('case.absent')
    },
  }),
]
