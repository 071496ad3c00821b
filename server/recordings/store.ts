import type { Actor, Id } from '@anxin/domain/basics.ts'
import type { Piece } from '@anxin/domain/recordings/film.ts'
import type { Recording } from '@anxin/domain/recordings/recording.ts'
import { sql, type Tx } from '../db/database.ts'
import { rowsInto } from '../db/rows.ts'

export type KeptRecording = Exclude<Recording, { status: 'none' }>
export type RecordingRow = {
  id: Id
  version: number
  state: KeptRecording
  merchantName: string
  parcel: Parcel | null
}
/** What the shop said that the parcel holds. */
export type Parcel = { purchase: Id; number: string; lines: { sku: string; title: string; quantity: number }[] }

/** A merchant's own; reviewers and operators all. */
function whose(tx: Tx, by: Actor) {
  if (by.kind !== 'person' || by.role !== 'merchant') return sql`true`
  return sql`r.merchant in (select merchant from merchant_members where tenant = ${tx.tenant} and person = ${by.id})`
}

const whole = sql`
  select r.id, r.version, r.state, m.name as "merchantName", (
    select json_build_object('purchase', p.id, 'number', p.number, 'lines', (
      select json_agg(json_build_object('sku', l.sku, 'title', l.title, 'quantity', l.quantity) order by l.line)
      from purchase_lines l where l.purchase = p.id))
    from parcels k join purchases p on p.id = k.purchase
    where k.tenant = r.tenant and k.merchant = r.merchant and k.waybill = r.waybill) as parcel
  from recordings r join merchants m on m.id = r.merchant`

/** One recording, if this actor may know of it; anybody else's is not found. Uses the primary key. */
export const recordingFor = (tx: Tx, by: Actor, id: Id) =>
  tx.first<RecordingRow>(sql`${whole} where r.id = ${id} and ${whose(tx, by)}`)

/** What is looked for: words as somebody typed or scanned them, `waybill` the same as a waybill where it can be one. */
export type Wanted = { words: string | null; waybill: string | null; before: Id | null; limit: number }

const startsWith = (text: string) => `${text.replace(/[\\%_]/g, '\\$&')}%`

/** Recordings by waybill, the shop's number of the order, the number of the goods or how their name begins; the newest first.
 *  Uses `recordings_of_waybill`, `purchases_of_number`, `purchase_lines_of_sku`, `purchase_lines_of_title`; without words
 *  `recordings_of_merchant` or the primary key. */
export function recordingsLike(tx: Tx, by: Actor, { words, waybill, before, limit }: Wanted) {
  const found =
    words === null
      ? sql`true`
      : sql`r.id in (
    ${waybill ? sql`select id from recordings where tenant = ${tx.tenant} and waybill like ${startsWith(waybill)} union` : sql``}
    select r2.id from parcels k join recordings r2
      on r2.tenant = k.tenant and r2.waybill = k.waybill and r2.merchant = k.merchant
    where k.purchase in (
      select id from purchases where tenant = ${tx.tenant} and number = ${words}
      union select purchase from purchase_lines where tenant = ${tx.tenant} and sku = ${words}
      union select purchase from purchase_lines where tenant = ${tx.tenant} and title like ${startsWith(words)}))`
  return tx.rows<RecordingRow>(sql`
    ${whole} where r.tenant = ${tx.tenant} and ${whose(tx, by)} and ${found}
      ${before ? sql`and r.id < ${before}` : sql``}
    order by r.id desc limit ${limit}`)
}

/** The list of pieces that a station handed in with its film. */
export const piecesOf = async (tx: Tx, id: Id): Promise<Piece[] | undefined> =>
  (await tx.first<{ pieces: Piece[] }>(sql`select pieces from recording_pieces where recording = ${id}`))?.pieces

/** Keeps that list, in the transaction that hands the film in. */
export const keepPieces = (tx: Tx, recording: Id, pieces: readonly Piece[]): void =>
  tx.write(rowsInto('recording_pieces', [{ recording, tenant: tx.tenant, pieces }]))

/** The purchase that a parcel is of, by its waybill. Uses the primary key. */
export const parcelBy = (tx: Tx, { merchant, waybill }: { merchant: Id; waybill: string }) =>
  tx.first<Parcel>(sql`
    select p.id as purchase, p.number, (
      select json_agg(json_build_object('sku', l.sku, 'title', l.title, 'quantity', l.quantity) order by l.line)
      from purchase_lines l where l.purchase = p.id) as lines
    from parcels k join purchases p on p.id = k.purchase
    where k.tenant = ${tx.tenant} and k.merchant = ${merchant} and k.waybill = ${waybill}`)
