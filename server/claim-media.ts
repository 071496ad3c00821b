import type { Id } from '@anxin/domain/basics.ts'
import { sql, type Tx } from './db/database.ts'
import { DoorProblem } from './http/problems.ts'

/** Takes uploads for an order, in the transaction that names them. Throws when one is not there, or is another order's:
 *  then nothing of that transaction is kept. Uses the primary key. */
export async function claimMedia(tx: Tx, order: Id, ids: readonly Id[]): Promise<void> {
  if (ids.length === 0) return
  const taken = await tx.rows(sql`
    update media set order_id = ${order}
    where id = any(${ids}::uuid[]) and (order_id is null or order_id = ${order}) returning id`)
  if (taken.length < new Set(ids).size) throw new DoorProblem('media.unknown')
}
