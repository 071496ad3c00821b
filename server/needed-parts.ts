import type { RawBuilder } from 'kysely'
import { sql } from './db/database.ts'

/** Numbers of the parts that the last visit of an order has waited for, as an expression. Uses `visits_of_order`,
 *  `facts_case_id_kind_n_key`. */
export const neededParts = (order: RawBuilder<unknown>) => sql`
  coalesce((
    select f.body->'numbers' from visits w join facts f on f.case_id = w.id and f.kind = 'visit' and f.type = 'visit.awaiting-parts'
    where w.order_id = ${order} order by w.ordinal desc limit 1), '[]')`
