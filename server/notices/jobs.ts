import type { Id } from '@anxin/domain/basics.ts'
import { z } from 'zod'
import { sql, type Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { linkFor } from '../http/link.ts'
import { openText, sealText } from '../private/cipher.ts'
import { job } from '../worker.ts'
import type { Gateway } from './gateway.ts'
import { say, texts } from './texts.ts'

const Notice = z.object({
  text: z.string(),
  to: z.union([
    z.object({ person: z.uuid() }),
    z.object({ technician: z.uuid() }),
    z.object({ order: z.uuid() }),
    z.object({ desk: z.enum(['dispatcher', 'supervisor']) }),
    z.object({ sealed: z.string() }),
  ]),
  about: z.record(z.string(), z.unknown()),
})
type Notice = z.output<typeof Notice>
type Recipient = { person: Id | null; phone: string | null; blanks: Record<string, string> }

/** Tells people what happened. At least once: the gateway gets the same id on a repetition. */
export const noticeJobs = (gateways: readonly Gateway[]) => [
  job({
    name: 'notice.send',
    payload: Notice,
    async outward({ tenant, payload, deps, errand }) {
      const order = typeof payload.about.order === 'string' ? payload.about.order : null
      const recipients = await deps.db.inCompany({ tenant }, (tx) => recipientsOf(tx, deps, payload))
      for (const recipient of recipients) {
        const text = say(payload.text, 'zh', recipient.blanks)
        const channel = texts[payload.text]?.channel ?? 'sms'
        const used = channel === 'desk' || !recipient.phone ? [] : gateways
        for (const gateway of used)
          await gateway.send({ id: `${errand}-${gateway.channel}`, phone: recipient.phone ?? '', text })
        const note = {
          errand,
          tenant,
          order,
          channel,
          text,
          code: payload.text,
          person: recipient.person,
          isSent: used.length > 0,
        }
        await deps.db.inCompany({ tenant }, (tx) => keepNote(tx, deps, note))
      }
    },
  }),
]

/** Who is told, and what fills the blanks. Numbers are opened here, used, and kept nowhere. */
async function recipientsOf(tx: Tx, deps: Deps, { to, about }: Notice): Promise<Recipient[]> {
  const base = deps.config.publicUrl
  if ('sealed' in to) {
    const text = openText('aes-256-gcm', {
      key: deps.private.key('outbox'),
      place: 'signin.code',
      bytes: Buffer.from(to.sealed, 'base64'),
    })
    const { phone, code } = z.object({ phone: z.string(), code: z.string() }).parse(JSON.parse(text))
    return [{ person: await deps.private.find(tx, phone), phone, blanks: { code } }]
  }
  const blanks = { base, ...(await aboutOrder(tx, deps, about.order)) }
  if ('desk' in to) {
    const rows = await tx.rows<{ person: Id }>(sql`select person from grants where role = ${to.desk}`)
    return rows.map(({ person }) => ({ person, phone: null, blanks }))
  }
  if ('order' in to) return orderContact(tx, deps, { order: to.order, blanks })
  const person = 'person' in to ? to.person : to.technician
  const known = (await deps.private.people(tx, [person])).get(person)
  return known?.phone ? [{ person, phone: known.phone, blanks }] : []
}

async function aboutOrder(tx: Tx, deps: Deps, order: unknown): Promise<Record<string, string>> {
  if (typeof order !== 'string') return {}
  const row = await tx.first<{ number: string }>(sql`select number from orders where id = ${order}`)
  return {
    number: row?.number ?? '',
    link: linkFor({ deps, now: deps.now(), caller: { tenant: tx.tenant } }, order).url,
  }
}

/** The contact that was named in the report, who need not be who reported. */
async function orderContact(
  tx: Tx,
  deps: Deps,
  { order, blanks }: { order: Id; blanks: Record<string, string> },
): Promise<Recipient[]> {
  const row = await tx.first<{ person: Id; phone: never }>(
    sql`select person, state->'asked'->>'phone' as phone from orders where id = ${order}`,
  )
  if (!row) return []
  const phone = (await deps.private.open(tx, [row.phone])).get(row.phone) ?? null
  return phone ? [{ person: row.person, phone, blanks }] : []
}

type Note = {
  errand: number
  tenant: Id
  order: Id | null
  channel: string
  text: string
  code: string
  person: Id | null
  isSent: boolean
}

/** That somebody was told, and in the demo also what, since no gateway carries it. */
function keepNote(tx: Tx, deps: Deps, { errand, order, channel, text, code, person, isSent }: Note) {
  const said = deps.config.DEMO
    ? sealText('aes-256-gcm', { key: deps.private.key('outbox'), place: 'notice', text })
    : null
  return tx.rows(sql`
    insert into notices (tenant, errand, text, channel, person, case_id, state, at, said)
    values (${tx.tenant}, ${errand}, ${code}, ${channel}, ${person}, ${order}, ${isSent ? 'sent' : 'shown'}, ${new Date(deps.now())}, ${said})
    on conflict do nothing`)
}
