import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { canonical } from '@anxin/record/canonical.ts'
import { sql, type Tx } from '../db/database.ts'
import { DoorProblem } from './problems.ts'

type Answer = { status: number; body: unknown }
type Keyed = { caller: string; key: string; request: Buffer; secret: Buffer }

/** What makes two requests the same: method, path and body. */
export const requestHash = (method: string, url: string, body: unknown): Buffer =>
  createHash('sha256')
    .update(`${method} ${url}\n`)
    .update(canonical(body ?? null))
    .digest()

/** The earlier answer to the same key, if there is one. Throws a problem when the key was used for another request,
 *  or when the same request is being worked on at this moment. */
export async function earlierAnswer(tx: Tx, { caller, key, request, secret }: Keyed): Promise<Answer | null> {
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
  if (row?.request && !row.request.equals(request)) throw new DoorProblem('http.key_reused')
  if (row?.request && row.answer !== null) return { status: row.status ?? 200, body: unseal(secret, row.answer) }
  if (!row?.locked) throw new DoorProblem('http.key_in_flight')
  return null
}

/** Keeps the answer in the same transaction as what it answers. */
export function keepAnswer(tx: Tx, { caller, key, request, secret }: Keyed, answer: Answer): void {
  tx.write(sql`
    insert into idempotency (tenant, caller, key, request, status, answer)
    values (${tx.tenant}, ${caller}, ${key}, ${request}, ${answer.status}, ${JSON.stringify(seal(secret, answer.body))}::jsonb)`)
}

// An answer may hold what its caller alone should have (a tracking link): it lies encrypted.
function seal(secret: Buffer, body: unknown): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', secret, nonce)
  const sealed = Buffer.concat([cipher.update(JSON.stringify(body ?? null), 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')
}

function unseal(secret: Buffer, text: string): unknown {
  const bytes = Buffer.from(text, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, 12)).setAuthTag(bytes.subarray(12, 28))
  return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8'))
}
