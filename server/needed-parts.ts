import type { RawBuilder } from 'kysely'
import { sql } from './db/database.ts'

/** Numbers of the parts that an order still waits for, as an expression: those of its last visit where somebody was let in,
 *  if that ended with waiting for parts. Uses `visits_of_order`, `facts_case_id_kind_n_key`. */
export const neededParts = (order: RawBuilder<unknown>) => sql`
  coalesce((
    select (select f.body->'numbers' from facts f
      where w.status = 'parts' and f.case_id = w.id and f.kind = 'visit' and f.type = 'visit.awaiting-parts'
      order by f.n desc limit 1)
    from visits w where w.order_id = ${order} and w.ended_at is not null and w.status not in ('cancelled', 'absent')
    order by w.ordinal desc limit 1), '[]')`
