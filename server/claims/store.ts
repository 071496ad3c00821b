import type { Actor, Id } from '@anxin/domain/basics.ts'
import type { OpenedClaim } from '@anxin/domain/claims/claim.ts'
import type { Slot } from '@anxin/domain/evidence/slots.ts'
import { sql, type Tx } from '../db/database.ts'

export type ClaimRow = { id: Id; version: number; state: OpenedClaim; merchantName: string; title: string }

const whole = sql`
  select c.id, c.version, c.state, m.name as "merchantName", l.title
  from claims c join merchants m on m.id = c.merchant
  join purchase_lines l on l.purchase = c.purchase and l.line = c.line`

/** Which claims an actor may know of: a buyer the own, a merchant those about its goods once it is heard or decided,
 *  reviewers and operators all. */
function whose(tx: Tx, by: Actor) {
  if (by.kind === 'person' && by.role === 'consumer') return sql`c.buyer = ${by.id}`
  if (by.kind === 'person' && by.role === 'merchant')
    return sql`(c.buyer = ${by.id} or c.merchant in (
        select merchant from merchant_members where tenant = ${tx.tenant} and person = ${by.id})
      and jsonb_array_length(c.state->'hearings') + jsonb_array_length(c.state->'verdicts') > 0)`
  return sql`true`
}

/** One claim, if this actor may know of it; anybody else's is not found. Uses the primary key. */
export const claimFor = (tx: Tx, by: Actor, id: Id) =>
  tx.first<ClaimRow>(sql`${whole} where c.id = ${id} and ${whose(tx, by)}`)

/** One claim, for the errands. Uses the primary key. */
export const claimById = (tx: Tx, id: Id) => tx.first<ClaimRow>(sql`${whole} where c.id = ${id}`)

export type Filter = {
  statuses: readonly string[]
  grades: readonly string[]
  number: string | null
  after: { openedAt: string; id: Id } | null
  limit: number
}

const like = (tx: Tx, by: Actor, { statuses, grades, number, after }: Filter) => sql`
  c.tenant = ${tx.tenant} and ${whose(tx, by)}
    ${statuses.length > 0 ? sql`and c.status = any(${[...statuses]})` : sql``}
    ${grades.length > 0 ? sql`and c.grade = any(${[...grades]})` : sql``}
    ${number ? sql`and c.number = ${number}` : sql``}
    ${after ? sql`and (c.opened_at, c.id) < (${after.openedAt}::timestamptz, ${after.id}::uuid)` : sql``}`

/** Claims that an actor may know of, the newest first. Uses `claims_all`, `claims_of_buyer` or `claims_of_merchant`. */
export const claimsLike = (tx: Tx, by: Actor, filter: Filter) =>
  tx.rows<ClaimRow>(sql`
    ${whole} where ${like(tx, by, filter)} order by c.opened_at desc, c.id desc limit ${filter.limit}`)

/** How many claims match, counted as far as `limit`. */
export const countLike = async (tx: Tx, by: Actor, filter: Filter): Promise<number> =>
  (
    await tx.first<{ n: number }>(sql`
      select count(*)::int as n from (select from claims c where ${like(tx, by, filter)} limit ${filter.limit}) as found`)
  )?.n ?? 0

export type Bought = {
  purchase: Id
  merchant: Id
  buyer: Id
  category: string
  paid: number
  placedAt: Date
  deliveredAt: Date | null
}

/** The line that is claimed about, locked: two claims about it, sent in the same second, are told one after the other. */
export const boughtLine = (tx: Tx, { purchase, line }: { purchase: Id; line: number }) =>
  tx.first<Bought>(sql`
    select p.id as purchase, p.merchant, p.buyer, l.category, l.paid, p.placed_at as "placedAt",
      p.delivered_at as "deliveredAt"
    from purchase_lines l join purchases p on p.id = l.purchase
    where l.purchase = ${purchase} and l.line = ${line} for update of l`)

/** Whether a claim about this line is under way. Uses `claims_open_for_line`. */
export const isClaimed = async (tx: Tx, { purchase, line }: { purchase: Id; line: number }): Promise<boolean> =>
  (await tx.first(sql`
    select from claims where purchase = ${purchase} and line = ${line}
      and status in ('collecting', 'examining', 'hearing', 'review', 'decided')`)) !== undefined

/** What is known of a buyer: purchases since, and all claims refused for good because of a picture; for people also how many
 *  claims there were since. Uses `purchases_of_buyer` and `claims_of_buyer`. */
export async function recordOf(tx: Tx, buyer: Id, since: number) {
  const row = await tx.first<{ purchases: number; claims: number; forged: number }>(sql`
    select
      (select count(*) from purchases where tenant = ${tx.tenant} and buyer = ${buyer} and placed_at > ${new Date(since)})::int
        as purchases,
      count(*) filter (where opened_at > ${new Date(since)})::int as claims,
      count(*) filter (where status = 'closed' and state->'verdict'->>'outcome' = 'refusal'
        and state->'verdict'->'reasons' ?| array['photo-altered', 'photo-reused'])::int as forged
    from claims where tenant = ${tx.tenant} and buyer = ${buyer}`)
  return row ?? { purchases: 0, claims: 0, forged: 0 }
}

export type EvidenceFile = {
  id: Id
  kind: 'photo' | 'video'
  mime: string
  file: string
  person: Id | null
  sha256: Buffer
}
/** Files by id. Uses the primary key. */
export const filesOf = (tx: Tx, ids: readonly Id[]) =>
  tx.rows<EvidenceFile>(sql`
    select id, kind, mime, file, person, sha256 from media where id = any(${[...ids]}::uuid[])`)

/** Kind and size in pixels of files, by id. Uses the primary key. */
export const sizesOf = (tx: Tx, ids: readonly Id[]) =>
  tx.rows<{ id: Id; kind: 'photo' | 'video'; width: number | null; height: number | null; isThere: boolean }>(sql`
    select m.id, m.kind, m.width, m.height, p.status is distinct from 'erased' as "isThere"
    from media m left join people p on p.id = m.person where m.id = any(${[...ids]}::uuid[])`)

/** Pictures of the goods: as the shop lists them, and as its packing table filmed them in the parcels of this purchase. Films
 *  that were not found to be as they were taken show nothing. Uses `parcels_of_purchase` and `recordings_of_waybill`. */
export const goodsPictures = async (tx: Tx, { purchase, line }: { purchase: Id; line: number }) =>
  (await tx.first<{ listing: Id[]; packed: Id[] }>(sql`
    select pictures as listing, array(
      select (picture->>'media')::uuid from parcels k
      join recordings r on r.tenant = k.tenant and r.waybill = k.waybill and r.merchant = k.merchant
      cross join lateral jsonb_array_elements(r.state->'film'->'pictures') picture
      where k.purchase = l.purchase and r.status = 'sealed' and jsonb_typeof(r.state->'broken') = 'null'
      order by r.id limit ${mostPacked}) as packed
    from purchase_lines l where purchase = ${purchase} and line = ${line}`)) ?? { listing: [], packed: [] }
/** Each photo is held against every one of them: more would keep the buyer waiting. */
const mostPacked = 6

/** The rules that the merchant had published when this was bought. Uses `policies_of_merchant`. */
export const policyOf = async (tx: Tx, { purchase, merchant }: { purchase: Id; merchant: Id }) =>
  (await tx.first<{ text: string; from: Date }>(sql`
    select y.state->>'text' as text, y.from_at as from
    from purchases p join policies y on y.tenant = p.tenant and y.merchant = ${merchant} and y.from_at <= p.placed_at
    where p.id = ${purchase} order by y.from_at desc, y.id desc limit 1`)) ?? null

export type Fact = { kind: string; type: string; at: Date; by: Actor; body: Record<string, unknown> }

/** Everything that happened to a claim, its hearings, decisions and remedy, in the order in which it was kept. */
export const timelineOf = (tx: Tx, claim: Id) =>
  tx.rows<Fact>(sql`
    (select seq, kind, type, at, by, body from facts
      where kind <> 'disclosure' and case_id in (
        select ${claim}::uuid
        union all select id from hearings where claim_id = ${claim}
        union all select id from decisions where claim_id = ${claim})
      order by seq limit 1000)
    union all
    (select seq, kind, type, at, by, body from facts
      where kind = 'disclosure' and case_id = ${claim} order by seq limit 1000)
    order by seq`)

export type Inspection = { media: Id; report: unknown; layers: Id[] }

/** What the inspection said of a claim's photos, with the goods' pictures that can be laid over each. */
export const inspectionsOf = (tx: Tx, claim: Id) =>
  tx.rows<Inspection>(sql`
    select i.media, i.report,
      array(select goods from inspection_layers l where l.claim_id = i.claim_id and l.media = i.media) as layers
    from inspections i where i.claim_id = ${claim}`)

/** Slots by piece, as the claim holds them. */
export type Shown = { media: Id; slot: Slot; side: 'buyer' | 'merchant'; at: number; isLive: boolean; sha256: string }
