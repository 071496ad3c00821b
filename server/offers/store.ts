import { aimsAt } from '@anxin/dispatch/aims.ts'
import { type Ranked, rank, type Technician } from '@anxin/dispatch/rank.ts'
import type { Id, PrivateRef } from '@anxin/domain/basics.ts'
import type { Asked } from '@anxin/domain/orders/order.ts'
import { sql, type Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { hasSkill } from '../has-skill.ts'
import { neededParts } from '../needed-parts.ts'
import { placeFrom } from '../private/place.ts'

type Row = {
  id: Id
  skills: Technician['skills']
  territory: string[]
  load: number
  place: PrivateRef | null
  rating_mean: number | null
  rating_count: number
  knows: boolean
  van: string[] | null
}

/** Who could take the order at this moment, best first. Technicians who hold an open offer for another order are left in peace. */
export async function candidatesFor(
  tx: Tx,
  { deps, order, now }: { deps: Deps; order: Id; now: number },
): Promise<Ranked[]> {
  const row = await tx.first<{ asked: Asked; parts: string[] }>(
    sql`select o.state->'asked' as asked, ${neededParts(sql`o.id`)} as parts from orders o where o.id = ${order}`,
  )
  if (!row?.asked.region) return []
  const { appliance, brand, region } = row.asked
  const rows = await onDuty(tx, { order, appliance, region, now })
  const to = row.asked.place
  // Without a place to go to, it does not matter where anybody is.
  const places = to ? await deps.private.open(tx, [to, ...rows.flatMap(({ place }) => place ?? [])]) : new Map()
  const placeOf = (ref: PrivateRef | null) => (ref ? placeFrom(places.get(ref)) : null)
  return rank(
    { appliance, brand, region, place: placeOf(to), parts: row.parts },
    rows.map((t) => ({
      technician: t.id,
      skills: t.skills,
      territory: t.territory,
      load: t.load,
      place: placeOf(t.place),
      rating: t.rating_count > 0 && t.rating_mean !== null ? { mean: t.rating_mean, count: t.rating_count } : null,
      knowsTheOrder: t.knows,
      parts: t.van && new Set(t.van),
    })),
    aimsAt(now).weights,
  )
}

/** Technicians on duty with the skill, in whose territory the region lies. Uses `technicians_serving`. */
const onDuty = (
  tx: Tx,
  { order, appliance, region, now }: { order: Id; appliance: string; region: string; now: number },
) =>
  tx.rows<Row>(sql`
    select t.id, t.skills, t.territory, t.state->'van' as van, t.rating_mean::float8 as rating_mean, t.rating_count,
      case when t.place_until > ${new Date(now)} then t.state->'position'->>'place' end as place,
      (select count(*)::int from visits v where v.technician = t.id and v.ended_at is null) as load,
      exists (select from visits v where v.order_id = ${order} and v.technician = t.id) as knows
    from technicians t
    where t.on_duty and t.appliances @> ${[appliance]}::text[] and t.territory && ${around(region)}::text[]
      and not exists (select from searches s where s.asked @> array[t.id] and ${isOfferOfAnother({ order, now })})`)

/** Of a search `s`: an offer of another order that still stands. */
export const isOfferOfAnother = ({ order, now }: { order: Id; now: number }) =>
  sql`s.status = 'offering' and s.order_id <> ${order} and (s.state->>'until')::float8 > ${now}`

/** The codes whose territory contains the region: its province, prefecture, county and, if it is one, town. */
const around = (region: string): string[] => [
  `${region.slice(0, 2)}0000`,
  `${region.slice(0, 4)}00`,
  region.slice(0, 6),
  ...(region.length > 6 ? [region] : []),
]

/** Whether an order still wants a technician; it stays so until the transaction ends. */
export const isWaiting = async (tx: Tx, order: Id): Promise<boolean> =>
  (await tx.first(sql`select id from orders where id = ${order} and status = 'received' for share`)) !== undefined

/** The search of an order that is not over, if there is one. Uses `searches_of_order`. */
export const openSearch = (tx: Tx, order: Id) =>
  tx.first<{ id: Id }>(sql`
    select id from searches where order_id = ${order} and status not in ('taken', 'stopped')
    order by changed_at desc limit 1`)

export type Offer = {
  id: Id
  order_id: Id
  status: string
  version: number
  until: number
  asked: Asked
  free: boolean
}

/** Offers that this technician holds now. Uses `searches_asked`. */
export const offersTo = (tx: Tx, technician: Id, now: number) =>
  tx.rows<Offer>(sql`
    select s.id, s.order_id, s.status, s.version, (s.state->>'until')::float8 as until, o.state->'asked' as asked,
      (jsonb_array_length(o.state->'reopenedAt') > 0 or o.state->'asked'->>'claim' is not null) as free
    from searches s join orders o on o.id = s.order_id
    where s.asked @> ${[technician]}::uuid[] and s.status in ('offering', 'broadcast')
      and (s.state->>'until')::float8 > ${now}
    order by s.changed_at`)

export const isExhausted = async (tx: Tx, search: Id): Promise<boolean> =>
  (await tx.first(sql`select from searches where id = ${search} and status = 'exhausted'`)) !== undefined

/** The order that a search is for. */
export const orderOfSearch = async (tx: Tx, search: Id): Promise<Id | null> =>
  (await tx.first<{ order_id: Id }>(sql`select order_id from searches where id = ${search}`))?.order_id ?? null

/** Whose order a search is for. */
export const consumerOf = async (tx: Tx, search: Id): Promise<Id | null> =>
  (
    await tx.first<{ person: Id }>(
      sql`select o.person from searches s join orders o on o.id = s.order_id where s.id = ${search}`,
    )
  )?.person ?? null

/** Whether a technician of the tenant has the skill that the order needs. Territory and duty are the dispatcher's to overrule. */
export const servesOrder = async (tx: Tx, search: Id, technician: Id): Promise<boolean> =>
  (await tx.first(sql`
    select from searches s join orders o on o.id = s.order_id join technicians t on t.id = ${technician}
    where s.id = ${search} and ${hasSkill}`)) !== undefined

/** Whether a technician was ever offered this: to all others there is no such offer. Uses `facts_case_id_kind_n_key`. */
export const wasAsked = async (tx: Tx, search: Id, technician: Id): Promise<boolean> =>
  (await tx.first(sql`
    select from facts where case_id = ${search} and kind = 'search'
      and (type = 'search.offered' and body->'candidate'->>'technician' = ${technician}
        or type = 'search.broadcast' and body->'technicians' ? ${technician})
    limit 1`)) !== undefined
