import { applianceKinds } from '@anxin/domain/appliances/kinds.ts'
import { type Id, type PrivateRef, privateRef } from '@anxin/domain/basics.ts'
import { z } from 'zod'
import { sql, type Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { linkFor } from '../http/link.ts'
import { membersOf } from '../parties.ts'
import { openText } from '../private/cipher.ts'
import { mayTell } from './limit.ts'

/** Who is told, by which number or address, and what fills the blanks of the text. */

export const Notice = z.object({
  text: z.string(),
  to: z.union([
    z.object({ person: z.uuid() }),
    z.object({ technician: z.uuid() }),
    z.object({ order: z.uuid() }),
    z.object({ claim: z.uuid(), side: z.enum(['buyer', 'merchant']) }),
    z.object({ desk: z.enum(['dispatcher', 'supervisor', 'reviewer', 'operator']) }),
    z.object({ sealed: z.string() }),
  ]),
  about: z.record(z.string(), z.unknown()),
})
export type Notice = z.output<typeof Notice>
export type Recipient = {
  person: Id | null
  phone: string | null
  mail: string | null
  blanks: Record<string, string>
  /** The number has had enough of this text: noted, not sent. */
  isHeld?: boolean
}

/** Who is told, and what fills the blanks. Numbers are opened here, used, and kept nowhere. */
export async function recipientsOf(
  tx: Tx,
  deps: Deps,
  { text, to, about, errand }: Notice & { errand: number },
): Promise<Recipient[]> {
  const base = deps.config.publicUrl
  if ('sealed' in to) return [await sealedRecipient(tx, deps, { text, sealed: to.sealed })]
  const blanks = {
    base,
    ...(await aboutOrder(tx, deps, about.order)),
    ...(await aboutPart(tx, deps, about)),
    ...(await aboutClaim(tx, base, about.claim)),
  }
  if ('side' in to) return sideOf(tx, deps, { ...to, blanks })
  if ('desk' in to) {
    const rows = await tx.rows<{ person: Id }>(sql`select person from grants where role = ${to.desk}`)
    return rows.map(({ person }) => ({ person, phone: null, mail: null, blanks }))
  }
  if ('order' in to) return orderContact(tx, deps, { order: to.order, blanks, text, errand })
  const person = 'person' in to ? to.person : to.technician
  const known = (await deps.private.people(tx, [person])).get(person)
  return known?.phone ? [{ person, phone: known.phone, mail: await mailOf(tx, deps, person), blanks }] : []
}

const Sealed = z.union([
  z.object({ phone: z.string(), code: z.string() }),
  z.object({ person: z.uuid(), mail: z.string(), code: z.string() }),
])

/** A code goes to the very number or address that asked for it, and nowhere else. */
async function sealedRecipient(
  tx: Tx,
  deps: Deps,
  { text: place, sealed }: { text: string; sealed: string },
): Promise<Recipient> {
  const key = deps.private.key('outbox')
  const text = openText('aes-256-gcm', { key, place, bytes: Buffer.from(sealed, 'base64') })
  const { code, ...to } = Sealed.parse(JSON.parse(text))
  if ('mail' in to) return { person: to.person, phone: null, mail: to.mail, blanks: { code } }
  return { person: await deps.private.find(tx, to.phone), phone: to.phone, mail: null, blanks: { code } }
}

/** The address that this person has confirmed. */
async function mailOf(tx: Tx, deps: Deps, person: Id): Promise<string | null> {
  const row = await tx.first<{ value: PrivateRef }>(
    sql`select value from mail_addresses where person = ${person} and confirmed_at is not null`,
  )
  return row ? ((await deps.private.open(tx, [row.value])).get(row.value) ?? null) : null
}

async function aboutOrder(tx: Tx, deps: Deps, order: unknown): Promise<Record<string, string>> {
  if (typeof order !== 'string') return {}
  const row = await tx.first<{ number: string }>(sql`select number from orders where id = ${order}`)
  return {
    number: row?.number ?? '',
    link: linkFor({ deps, now: deps.now(), caller: { tenant: tx.tenant } }, order).url,
  }
}

/** Everybody on one side of a claim. */
async function sideOf(
  tx: Tx,
  deps: Deps,
  { claim, side, blanks }: { claim: Id; side: 'buyer' | 'merchant'; blanks: Record<string, string> },
): Promise<Recipient[]> {
  const parties = await tx.first<{ buyer: Id; merchant: Id }>(
    sql`select buyer, merchant from claims where id = ${claim}`,
  )
  if (!parties) return []
  const ids = side === 'buyer' ? [parties.buyer] : await membersOf(tx, parties.merchant)
  const known = await deps.private.people(tx, ids)
  return Promise.all(
    ids.map(async (person) => ({
      person,
      phone: known.get(person)?.phone ?? null,
      mail: await mailOf(tx, deps, person),
      blanks,
    })),
  )
}

async function aboutClaim(tx: Tx, base: string, claim: unknown): Promise<Record<string, string>> {
  if (typeof claim !== 'string') return {}
  const row = await tx.first<{ number: string }>(sql`select number from claims where id = ${claim}`)
  return { number: row?.number ?? '', link: `${base}/claims/${claim}`, desk: `${base}/desk/claims/${claim}` }
}

/** Which part of which appliance a reminder is about: no more than its owner typed into the register. */
async function aboutPart(
  tx: Tx,
  deps: Deps,
  { appliance, part, due }: Notice['about'],
): Promise<Record<string, string>> {
  if (typeof appliance !== 'string') return {}
  const name = privateRef(String(part ?? ''))
  const row = await tx.first<{ kind: string; brand: string }>(sql`
    select state->'described'->>'appliance' as kind, state->'described'->>'brand' as brand from appliances where id = ${appliance}`)
  const kind = Object.entries(applianceKinds).find(([code]) => code === row?.kind)?.[1]
  return {
    appliance,
    part: (await deps.private.open(tx, [name])).get(name) ?? '',
    due: String(due ?? ''),
    what: `${row?.brand ?? ''}${kind?.zh ?? ''}`,
    whatEn: `${row?.brand ?? ''} ${kind?.en ?? ''}`,
  }
}

/** Reports that came by these channels name a number that nobody here has looked at. */
const publicChannels = ['web', 'reminder']

/** What only somebody who works on the order sets off, and the consumer waits for: nobody can make a number ring with these
 *  by typing it into a page, and a household with two appliances is told of both quotes. */
const fromTheWork = [
  'order.waiting.consumer',
  'order.waiting.parts',
  'order.completed',
  'order.unresolved',
  'visit.departed',
  'visit.quoted',
]

/** The contact that was named in the report, who need not be who reported. */
async function orderContact(
  tx: Tx,
  deps: Deps,
  { order, blanks, text, errand }: { order: Id; blanks: Record<string, string>; text: string; errand: number },
): Promise<Recipient[]> {
  const row = await tx.first<{ person: Id; phone: PrivateRef; channel: string }>(sql`
    select person, state->'asked'->>'phone' as phone, state->'asked'->>'channel' as channel from orders where id = ${order}`)
  const phone = row && (await deps.private.open(tx, [row.phone])).get(row.phone)
  if (!phone) return []
  const counted = { number: deps.private.blind(phone), text, errand, now: deps.now() }
  const isLimited = publicChannels.includes(row.channel) && !fromTheWork.includes(text)
  const isHeld = isLimited && !(await mayTell(tx, counted))
  return [{ person: row.person, phone, mail: await mailOf(tx, deps, row.person), blanks, isHeld }]
}
