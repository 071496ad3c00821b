import { lacking, lacks } from '@anxin/domain/recordings/completeness.ts'
import { z } from 'zod'
import { sql, type Tx } from '../db/database.ts'
import { cursorOf, get, PageQuery, pageOf, readCursor } from '../http/route.ts'

/** Orders of a merchant, each with what would be missing if it were disputed tomorrow. */

type Row = {
  id: string
  number: string
  merchantName: string
  placedAt: Date
  deliveredAt: Date | null
  at: string
  titles: string[]
  unpictured: number
  hasPolicy: boolean
  waybills: string[]
  films: { id: string; isSealed: boolean; isBroken: boolean; isCut: boolean; isStamped: boolean; pictures: number }[]
}
type Asked = { person: string; after: readonly [string, string] | null; limit: number }

/** The newest first. Uses `purchases_of_merchant`, `parcels_of_purchase`, `recordings_of_waybill`, `policies_of_merchant`. */
const ordersOf = (tx: Tx, { person, after, limit }: Asked) =>
  tx.rows<Row>(sql`
    select p.id, p.number, m.name as "merchantName", p.placed_at as "placedAt", p.placed_at::text as at,
      p.delivered_at as "deliveredAt",
      array(select l.title from purchase_lines l where l.purchase = p.id order by l.line) as titles,
      (select count(*)::int from purchase_lines l where l.purchase = p.id and cardinality(l.pictures) = 0) as unpictured,
      exists (select from policies y where y.tenant = p.tenant and y.merchant = p.merchant and y.from_at <= p.placed_at)
        as "hasPolicy",
      array(select k.waybill from parcels k where k.purchase = p.id order by k.waybill) as waybills,
      (select coalesce(json_agg(json_build_object('id', r.id, 'isSealed', r.status = 'sealed',
          'isBroken', coalesce(r.state->'broken', 'null') <> 'null', 'isCut', coalesce(r.state->'film'->>'ending' = 'cut', false),
          'isStamped', coalesce(r.state->'stamp', 'null') <> 'null',
          'pictures', coalesce(jsonb_array_length(r.state->'film'->'pictures'), 0)) order by r.id), '[]')
        from parcels k join recordings r on r.tenant = k.tenant and r.waybill = k.waybill and r.merchant = k.merchant
        where k.purchase = p.id and r.status in ('recording', 'checking', 'sealed')) as films
    from purchases p join merchants m on m.id = p.merchant
    where p.tenant = ${tx.tenant}
      and p.merchant in (select merchant from merchant_members where tenant = ${tx.tenant} and person = ${person})
      ${after ? sql`and (p.placed_at, p.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
    order by p.placed_at desc, p.id desc limit ${limit}`)

const Shown = z.object({
  id: z.string(),
  number: z.string(),
  merchant: z.string(),
  placedAt: z.string(),
  goods: z.array(z.string()),
  waybills: z.array(z.string()),
  films: z.array(z.string()),
  /** What is missing, the weightiest first; empty: nothing. */
  lacks: z.array(z.enum(lacks)),
})
const Cursor = z.tuple([z.string(), z.uuid()])

export const evidenceRoutes = [
  get('/purchases/evidence', {
    summary: 'My orders with what would be missing if they were disputed tomorrow / 证据完整度',
    tag: 'recordings',
    who: ['merchant'],
    query: PageQuery,
    answer: pageOf(Shown),
    async does({ tx, by, deps, query: { cursor, limit } }) {
      const person = by.kind === 'person' ? by.id : ''
      const rows = await ordersOf(tx, { person, after: readCursor(cursor, Cursor), limit: limit + 1 })
      const canStamp = deps.proof.hasAuthority
      const items = rows.slice(0, limit).map(({ id, number, merchantName, placedAt, deliveredAt, titles, ...row }) => ({
        ...{ id, number, merchant: merchantName, goods: titles, waybills: row.waybills },
        placedAt: placedAt.toISOString(),
        films: row.films.map((film) => film.id),
        lacks: lacking({
          ...{ waybills: row.waybills.length, films: row.films, unpictured: row.unpictured },
          ...{ isDelivered: deliveredAt !== null, hasPolicy: row.hasPolicy, canStamp },
        }),
      }))
      const last = rows[limit - 1]
      return { items, next: rows.length > limit && last ? cursorOf([last.at, last.id]) : null }
    },
  }),
]
