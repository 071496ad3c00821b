import type { Id } from '@anxin/domain/basics.ts'
import { sql, type Tx } from '../db/database.ts'
import type { Range } from './iso.ts'

/** A file as it is kept: `file` the original, `shown` the copy for others where there is one. */
export type MediaRow = {
  id: Id
  kind: 'photo' | 'video'
  mime: string
  file: string
  shown: string | null
  hidden: Range[]
  person: Id | null
}
export const mediaColumns = sql.raw('id, kind, mime, file, shown, hidden, person')

/** How many bytes an upload had that is kept already; undefined while it is not. Uses the primary key. */
export const sizeKept = async (tx: Tx, id: Id): Promise<number | undefined> =>
  (await tx.first<{ size: number }>(sql`select size from media where id = ${id}`))?.size

/** What a file shows something of. */
export type Case = { order: Id } | { claim: Id }

/** The column that says so, with its value. */
export const belongsTo = (of: Case) => ('order' in of ? sql`order_id = ${of.order}` : sql`claim_id = ${of.claim}`)

const isUnadopted = (of: Case, ids: readonly Id[]) =>
  sql`id = any(${ids}::uuid[]) and person is null
    and (${belongsTo(of)} or order_id is null and claim_id is null and merchant is null)`

/** Files of those named that are not yet under the key of their person. Uses the primary key. */
export const unadopted = (tx: Tx, of: Case, ids: readonly Id[]) =>
  tx.rows<MediaRow>(sql`select ${mediaColumns} from media where ${isUnadopted(of, ids)}`)

/** Removes the rows of those; tells which files they had. Uses the primary key. */
export const dropForgotten = (tx: Tx, of: Case, ids: readonly Id[]) =>
  tx.rows<Pick<MediaRow, 'id' | 'file' | 'shown'>>(
    sql`delete from media where ${isUnadopted(of, ids)} returning id, file, shown`,
  )

/** Removes the row if no order has taken the file; tells which files it had. Uses the primary key. */
export const dropUnclaimed = (tx: Tx, id: Id) =>
  tx.first<Pick<MediaRow, 'file' | 'shown'>>(
    sql`delete from media where id = ${id} and order_id is null and claim_id is null and merchant is null
      returning file, shown`,
  )

/** Removes the rows of what a buyer sent as evidence of a claim; tells which files they had. What a merchant sent is its
 *  own, and may show its goods elsewhere. Uses `media_of_claim`. */
export const dropEvidence = (tx: Tx, claim: Id) =>
  tx.rows<Pick<MediaRow, 'id' | 'file' | 'shown'>>(
    sql`delete from media where claim_id = ${claim} and merchant is null returning id, file, shown`,
  )

/** Removes the rows of a recording's files; tells which they had. Uses `media_of_recording`. */
export const dropRecording = (tx: Tx, recording: Id) =>
  tx.rows<Pick<MediaRow, 'id' | 'file' | 'shown'>>(
    sql`delete from media where recording = ${recording} returning id, file, shown`,
  )
