import { type KeyObject, randomBytes } from 'node:crypto'
import type { Id } from '@anxin/domain/basics.ts'
import { createOTP } from '@better-auth/utils/otp'
import { sql, type Tx } from '../db/database.ts'
import { openText, sealText } from '../private/cipher.ts'
import { factorOf } from './store.ts'

/** Time-based one-time passwords (RFC 6238, 30 s, 6 digits). A code works once; ten wrong ones in a row lock the factor. */

const step = 30_000
const lockedAt = 10
const place = (person: Id) => `totp/${person}`

/** A new secret for a person who has none confirmed yet; the URI goes into an authenticator app. */
export async function newFactor(
  tx: Tx,
  { person, key, issuer }: { person: Id; key: KeyObject; issuer: string },
): Promise<{ uri: string; secret: string } | null> {
  const known = await factorOf(tx, person)
  if (!known || known.confirmed) return null
  const secret = randomBytes(20).toString('hex')
  const sealed = sealText('aes-256-gcm', { key, place: place(person), text: secret })
  await tx.rows(sql`update accounts set totp = ${sealed} where person = ${person}`)
  return { uri: createOTP(secret).url(issuer, 'anxin'), secret }
}

type Checked = { person: Id; session: string; code: string; key: KeyObject; now: number }

/** Whether the code is the person's own and fresh. A right one confirms the factor and marks the session. */
export async function passFactor(tx: Tx, { person, session, code, key, now }: Checked): Promise<boolean> {
  const known = await factorOf(tx, person)
  if (!known?.totp || known.failures >= lockedAt) return false
  const secret = openText('aes-256-gcm', { key, place: place(person), bytes: known.totp })
  const current = Math.floor(now / step)
  const match = await matchingStep(secret, code, current)
  if (match === null || (known.step !== null && match <= known.step)) {
    await tx.rows(sql`update accounts set totp_failures = totp_failures + 1 where person = ${person}`)
    return false
  }
  await tx.rows(sql`
    update accounts set totp_failures = 0, totp_step = ${match}, totp_confirmed_at = coalesce(totp_confirmed_at, ${new Date(now)})
    where person = ${person}`)
  await tx.rows(sql`
    insert into second_factors_passed (tenant, session_id, at) values (${tx.tenant}, ${session}, ${new Date(now)})
    on conflict do nothing`)
  return true
}

/** The time step that the code belongs to: the present one, or one to either side for a clock that is off. */
async function matchingStep(secret: string, code: string, current: number): Promise<number | null> {
  const otp = createOTP(secret)
  for (const at of [current, current - 1, current + 1]) if ((await otp.hotp(at)) === code) return at
  return null
}

/** The code that the person's app shows now: for the demo, which has no app. */
export async function presentCode(
  tx: Tx,
  { person, key, now }: { person: Id; key: KeyObject; now: number },
): Promise<string | null> {
  const known = await factorOf(tx, person)
  if (!known?.totp) return null
  const secret = openText('aes-256-gcm', { key, place: place(person), bytes: known.totp })
  const current = Math.floor(now / step)
  // One already used would be refused: show the next, which is accepted as well.
  return createOTP(secret).hotp(known.step !== null && known.step >= current ? known.step + 1 : current)
}
