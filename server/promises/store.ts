import type { Actor, Id, PrivateRef } from '@anxin/domain/basics.ts'
import { sql, type Tx } from '../db/database.ts'

/** The promises of an order that still count. Uses `promises_of_order`. */
export const openPromises = (tx: Tx, order: Id) =>
  tx.rows<{ id: Id; promised: string; status: string }>(sql`
    select id, promised, status from promises where order_id = ${order} and status in ('running', 'paused')`)

/** Whether an order is not over; it stays so until the transaction ends. */
export const isOpen = async (tx: Tx, order: Id): Promise<boolean> =>
  (await tx.first(sql`
    select id from orders where id = ${order} and status in ('received', 'assigned', 'serving', 'waiting') for share`)) !==
  undefined

/** The county of an order, for the figures. */
export const countyOf = async (tx: Tx, order: Id): Promise<string | null> =>
  (await tx.first<{ region: string | null }>(sql`select region from orders where id = ${order}`))?.region?.slice(
    0,
    6,
  ) ?? null

export type AtRisk = {
  id: Id
  order_id: Id
  number: string
  promised: string
  status: string
  county: string | null
  started_at: Date
  due_at: Date | null
  level: number
  is_broken: boolean
}

/** Running promises, the next to break first. Uses `promises_due`. */
export const atRisk = (tx: Tx, { limit }: { limit: number }) =>
  tx.rows<AtRisk>(sql`
    select p.id, p.order_id, o.number, p.promised, p.status, p.county, p.started_at, p.due_at,
      (p.state->>'level')::int as level, (p.state->>'isBroken')::boolean as is_broken
    from promises p join orders o on o.id = p.order_id
    where p.status = 'running' order by p.due_at limit ${limit}`)

export type Kept = {
  county: string | null
  met: number
  broken: number
  kept: number
  p50_ms: number | null
  p90_ms: number | null
}

/** How promises that started since a moment were kept, per county: those met, in time or not, and those past due and not
 *  met, whether they still run, stand still or were released. Uses `promises_judged`. */
export const keptByCounty = (tx: Tx, { promised, since, now }: { promised: string; since: Date; now: Date }) =>
  tx.rows<Kept>(sql`
    select county, count(*) filter (where status = 'met')::int as met,
      count(*) filter (where status <> 'met')::int as broken, count(*) filter (where kept)::int as kept,
      percentile_cont(0.5) within group (order by ran_ms) filter (where status = 'met') as p50_ms,
      percentile_cont(0.9) within group (order by ran_ms) filter (where status = 'met') as p90_ms
    from promises
    where promised = ${promised} and started_at >= ${since} and (
      status = 'met' or (state->>'isBroken')::boolean or (status = 'running' and due_at <= ${now}))
    group by county order by count(*) desc`)

/** Whom to phone about an order: for a technician only while the own visit is open, for the desk always. */
export const contactToCall = (tx: Tx, order: Id, by: Actor) =>
  tx.first<{ person: Id; phone: PrivateRef }>(sql`
    select person, state->'asked'->>'phone' as phone from orders o
    where id = ${order} and ${
      by.kind === 'person' && by.role === 'technician'
        ? sql`exists (select from visits v where v.order_id = o.id and v.technician = ${by.id} and v.ended_at is null)`
        : sql`true`
    }`)
