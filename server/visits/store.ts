import type { Id, Window } from '@anxin/domain/basics.ts'
import type { Asked } from '@anxin/domain/orders/order.ts'
import type { Visit } from '@anxin/domain/visits/visit.ts'
import { sql, type Tx } from '../db/database.ts'
import { hasSkill } from '../has-skill.ts'

type OrderRow = { technician: Id | null; visit: Id | null; visits: Id[]; window: Window | null; isFree: boolean }

/** What a visit takes over from its order. */
export const orderOf = (tx: Tx, order: Id) =>
  tx.first<OrderRow>(sql`
    select technician, visit, state->'visits' as visits, state->'asked'->'window' as window,
      (jsonb_array_length(state->'reopenedAt') > 0 or state->'asked'->>'claim' is not null) as "isFree"
    from orders where id = ${order}`)

/** The visit of an order that is not over. Uses `visits_of_order`. */
export const openVisit = (tx: Tx, order: Id) =>
  tx.first<{ id: Id }>(
    sql`select id from visits where order_id = ${order} and ended_at is null order by ordinal desc limit 1`,
  )

export type VisitRow = {
  id: Id
  version: number
  status: Visit['status']
  state: Exclude<Visit, { status: 'none' }>
  order_id: Id
  technician: Id
  number: string
  order_status: string
  asked: Asked
}

const columns = sql`
  v.id, v.version, v.status, v.state, v.order_id, v.technician, o.number, o.status as order_status, o.state->'asked' as asked`

/** A technician's own visit; anybody else's is not found. */
export const visitOfTechnician = (tx: Tx, id: Id, technician: Id) =>
  tx.first<VisitRow>(sql`
    select ${columns} from visits v join orders o on o.id = v.order_id
    where v.id = ${id} and v.technician = ${technician}`)

/** A visit to a consumer's own order; anybody else's is not found. */
export const visitOfConsumer = (tx: Tx, id: Id, person: Id) =>
  tx.first<VisitRow>(sql`
    select ${columns} from visits v join orders o on o.id = v.order_id
    where v.id = ${id} and o.person = ${person}`)

/** Any visit of the tenant, for the desk. */
export const visitOfDesk = (tx: Tx, id: Id) =>
  tx.first<VisitRow>(sql`select ${columns} from visits v join orders o on o.id = v.order_id where v.id = ${id}`)

/** Whether a visit was handed over by this technician to another. Uses `facts_case_id_kind_n_key`. */
export const hadVisit = async (tx: Tx, visit: Id, technician: Id): Promise<boolean> =>
  (await tx.first(sql`
    select from facts where case_id = ${visit} and kind = 'visit' and type = 'visit.handed-over'
      and body->>'from' = ${technician} limit 1`)) !== undefined

/** Whether a technician of the tenant has the skill that the visit's order needs, or there is no such visit. */
export const hasSkillFor = async (tx: Tx, visit: Id, technician: Id): Promise<boolean> =>
  (await tx.first(sql`
    select where not exists (select from visits where id = ${visit}) or exists (
      select from visits v join orders o on o.id = v.order_id join technicians t on t.id = ${technician}
      where v.id = ${visit} and ${hasSkill})`)) !== undefined

/** A technician's jobs: all that are open, and those that ended since `since`. Uses `visits_open`, `visits_of_technician`. */
export const visitsOfTechnician = (tx: Tx, technician: Id, since: number) =>
  tx.rows<VisitRow>(sql`
    select ${columns} from visits v join orders o on o.id = v.order_id
    where v.technician = ${technician} and (v.ended_at is null or v.changed_at >= ${new Date(since)})
    order by v.ended_at is not null, v.window_from nulls first, v.id
    limit 200`)
