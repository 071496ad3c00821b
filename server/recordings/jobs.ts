import { type Id, instant } from '@anxin/domain/basics.ts'
import type { Break } from '@anxin/domain/recordings/recording.ts'
import { z } from 'zod'
import { act, send, stampOf } from '../act.ts'
import { sql } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { job, NotYet } from '../worker.ts'
import { recordingCase } from './case.ts'
import { breakIn, headOf } from './links.ts'
import { isNeeded, type KeptRecording, piecesOf } from './store.ts'

const OfRecording = z.object({ recording: z.uuid() })
type Asked = { tenant: string; payload: { recording: Id }; deps: Deps }

/** The recording as it stands, with the list of its pieces and where the film lies. */
const opened = ({ tenant, payload: { recording }, deps }: Asked) =>
  deps.db.transaction({ tenant }, async (tx) => {
    const row = await tx.first<{ state: KeptRecording }>(sql`select state from recordings where id = ${recording}`)
    if (!row || !('film' in row.state)) return null
    const film = await tx.first<{ file: string }>(sql`select file from media where id = ${row.state.film.media}`)
    return { state: row.state, pieces: (await piecesOf(tx, recording)) ?? [], file: film?.file }
  })

/** Reads the film once and holds it against what was linked while it was taken. Asked again it finds the same. */
async function check(asked: Asked): Promise<void> {
  const { tenant, payload, deps } = asked
  const found = await opened(asked)
  if (found?.state.status !== 'checking') return
  const { state, pieces, file } = found
  if (file === undefined) throw new Error('the film that was handed in is gone')
  const isLinked = headOf({ recording: payload.recording, ...state }, pieces) === state.film.head
  const film = await deps.media.read(file, deps.private.key('media'))
  const broken: Break | null = isLinked ? await breakIn(film, pieces) : { how: 'linked', piece: 0 }
  await deps.db.transaction({ tenant }, async (tx) => {
    const command = { type: 'recording.check' as const, broken, ...stampOf('reaction', deps.now()) }
    await act(tx, recordingCase, { id: payload.recording }, command)
  })
}

/** Has an authority stamp the last link: whoever has film and list can hold them against it. */
async function stamp(asked: Asked): Promise<void> {
  const { tenant, payload, deps } = asked
  const found = await opened(asked)
  if (found?.state.status !== 'sealed' || found.state.stamp) return
  const stamped = await deps.proof.stamp(Buffer.from(found.state.film.head))
  if ('missing' in stamped) {
    if (stamped.missing === null) return // no authority is set
    throw new NotYet(`time stamp: ${stamped.missing}`)
  }
  const { token, at, by: authority } = stamped
  await deps.db.transaction({ tenant }, async (tx) => {
    const said = { token: Buffer.from(token).toString('base64'), stampedAt: instant(Date.parse(at)), authority }
    await act(
      tx,
      recordingCase,
      { id: payload.recording },
      { type: 'recording.stamp', ...said, ...stampOf('reaction', deps.now()) },
    )
  })
}

/** How long a film whose term is over waits for claims about its parcel: a month. */
const lookAgain = 30 * 86_400_000

/** An authority that was down for a day is asked all the same. */
const delays = [1, 5, 15, 60, 180, 360, 720, 1_440].map((minutes) => minutes * 60_000)

/** What follows when a film is handed in, and when its term is over. */
export const recordingJobs = [
  job({ name: 'recording.check', payload: OfRecording, atOnce: 2, outward: check }),
  job({ name: 'recording.stamp', payload: OfRecording, delays, outward: stamp }),
  job({
    name: 'recording.expire',
    payload: OfRecording,
    /** A claim that is held against it keeps it as long as its own evidence. */
    async run({ tx, payload: { recording: id }, now }) {
      if (await isNeeded(tx, id, now))
        send(tx, [
          { job: 'recording.expire', payload: { recording: id }, dueAt: instant(now + lookAgain) },
          { job: 'media.guard', payload: { recording: id }, dueAt: instant(now) },
        ])
      else await act(tx, recordingCase, { id }, { type: 'recording.remove', ...stampOf('clock', now) })
    },
  }),
]
