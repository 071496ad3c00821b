import type { Id } from '@anxin/domain/basics.ts'
import { sql, type Tx } from './db/database.ts'
import { DoorProblem } from './http/problems.ts'

export type Upload = {
  id: Id
  kind: 'photo' | 'video'
  sha256: Buffer
  width: number | null
  height: number | null
}

/** Whose an upload becomes: evidence of a claim, or a merchant's picture of goods. A merchant's evidence is both. */
type Whose = { claim: Id; merchant: Id | null } | { claim: null; merchant: Id }

/** Takes uploads that are nobody's yet, in the transaction that names them, and tells what they are. Throws when one is not
 *  there, or is somebody else's: then nothing of that transaction is kept. Uses the primary key. */
export async function takeEvidence(tx: Tx, { claim, merchant }: Whose, ids: readonly Id[]): Promise<Upload[]> {
  if (ids.length === 0) return []
  const taken = await tx.rows<Upload>(sql`
    update media set claim_id = coalesce(${claim}::uuid, claim_id), merchant = ${merchant}::uuid
    where id = any(${ids}::uuid[]) and order_id is null
      and claim_id is not distinct from (case when claim_id = ${claim}::uuid then claim_id end)
      and merchant is not distinct from (case when merchant = ${merchant}::uuid then merchant end)
    returning id, kind, sha256, width, height`)
  if (taken.length < new Set(ids).size) throw new DoorProblem('media.unknown')
  return taken
}
