import type { Actor, Id, Instant } from '@anxin/domain/basics.ts'
import { isRefusal } from '@anxin/domain/refusals.ts'
import { act } from './act.ts'
import { custodyCase } from './custody/case.ts'
import { sql, type Tx } from './db/database.ts'
import type { Deps } from './deps.ts'

type Erasing = { tx: Tx; deps: Pick<Deps, 'private' | 'media' | 'custodian'>; by: Actor; at: Instant }
const theirs = (tx: Tx, person: Id) => sql`
  claims c join media m on m.claim_id = c.id and m.person = c.buyer and m.merchant is null
  where c.tenant = ${tx.tenant} and c.buyer = ${person}`

/** Whether there are photos or films of claims of theirs. Uses `claims_of_buyer`, `media_of_claim`. */
export const hasEvidence = async (tx: Tx, person: Id): Promise<boolean> =>
  (await tx.first(sql`select from ${theirs(tx, person)} limit 1`)) !== undefined

type Row = { claim: Id; media: Id; file: string; mime: string; sha256: string }

/** Before a buyer is forgotten: what opens the photos and films of their claims, which the law has kept for three years, is
 *  sealed for the custodian, each file by itself. Nothing else of the person is, and here nothing opens it any more.
 *  Without a custodian those files go with the key. Uses `claims_of_buyer`, `media_of_claim`. */
export async function entrust({ tx, deps, by, at }: Erasing, person: Id): Promise<void> {
  const { custodian, media } = deps
  const key = custodian && (await deps.private.mediaKey(tx, person))
  if (!key) return
  const rows = await tx.rows<Row>(sql`
    select m.claim_id as claim, m.id as media, m.file, m.mime, encode(m.sha256, 'hex') as sha256
    from ${theirs(tx, person)} order by m.id`)
  for (const [claim, own] of Map.groupBy(rows, (row) => row.claim)) {
    const files = own.map(({ claim: _, ...one }) => ({ ...one, key: media.keyOf(one.file, key).toString('base64url') }))
    const sealed = await custodian.seal({ claim, files })
    await tx.rows(sql`
      insert into entrusted_keys (claim, tenant, custodian, sealed, entrusted_at)
      values (${claim}, ${tx.tenant}, ${custodian.id}, ${sealed}, ${new Date(at)})`)
    const command = { type: 'custody.entrust' as const, at, by, buyer: person, custodian: custodian.id }
    const acted = await act(tx, custodyCase, { id: claim }, { ...command, files: files.length })
    if (isRefusal(acted)) throw new Error(`the keys of ${claim} could not be entrusted: ${acted.refusal}`)
  }
}
