import type { Id } from '@anxin/domain/basics.ts'
import { sql, type Tx } from '../db/database.ts'

export type Merchant = { id: Id; name: string; members: Id[] }

/** The tenant's merchants with who speaks for them, by name. */
export const merchantsOf = (tx: Tx) =>
  tx.rows<Merchant>(sql`
    select m.id, m.name, array_remove(array_agg(p.person order by p.since), null) as members
    from merchants m left join merchant_members p on p.merchant = m.id
    where m.tenant = ${tx.tenant} group by m.id order by m.name limit 2000`)

export const merchantById = (tx: Tx, id: Id) =>
  tx.first<{ id: Id; name: string }>(sql`select id, name from merchants where id = ${id}`)
