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
/** Whether a claim about what was in this parcel still needs its film: it is under way, held, or its own term runs longer.
 *  Uses the primary keys of `recordings` and `parcels`. */
export const isNeeded = async (tx: Tx, recording: Id, now: number): Promise<boolean> =>
  (await tx.first(sql`
    select from recordings r
    join parcels k on k.tenant = r.tenant and k.merchant = r.merchant and k.waybill = r.waybill
    join claims c on c.purchase = k.purchase
    left join custodies u on u.id = c.id
    where r.id = ${recording} and (u.id is null or u.status = 'kept' and (u.is_held or u.state->'dated' = 'null'
      or (u.state->'dated'->>'keepUntil')::bigint > ${now}))
    limit 1`)) !== undefined

export type Parcel = { purchase: Id; number: string; lines: { sku: string; title: string; quantity: number }[] }

/** A merchant's own; reviewers and operators all. `of`: the row that names the merchant. */
function whose(tx: Tx, by: Actor, of = sql`r`) {
  if (by.kind !== 'person' || by.role !== 'merchant') return sql`true`
  return sql`${of}.merchant in (select merchant from merchant_members where tenant = ${tx.tenant} and person = ${by.id})`
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

/** Whether a text begins so, byte by byte. Not LIKE: row level security keeps that away from an index, since it might tell
 *  of rows that are not to be seen; these operators are known not to. */
const begins = (column: ReturnType<typeof sql>, text: string) =>
  sql`${column} ~>=~ ${text} and ${column} ~<~ ${`${text}\u{10ffff}`}`

/** Of goods that are in every other parcel so many orders are looked through, the newest. */
const mostOrders = 2_000
function ordersOf(tx: Tx, by: Actor, words: string) {
  const isOwn = sql`exists (select from purchases p where p.id = l.purchase and ${whose(tx, by, sql`p`)})`
  const lines = (are: ReturnType<typeof sql>) => sql`(
    select purchase from purchase_lines l where tenant = ${tx.tenant} and ${are} and ${isOwn}
    order by purchase desc limit ${mostOrders})`
  return sql`
    select id from purchases where tenant = ${tx.tenant} and number = ${words}
    union ${lines(sql`sku = ${words}`)} union ${lines(begins(sql`title`, words))}`
}

/** Recordings by waybill, the shop's number of the order, the number of the goods or how their name begins; the newest first.
 *  Uses `recordings_of_waybill`, `purchases_of_number`, `purchase_lines_of_sku`, `purchase_lines_of_title`; without words
 *  `recordings_of_merchant` or the primary key. */
export function recordingsLike(tx: Tx, by: Actor, { words, waybill, before, limit }: Wanted) {
  const byWaybill = waybill
    ? sql`(select id from recordings r where tenant = ${tx.tenant} and ${begins(sql`waybill`, waybill)} and ${whose(tx, by)}
        order by waybill limit ${mostOrders}) union`
    : sql``
  const found =
    words === null
      ? sql`true`
      : sql`r.id in (${byWaybill}
          select f.id from parcels k join recordings f
            on f.tenant = k.tenant and f.waybill = k.waybill and f.merchant = k.merchant
          where k.purchase in (${ordersOf(tx, by, words)}))`
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
