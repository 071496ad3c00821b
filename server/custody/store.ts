import type { Id } from '@anxin/domain/basics.ts'
import type { Custody } from '@anxin/domain/custody/custody.ts'
import { sql, type Tx } from '../db/database.ts'

/** Whether anybody can still open the evidence: the buyer is known, or a custodian has its keys. Locked: an erasure in the
 *  same second comes before or after. Uses the primary keys. */
export const isOpenable = async (tx: Tx, claim: Id, buyer: Id): Promise<boolean> =>
  (await tx.first(sql`select from people where id = ${buyer} and status = 'known' for update`)) !== undefined ||
  (await tx.first(sql`select from entrusted_keys where claim = ${claim}`)) !== undefined

/** Claims that have ended and whose term nobody has set: from before there were custodies, ended by a server of an older
 *  version, or by an errand that died. Goes through the ended claims of the tenant. */
export const undated = (tx: Tx, limit: number) =>
  tx.rows<{ id: Id }>(sql`
    select c.id from claims c left join custodies u on u.id = c.id
    where c.tenant = ${tx.tenant} and c.status in ('settled', 'withdrawn', 'closed')
      and (u.id is null or u.status = 'kept' and u.state->'dated' = 'null') limit ${limit}`)

/** The custody of a claim's evidence; none before the claim has ended or somebody held it. Uses the primary key. */
export const custodyOf = async (tx: Tx, claim: Id): Promise<{ version: number; state: Custody }> =>
  (await tx.first(sql`select version, state from custodies where id = ${claim}`)) ?? {
    version: 0,
    state: { status: 'none' },
  }
