import type { Id } from '@anxin/domain/basics.ts'
import { breaks, endings } from '@anxin/domain/recordings/recording.ts'
import { type Refusal, refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import type { Call } from '../http/route.ts'
import { type Parcel, type RecordingRow, recordingFor } from './store.ts'

const Moment = z.string().nullable()
export const ParcelShown = z.object({
  number: z.string(),
  lines: z.array(z.object({ sku: z.string(), title: z.string(), quantity: z.number() })),
})
/** A recording as its merchant, reviewers and operators see it. */
export const RecordingShown = z.object({
  id: z.string(),
  version: z.number(),
  status: z.string(),
  merchant: z.object({ id: z.string(), name: z.string() }),
  waybill: z.string(),
  /** What the shop said of the parcel; else null, and the order's number as the station knew it. */
  parcel: ParcelShown.nullable(),
  order: z.string().nullable(),
  device: z.string(),
  /** By the server's clock, as the device reckoned it. */
  startedAt: z.string(),
  film: z
    .object({
      media: z.string(),
      sha256: z.string(),
      /** Bytes. */
      size: z.number(),
      /** Milliseconds. */
      length: z.number(),
      pieces: z.number(),
      head: z.string(),
      ending: z.enum(endings),
    })
    .nullable(),
  pictures: z.array(z.string()),
  handedInAt: Moment,
  /** When the bytes were found to be the film that was linked while it was taken. */
  sealedAt: Moment,
  /** Why they are not, and from which piece on. */
  broken: z.object({ how: z.enum(breaks), piece: z.number() }).nullable(),
  /** The device's clock had been set while it recorded: from which piece on, by how many milliseconds. */
  clockMoved: z.object({ piece: z.number(), by: z.number() }).nullable(),
  stamp: z.object({ at: z.string(), authority: z.string() }).nullable(),
  keepUntil: Moment,
  hold: z.object({ since: z.string(), reason: z.string().nullable() }).nullable(),
})

const iso = (at: number) => new Date(at).toISOString()
export const showParcel = ({ number, lines }: Parcel): z.input<typeof ParcelShown> => ({ number, lines })

type Seen = Call<unknown, unknown, unknown>
type State = RecordingRow['state']

const filmOf = (state: State) => ('film' in state ? state.film : null)
const sealOf = (state: State) => ('keepUntil' in state ? state : null)

export async function showRecordings(
  { tx, deps }: Seen,
  rows: readonly RecordingRow[],
): Promise<z.input<typeof RecordingShown>[]> {
  const reasons = rows.flatMap(({ state }) => sealOf(state)?.hold?.reason ?? [])
  const opened = await deps.private.open(tx, reasons)
  return rows.map(({ id, version, state, merchantName, parcel }) => {
    const { merchant, waybill, order, device, startedAt, offset } = state
    const film = filmOf(state)
    const seal = sealOf(state)
    const moved = 'clockMoved' in state ? state.clockMoved : null
    return {
      ...{ id, version, status: state.status, waybill, order, device, broken: seal?.broken ?? null },
      merchant: { id: merchant, name: merchantName },
      parcel: parcel && showParcel(parcel),
      startedAt: iso(startedAt + offset),
      film: film && {
        ...{ media: film.media, sha256: film.sha256, size: film.size, length: film.length },
        ...{ pieces: film.pieces, head: film.head, ending: film.ending },
      },
      pictures: film?.pictures.map(({ media }) => media) ?? [],
      handedInAt: 'handedInAt' in state ? iso(state.handedInAt) : null,
      sealedAt: seal && !seal.broken ? iso(seal.sealedAt) : null,
      clockMoved: moved && { piece: moved.n, by: moved.by },
      stamp: seal?.stamp ? { at: iso(seal.stamp.stampedAt), authority: seal.stamp.authority } : null,
      keepUntil: seal && iso(seal.keepUntil),
      hold: seal?.hold ? { since: iso(seal.hold.since), reason: opened.get(seal.hold.reason) ?? null } : null,
    }
  })
}

/** One recording as it is now, for the answer. */
export async function shownRecording(call: Seen, id: Id): Promise<z.input<typeof RecordingShown> | Refusal> {
  const row = await recordingFor(call.tx, call.by, id)
  const [one] = row ? await showRecordings(call, [row]) : []
  return one ?? refuse('case.absent')
}
