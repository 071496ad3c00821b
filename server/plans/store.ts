import type { Id, PrivateRef, Window } from '@anxin/domain/basics.ts'
import type { Asked } from '@anxin/domain/orders/order.ts'
import type { Hours } from '@anxin/domain/technicians/technician.ts'
import { sql, type Tx } from '../db/database.ts'
import { neededParts } from '../needed-parts.ts'

/** More technicians or orders are not planned at once: a dispatcher sees no more on one board either. */
export const most = { technicians: 100, orders: 500 }

export type TechnicianRow = {
  id: Id
  skills: { appliance: string; brands: string[] | '*' }[]
  territory: string[]
  place: PrivateRef | null
  mean: number | null
  count: number
  hours: Hours | null
  van: string[] | null
}

/** Technicians on duty. Uses `technicians_of_tenant`. */
export const onDuty = (tx: Tx, now: number) =>
  tx.rows<TechnicianRow>(sql`
    select t.id, t.skills, t.territory, t.rating_mean::float8 as mean, t.rating_count as count,
      t.state->'works' as hours, t.state->'van' as van,
      case when t.place_until > ${new Date(now)} then t.state->'position'->>'place' end as place
    from technicians t where t.tenant = ${tx.tenant} and t.on_duty order by t.id limit ${most.technicians + 1}`)

export type OpenRow = {
  order: Id
  number: string
  asked: Asked
  visit: Id | null
  version: number | null
  /** Of the visit; null while nobody has the order. */
  status: string | null
  technician: Id | null
  /** Whether who has it is on duty, and when they work. */
  isHolderOn: boolean
  hours: Hours | null
  window: Window | null
  search: Id | null
  /** Who was there for this order before. */
  known: Id[]
  declined: Id[]
  /** Numbers of the parts that the last visit has waited for. */
  parts: string[]
  /** When it was reported, or reported again (ms), and when whoever is on the way thinks to be there. */
  since: number
  expected: number | null
}

/** Orders that somebody has and has not done, and orders that wait for somebody; the oldest first. Uses `visits_open`,
 *  `searches_of_order`. */
export const openWork = (tx: Tx) =>
  tx.rows<OpenRow>(sql`
    select o.id as order, o.number, o.state->'asked' as asked, v.id as visit, v.version, v.status, v.technician,
      coalesce(h.on_duty, false) as "isHolderOn", h.state->'works' as hours,
      coalesce(v.state->'plan'->'window', o.state->'asked'->'window') as window, s.id as search,
      array(select distinct b.technician from visits b where b.order_id = o.id and b.ended_at is not null and b.status <> 'cancelled') as known,
      array(select distinct (f.body->>'technician')::uuid from facts f
        where f.case_id = s.id and f.kind = 'search' and f.type = 'search.declined') as declined,
      ${neededParts(sql`o.id`)} as parts,
      coalesce((o.state->'reopenedAt'->>-1)::bigint, (o.state->>'openedAt')::bigint) as since,
      (v.state->>'expectedAt')::bigint as expected
    from orders o
    left join visits v on v.order_id = o.id and v.ended_at is null
    left join technicians h on h.id = v.technician
    left join lateral (
      select id, status from searches where order_id = o.id order by changed_at desc limit 1) s
      on v.id is null and s.status not in ('taken', 'stopped')
    where o.tenant = ${tx.tenant} and o.status in ('received', 'assigned', 'serving') and (v.id is not null or s.id is not null)
    order by o.opened_at limit ${most.orders + 1}`)
