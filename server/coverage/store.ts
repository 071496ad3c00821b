import type { Serving, Wanted } from '@anxin/domain/coverage/coverage.ts'
import { sql, type Tx } from '../db/database.ts'

/** Everybody who takes orders, on duty or not. Uses `technicians_of_tenant`. */
export const serving = (tx: Tx) =>
  tx.rows<Serving>(sql`
    select id, skills, territory from technicians where tenant = ${tx.tenant} and status <> 'left' order by id limit 20000`)

/** Reports since then by county, those of its towns together. Uses `orders_all`. */
export async function demandSince(tx: Tx, since: Date, { appliance, brand }: Wanted): Promise<Map<string, number>> {
  const rows = await tx.rows<{ county: string; n: number }>(sql`
    select left(region, 6) as county, count(*)::int as n from orders
    where tenant = ${tx.tenant} and opened_at > ${since} and region is not null
      and (${appliance}::text is null or appliance = ${appliance}) and (${brand}::text is null or brand = ${brand})
    group by 1`)
  return new Map(rows.map(({ county, n }) => [county, n]))
}
