import type { Id } from '@anxin/domain/basics.ts'
import { sql, type Tx } from './db/database.ts'
import { DoorProblem } from './http/problems.ts'

/** What an upload is, for whoever takes it. */
export type Taken = {
  id: Id
  kind: 'photo' | 'video'
  sha256: Buffer
  width: number | null
  height: number | null
  /** Of a film; none where it was taken before films were measured. */
  seconds: number | null
}

/** Whose an upload becomes: a picture of a fault, evidence of a claim (the merchant's where one is named), a merchant's
 *  picture of goods, or a part of a recording of a parcel being packed: that one no claim can take for its own. */
type Owner = { order: Id } | { claim: Id; merchant: Id | null } | { merchant: Id; recording?: Id }

/** Takes uploads, in the transaction that names them, and tells what they are: those that are nobody's yet or have just this
 *  owner, and a merchant's own pictures of goods as its evidence. Throws when one is not there, or is somebody else's: then
 *  nothing of that transaction is kept. Uses the primary key. */
export async function takeMedia(tx: Tx, owner: Owner, ids: readonly Id[]): Promise<Taken[]> {
  if (ids.length === 0) return []
  const { order, claim, merchant, recording } = { order: null, claim: null, merchant: null, recording: null, ...owner }
  // What shows goods in a listing is no part of a recording, and the other way round.
  const isFree = (of: Id | null) =>
    of === null
      ? sql`recording is null`
      : sql`(recording = ${of} or recording is null and merchant is null and order_id is null and claim_id is null)`
  const taken = await tx.rows<Taken>(sql`
    update media set order_id = ${order}::uuid, claim_id = ${claim}::uuid, merchant = ${merchant}::uuid,
      recording = ${recording}::uuid
    where id = any(${ids}::uuid[]) and ${isFree(recording)} and (
      order_id is null and claim_id is null and (merchant is null or merchant = ${merchant}::uuid)
      or order_id is not distinct from ${order}::uuid and claim_id is not distinct from ${claim}::uuid
        and merchant is not distinct from ${merchant}::uuid)
    returning id, kind, sha256, width, height, seconds`)
  if (taken.length < new Set(ids).size) throw new DoorProblem('media.unknown')
  return taken
}
