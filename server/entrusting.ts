import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import type { Actor, Id, Instant } from '@anxin/domain/basics.ts'
import { isRefusal } from '@anxin/domain/refusals.ts'
import { act } from './act.ts'
import { custodyCase } from './custody/case.ts'
import { sql, type Tx } from './db/database.ts'
import type { Deps } from './deps.ts'
import { newId } from './ids.ts'

type Erasing = { tx: Tx; deps: Pick<Deps, 'private' | 'media' | 'custodian'>; by: Actor; at: Instant }
type Row = { media: Id; file: string; mime: string; sha256: string }

/** Photos and films that a buyer sent with claims whose term is not over, those included that are still on their way to the
 *  buyer's key. Uses `claims_of_buyer`. */
const theirs = (tx: Tx, person: Id) => sql`
  claims c left join custodies u on u.id = c.id
  cross join lateral jsonb_array_elements(c.state->'evidence') piece
  join media m on m.id = (piece->>'media')::uuid and m.merchant is null
  where c.tenant = ${tx.tenant} and c.buyer = ${person} and piece->>'side' = 'buyer'
    and u.status is distinct from 'removed'`

/** Whether there are any. */
export const hasEvidence = async (tx: Tx, person: Id): Promise<boolean> =>
  (await tx.first(sql`select from ${theirs(tx, person)} limit 1`)) !== undefined

/** Before a buyer is forgotten: what opens the photos and films of their claims, which the law has kept for three years, is
 *  sealed for the custodian, each file by itself. Nothing else of the person is, and here nothing opens it any more. What is
 *  not under their key yet follows when it would come under it (`media/adopt.ts`). Without a custodian all of it goes. */
export async function entrust({ tx, deps, by, at }: Erasing, person: Id): Promise<void> {
  const key = deps.custodian && (await deps.private.mediaKey(tx, person))
  if (!key) return
  const rows = await tx.rows<Row & { claim: Id }>(sql`
    select c.id as claim, m.id as media, m.file, m.mime, encode(m.sha256, 'hex') as sha256
    from ${theirs(tx, person)} and m.person = c.buyer order by m.id`)
  for (const [claim, files] of Map.groupBy(rows, (row) => row.claim))
    await give({ tx, deps, by, at }, { claim, buyer: person, files: files.map((one) => ({ ...one, key })) })
}

/** Puts a file of somebody who was forgotten meanwhile under a key that nobody here keeps: hands back its new name and what
 *  opens it. */
export async function underNoKey({ media }: Pick<Deps, 'media'>, { file, key }: { file: string; key: KeyObject }) {
  const fresh = createSecretKey(randomBytes(32))
  return { file: await media.rekey(file, key, fresh), key: fresh }
}

type Given = { claim: Id; buyer: Id; files: readonly (Row & { key: KeyObject })[] }

/** Seals the keys of some files of a claim for the custodian, and takes that down. */
export async function give({ tx, deps, by, at }: Erasing, { claim, buyer, files }: Given): Promise<void> {
  const { custodian, media } = deps
  if (!custodian) throw new Error('there is no custodian to give anything to')
  const own = files.map(({ media: id, file, mime, sha256, key }) => ({
    ...{ media: id, file, mime, sha256, key: media.keyOf(file, key).toString('base64url') },
  }))
  const sealed = await custodian.seal({ claim, files: own })
  await tx.rows(sql`
    insert into entrusted_keys (id, claim, tenant, custodian, sealed, entrusted_at)
    values (${newId()}, ${claim}, ${tx.tenant}, ${custodian.id}, ${sealed}, ${new Date(at)})`)
  const command = { type: 'custody.entrust' as const, at, by, buyer, custodian: custodian.id, files: files.length }
  const acted = await act(tx, custodyCase, { id: claim }, command)
  if (isRefusal(acted)) throw new Error(`the keys of ${claim} could not be entrusted: ${acted.refusal}`)
}
