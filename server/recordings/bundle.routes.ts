import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { Id } from '@anxin/domain/basics.ts'
import { sql, type Tx } from '../db/database.ts'
import type { Content, Deps } from '../deps.ts'
import { endingOf } from '../endings.ts'
import { DoorProblem } from '../http/problems.ts'
import { ById, type StreamRoute } from '../http/route.ts'
import { readme } from './readme.ts'
import { type KeptRecording, piecesOf, type RecordingRow, recordingFor } from './store.ts'

/** A film as a bundle for whoever has to be convinced of it: the film and its pictures, the list that it was linked by, the
 *  record of its case, the stamps, and how all of it is checked. */

type Filmed = Extract<KeptRecording, { film: object }>
type File = { id: Id; file: string; mime: string; size: number }

const filesOf = (tx: Tx, recording: Id) =>
  tx.rows<File>(sql`select id, file, mime, size::float8 as size from media where recording = ${recording} order by id`)

async function contentsOf(deps: Deps, { row, tenant, at }: { row: RecordingRow; tenant: Id; at: Date }) {
  const state = row.state as Filmed // the route has looked
  await deps.db.transaction({ tenant }, (tx) => deps.proof.checkpoint(tx, at.getTime()))
  const { files, pieces, record } = await deps.db.transaction({ tenant }, async (tx) => ({
    files: await filesOf(tx, row.id),
    pieces: (await piecesOf(tx, row.id)) ?? [],
    record: await deps.proof.record(tx, [row.id]),
  }))
  const text = (path: string, words: string | Uint8Array): Content => {
    const bytes = Buffer.from(words)
    return { path, at, size: bytes.length, open: async () => Readable.from([bytes]) }
  }
  const kept = (path: string, { file, size }: File): Content => ({
    ...{ path, at, size },
    open: async () => Readable.from(await deps.media.read(file, deps.private.key('media'))),
  })
  const { merchant, waybill, order, device, startedAt, offset } = state
  const about = { recording: row.id, merchant, waybill, order, device, startedAt, offset }
  const film = files.find(({ id }) => id === state.film.media)
  const pictures = state.film.pictures.flatMap(({ media }) => files.find(({ id }) => id === media) ?? [])
  const name = `film.${endingOf(film?.mime ?? '')}`
  const token = 'stamp' in state && state.stamp ? Buffer.from(state.stamp.token, 'base64') : null
  return [
    text('README.txt', readme({ row, film: name, isStamped: token !== null })),
    text('pieces.json', `${JSON.stringify({ about, pieces, head: state.film.head }, null, 1)}\n`),
    text('head.txt', state.film.head),
    ...(token ? [text('head.txt.tst', token)] : []),
    text('record.jsonl', record.map((line) => `${line}\n`).join('')),
    ...(film ? [kept(name, film)] : []),
    ...pictures.map((picture, i) => kept(`pictures/${i + 1}.${endingOf(picture.mime)}`, picture)),
  ]
}

export const recordingBundle: StreamRoute = {
  method: 'GET',
  path: '/recordings/:id/bundle',
  summary:
    'A film with its pictures, list, record and stamps as a sealed bundle that `anxin verify` checks / 导出录像证据包',
  tag: 'recordings',
  who: ['merchant', 'operator', 'reviewer'],
  params: ById,
  async streams({ deps, by, caller: { tenant }, params, now }, { reply }) {
    const { id } = params as { id: Id } // parsed by ById
    const row = await deps.db.transaction({ tenant }, (tx) => recordingFor(tx, by, id))
    if (!row) throw new DoorProblem('case.absent')
    if (row.state.status !== 'sealed') throw new DoorProblem('recording.no_film')
    const at = new Date(now)
    const dir = `${deps.media.spool}/${tenant}`
    await mkdir(dir, { recursive: true, mode: 0o700 })
    const path = `${dir}/recording-${randomUUID()}.zip`
    const contents = await contentsOf(deps, { row, tenant, at })
    const name = `anxin-recording-${row.state.waybill}`
    const info = {
      'External-Identifier': row.state.waybill,
      'External-Description': '打包录像证据包 / Film of a parcel being packed',
    }
    const { size } = await deps.proof.bundle(path, { tenant, name, contents, info, at })
    const file = createReadStream(path)
    // Whoever reads it goes on reading; nothing of it is left when they are through, or we are.
    file.once('open', () => void rm(path, { force: true }))
    reply
      .header('Content-Disposition', `attachment; filename="${name}-${id.slice(-6)}.zip"`)
      .header('Content-Length', size)
      .header('Cache-Control', 'no-store')
      .type('application/zip')
    return reply.send(file)
  },
}
