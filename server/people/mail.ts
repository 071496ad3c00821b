import { createHmac, randomInt, timingSafeEqual } from 'node:crypto'
import { type Id, instant, type PrivateRef } from '@anxin/domain/basics.ts'
import { send } from '../act.ts'
import { sql, type Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { notice } from '../errand.ts'
import { DoorProblem } from '../http/problems.ts'
import { newId } from '../ids.ts'
import { sealText } from '../private/cipher.ts'

/** An e-mail address for notices: optional, sealed, used only once its owner has typed the code that was sent to it. */

const minute = 60_000
const day = 1_440 * minute
/** A code lives ten minutes and five tries; one a minute and five a day are sent. */
const limits = { lives: 10 * minute, tries: 5, gap: minute, perDay: 5 }

type Row = {
  value: PrivateRef
  confirmed_at: Date | null
  code: Buffer | null
  code_at: Date
  failures: number
  codes: number
  counted_from: Date
}
export type Here = { tx: Tx; deps: Deps; now: number; person: Id }

const rowOf = ({ tx, person }: Here) =>
  tx.first<Row>(sql`
    select value, confirmed_at, code, code_at, failures, codes, counted_from from mail_addresses
    where person = ${person} for update`)

/** Whether notices can go by mail here. The demo shows the code in place of a mail. */
export const mailIsOffered = ({ config }: Deps): boolean => config.SMTP_URL !== undefined || config.DEMO

/** The confirmed address, most of it hidden; null when there is none. */
export async function shownMail({ tx, deps, person }: Omit<Here, 'now'>): Promise<string | null> {
  const row = await tx.first<{ value: PrivateRef }>(
    sql`select value from mail_addresses where person = ${person} and confirmed_at is not null`,
  )
  const address = row && (await deps.private.open(tx, [row.value])).get(row.value)
  return address ? address.replace(/^(.).*@/, '$1***@') : null
}

const fingerprint = (deps: Deps, person: Id, code: string) =>
  createHmac('sha256', deps.private.key('mail.code')).update(`${person}/${code}`).digest()

/** Keeps the address unconfirmed and sends a code to it. The address before it is forgotten. */
export async function askMail(here: Here, address: string): Promise<{ sent: true; demoCode?: string }> {
  const { tx, deps, now, person } = here
  if (!mailIsOffered(deps)) throw new DoorProblem('mail.not_offered')
  const before = await rowOf(here)
  const isNewDay = !before || now - before.counted_from.getTime() >= day
  const codes = isNewDay ? 1 : before.codes + 1
  if (before && now - before.code_at.getTime() < limits.gap) throw new DoorProblem('http.too_many')
  if (codes > limits.perDay) throw new DoorProblem('http.too_many')
  const [value] = await deps.private.seal(tx, person, [{ kind: 'person', row: newId(), field: 'mail', text: address }])
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const at = new Date(now)
  const from = isNewDay ? at : before.counted_from
  await tx.rows(sql`
    insert into mail_addresses (tenant, person, value, code, code_at, codes, counted_from)
    values (${tx.tenant}, ${person}, ${value}, ${fingerprint(deps, person, code)}, ${at}, ${codes}, ${from})
    on conflict (tenant, person) do update set value = excluded.value, code = excluded.code, code_at = excluded.code_at,
      codes = excluded.codes, counted_from = excluded.counted_from, failures = 0, confirmed_at = null`)
  if (before) await tx.rows(sql`delete from private_values where id = ${before.value}`)
  await sendCode(here, { address, code })
  return { sent: true, ...(deps.config.DEMO ? { demoCode: code } : {}) }
}

/** Address and code lie sealed in the outbox until they are sent. */
function sendCode({ tx, deps, now, person }: Here, { address, code }: { address: string; code: string }) {
  const text = JSON.stringify({ person, mail: address, code })
  const sealed = sealText('aes-256-gcm', { key: deps.private.key('outbox'), place: 'mail.code', text })
  return send(tx, [notice('mail.code', { at: instant(now) }, { sealed: sealed.toString('base64') }, {})])
}

/** Whether the code was the one sent. A wrong one is counted; the caller's transaction has to be kept for that. */
export async function confirmMail(here: Here, code: string): Promise<boolean> {
  const { tx, deps, now, person } = here
  const row = await rowOf(here)
  const isAlive = row?.code && now - row.code_at.getTime() < limits.lives && row.failures < limits.tries
  if (!row?.code || !isAlive) return false
  const isRight = timingSafeEqual(row.code, fingerprint(deps, person, code))
  await tx.rows(
    isRight
      ? sql`update mail_addresses set confirmed_at = ${new Date(now)}, code = null where person = ${person}`
      : sql`update mail_addresses set failures = failures + 1 where person = ${person}`,
  )
  return isRight
}

/** Forgets the address. */
export async function dropMail({ tx, person }: Here): Promise<void> {
  await tx.rows(sql`
    with gone as (delete from mail_addresses where person = ${person} returning value)
    delete from private_values where id in (select value from gone)`)
}
