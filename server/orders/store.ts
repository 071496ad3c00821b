import type { Described } from '@anxin/domain/appliances/appliance.ts'
import type { Actor, Id, PrivateRef, Window } from '@anxin/domain/basics.ts'
import type { Order } from '@anxin/domain/orders/order.ts'
import type { Code, Quote } from '@anxin/domain/visits/visit.ts'
import { sql, type Tx } from '../db/database.ts'

export type OrderRow = { id: Id; version: number; state: Exclude<Order, { status: 'none' }>; technician: Id | null }

const columns = sql`id, version, state, technician`

/** One order, if this actor may know of it: a consumer the own, a technician those with an own visit, the desk all.
 *  Anybody else's is not found. */
export function orderFor(tx: Tx, by: Actor, id: Id): Promise<OrderRow | undefined> {
  return tx.first<OrderRow>(sql`select ${columns} from orders o where id = ${id} and ${whose(by)}`)
}

/** Which orders an actor may know of. */
function whose(by: Actor) {
  if (by.kind === 'person' && by.role === 'consumer') return sql`o.person = ${by.id}`
  if (by.kind === 'person' && by.role === 'technician')
    return sql`exists (select from visits v where v.order_id = o.id and v.technician = ${by.id})`
  return sql`true`
}

export type Filter = {
  statuses: readonly string[]
  region?: string | undefined
  appliance?: string | undefined
  urgency?: string | undefined
  number?: string | undefined
  person?: Id | null | undefined
  after: { openedAt: string; id: Id } | null
  limit: number
}

const openStatuses = ['received', 'assigned', 'serving', 'waiting']

/** Orders, the newest first. With open statuses only, it is served by `orders_open` however many are finished;
 *  else by `orders_all`, `orders_in_region` or `orders_of_person`. */
export const ordersLike = (tx: Tx, filter: Filter): Promise<OrderRow[]> =>
  tx.rows<OrderRow>(sql`
    select ${columns} from orders where ${matching(tx, filter)} order by opened_at desc, id desc limit ${filter.limit}`)

/** How many orders match, counted up to `limit`. */
export async function countLike(tx: Tx, filter: Filter): Promise<number> {
  const row = await tx.first<{ n: number }>(sql`
    select count(*) as n from (select from orders where ${matching(tx, filter)} limit ${filter.limit}) as found`)
  return row?.n ?? 0
}

function matching(tx: Tx, { statuses, region, appliance, urgency, number, person, after }: Filter) {
  const isOpenOnly = statuses.length > 0 && statuses.every((status) => openStatuses.includes(status))
  const conditions = [
    // Written out, not bound, so that the planner sees that the partial index applies.
    ...(isOpenOnly ? [sql`status in ('received', 'assigned', 'serving', 'waiting')`] : []),
    ...(statuses.length > 0 ? [sql`status = any(${[...statuses]})`] : []),
    // Not LIKE: it is not leakproof, so below row security it would read every order of the tenant. ':' follows '9'.
    ...(region ? [sql`region ~>=~ ${region} and region ~<~ ${`${region}:`}`] : []),
    ...(appliance ? [sql`appliance = ${appliance}`] : []),
    ...(urgency ? [sql`urgency = ${urgency}`] : []),
    ...(number ? [sql`number = ${number}`] : []),
    ...(person !== undefined ? [sql`person = ${person}`] : []),
    ...(after ? [sql`(opened_at, id) < (${after.openedAt}::timestamptz, ${after.id}::uuid)`] : []),
  ]
  return sql.join([sql`tenant = ${tx.tenant}`, ...conditions], sql` and `)
}

export type TimelineRow = {
  kind: string
  type: string
  at: Date
  by: Actor
  body: Record<string, unknown>
  /** Of a fact of a promise: what was promised. */
  promised: string | null
}

/** Everything that happened to an order and to its visits, searches and promises, in the order in which it was kept:
 *  a clock may have been set back meanwhile. */
export const timelineOf = (tx: Tx, order: Id) =>
  tx.rows<TimelineRow>(sql`
    select f.kind, f.type, f.at, f.by, f.body, p.promised from facts f left join promises p on p.id = f.case_id
    where f.case_id in (
      select ${order}::uuid
      union all select id from visits where order_id = ${order}
      union all select id from searches where order_id = ${order}
      union all select id from promises where order_id = ${order})
    order by f.seq limit 1000`)

/** The visits of an order, first to last. */
export const visitsOf = (tx: Tx, order: Id) =>
  tx.rows<VisitBrief>(sql`
    select id, version, status, technician, ordinal, state from visits where order_id = ${order} order by ordinal`)
export type VisitBrief = {
  id: Id
  version: number
  status: string
  technician: Id
  ordinal: number
  /** As `Visit` has it; each status carries only some of these. */
  state: {
    plan: { window: Window | null; free: boolean }
    expectedAt?: number | null
    arrivedAt?: number
    cause?: PrivateRef
    quote?: Quote
    charged?: number
    code?: Code
    media?: Id[]
  }
}

/** The running clocks of an order. */
export const promisesOf = (tx: Tx, order: Id) =>
  tx.rows<{
    promised: string
    status: string
    due_at: Date | null
    ran_ms: number
    kept: boolean | null
    started_at: Date
  }>(sql`
    select promised, status, due_at, ran_ms, kept, started_at from promises where order_id = ${order} order by started_at`)

/** The search that now looks for a technician, for the dispatcher. */
export const searchOf = (tx: Tx, order: Id) =>
  tx.first<{ id: Id; version: number; status: string; state: { until?: number; asked?: Id[]; why?: string[] } }>(sql`
    select id, version, status, state from searches where order_id = ${order} order by changed_at desc limit 1`)

/** An appliance in use that this person registered. */
export const registeredAppliance = (tx: Tx, person: Id, id: Id) =>
  tx.first<{ described: Described }>(sql`
    select state->'described' as described from appliances
    where id = ${id} and tenant = ${tx.tenant} and person = ${person} and status = 'in-use'`)

type Contact = { name: PrivateRef; phone: PrivateRef; address: PrivateRef; place: PrivateRef | null }
/** What was said of the contact in a person's newest order. Uses `orders_of_person`. */
export const lastContactOf = (tx: Tx, person: Id) =>
  tx.first<{ asked: Contact }>(sql`
    select state->'asked' as asked from orders where tenant = ${tx.tenant} and person = ${person}
    order by opened_at desc limit 1`)

/** Where the technician of an order says to be, while that may be used. */
export const positionOf = (tx: Tx, technician: Id, now: number) =>
  tx.first<{ place: PrivateRef; until: Date; at: number | null }>(sql`
    select state->'position'->>'place' as place, place_until as until, (state->'position'->>'at')::float8 as at
    from technicians
    where id = ${technician} and place_until > ${new Date(now)} and state->'position'->>'place' is not null`)

/** Whether this claim is the person's, and its remedy a repair that is not ordered yet. Uses the primary keys. */
export const awaitsRepair = async (tx: Tx, claim: Id, person: Id): Promise<boolean> =>
  (await tx.first(sql`
    select from remedies r join claims c on c.id = r.id
    where r.id = ${claim} and r.status = 'repairing' and r.order_id is null and c.buyer = ${person}`)) !== undefined

/** Who has this visit, where the order still says somebody else. */
export const holderOf = async (tx: Tx, { order, visit }: { order: Id; visit: Id }): Promise<Id | null> =>
  (
    await tx.first<{ technician: Id }>(sql`
      select v.technician from visits v join orders o on o.id = v.order_id
      where v.id = ${visit} and o.id = ${order} and o.technician is distinct from v.technician`)
  )?.technician ?? null
