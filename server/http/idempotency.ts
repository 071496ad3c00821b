import { createHash, createHmac, type KeyObject } from 'node:crypto'
import { canonical } from '@anxin/record/canonical.ts'
import { sql, type Tx } from '../db/database.ts'
import { rowsInto } from '../db/rows.ts'
import { cipherKey, openText, sealText } from '../private/cipher.ts'
import { DoorProblem } from './problems.ts'

export type Answer = { status: number; body: unknown }
/** `request`: what makes two requests the same; `asBefore`: the same as it was kept until 2026-11. */
type Keyed = { caller: string; key: string; request: Buffer; asBefore: Buffer; secret: KeyObject }

/** The sender's key lies nowhere: the row has a fingerprint of it, and the answer is sealed under it. So only whoever
 *  sends the request again can read the answer, and none that a backup holds outlives the person it tells of. */
const fingerprintOf = ({ key, secret }: Keyed): string =>
  createHmac('sha256', secret).update(`row/${key}`).digest('base64url')

/** Key and place of the sealed answer. */
const underOf = (tx: Tx, { caller, key, secret }: Keyed) => ({
  key: cipherKey('aes-256-gcm', createHmac('sha256', secret).update(`answer/${key}`).digest()),
  place: `${tx.tenant}/${caller}`,
})

/** What makes two requests the same: method, path and body, under a key: of a telephone number alone anybody could try them
 *  all. Rows from before that are kept for as long as answers are, and compared as they were made. */
export function requestHashes(
  secret: KeyObject,
  { method, url, body }: { method: string; url: string; body: unknown },
) {
  const said = `${method} ${url}\n${canonical(body ?? null)}`
  return {
    request: createHmac('sha256', secret).update('request/').update(said).digest(),
    asBefore: createHash('sha256').update(said).digest(),
  }
}

/** The earlier answer to the same key, if there is one. Throws a problem when the key was used for another request,
 *  or when the same request is being worked on at this moment. */
export async function earlierAnswer(tx: Tx, keyed: Keyed): Promise<Answer | null> {
  const { caller, request, asBefore } = keyed
  const key = fingerprintOf(keyed)
  const row = await tx.first<{
    locked: boolean
    request: Buffer | null
    status: number | null
    answer: string | null
  }>(sql`
    select pg_try_advisory_xact_lock(hashtextextended(${`${tx.tenant}/${caller}/${key}`}, 0)) as locked,
      i.request, i.status, i.answer
    from (select 1) as one left join idempotency i
      on i.tenant = ${tx.tenant} and i.caller = ${caller} and i.key = ${key}`)
  if (row?.request && !row.request.equals(request) && !row.request.equals(asBefore))
    throw new DoorProblem('http.key_reused')
  if (row?.request && row.answer !== null) {
    const bytes = Buffer.from(row.answer, 'base64')
    return { status: row.status ?? 200, body: JSON.parse(openText('aes-256-gcm', { ...underOf(tx, keyed), bytes })) }
  }
  if (!row?.locked) throw new DoorProblem('http.key_in_flight')
  return null
}

/** Keeps the answer in the same transaction as what it answers. */
export function keepAnswer(tx: Tx, keyed: Keyed, answer: Answer): void {
  const text = JSON.stringify(answer.body ?? null)
  const sealed = sealText('aes-256-gcm', { ...underOf(tx, keyed), text }).toString('base64')
  const { caller, request } = keyed
  const row = { tenant: tx.tenant, caller, key: fingerprintOf(keyed), request, status: answer.status, answer: sealed }
  tx.write(rowsInto('idempotency', [row]))
}
