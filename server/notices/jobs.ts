import type { Id } from '@anxin/domain/basics.ts'
import { sql, type Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { job } from '../worker.ts'
import type { Gateway } from './gateway.ts'
import { keepNote, type Note } from './note.ts'
import { Notice, type Recipient, recipientsOf } from './recipients.ts'
import { say, textOf } from './texts.ts'

/** Tells people what happened. Each message is noted once it was taken, and a repetition sends only what is missing;
 *  if the process dies between the two, the gateway gets the same id again. A number that anybody may have typed gets
 *  no more than the limit (`limit.ts`); what is beyond it is noted as held. */
export const noticeJobs = (gateways: readonly Gateway[]) => [
  job({
    name: 'notice.send',
    payload: Notice,
    async outward({ tenant, payload, deps, errand }) {
      const { recipients, isNoted } = await deps.db.inCompany({ tenant }, async (tx) => ({
        recipients: await recipientsOf(tx, deps, { ...payload, errand }),
        isNoted: await notedOf(tx, errand),
      }))
      const notes = recipients.flatMap((recipient) =>
        messagesTo(recipient, payload, gateways).map((message) => ({ ...message, person: recipient.person })),
      )
      const { order, claim } = payload.about
      const about = {
        errand,
        code: payload.text,
        order: idOr(order),
        claim: idOr(claim),
        isForDesk: 'desk' in payload.to,
      }
      // All at once: a gateway that fails or does not answer keeps nobody else waiting.
      const went = await Promise.allSettled(
        notes
          .filter(({ channel, person }) => !isNoted(channel, person))
          .map(({ gateway, ...note }) => deliver({ deps, tenant }, { ...note, ...about }, gateway)),
      )
      for (const one of went) if (one.status === 'rejected') throw one.reason
    },
  }),
]

type Message = Pick<Note, 'channel' | 'text' | 'state'> & { to: string; gateway: Gateway | null }

/** What one recipient gets: a message through each gateway that can reach them; through none, a note on the desk. */
function messagesTo(recipient: Recipient, { text: code }: Notice, gateways: readonly Gateway[]): Message[] {
  const text = say(code, 'zh', recipient.blanks)
  const channel = textOf(code)?.channel ?? 'sms'
  if (recipient.isHeld) return [{ channel, to: '', text, gateway: null, state: 'held' }]
  const reached = gateways.flatMap((gateway) => {
    const to = gateway.channel === 'mail' ? recipient.mail : recipient.phone
    return channel === 'desk' || !to ? [] : [{ channel: gateway.channel, to, text, gateway, state: 'sent' as const }]
  })
  return reached.length > 0 ? reached : [{ channel, to: '', text, gateway: null, state: 'shown' }]
}

async function deliver(
  { deps, tenant }: { deps: Deps; tenant: Id },
  note: Note & { to: string },
  gateway: Gateway | null,
): Promise<void> {
  const id = `${note.errand}-${note.channel}${note.person ? `-${note.person}` : ''}`
  await gateway?.send({ id, to: note.to, text: note.text })
  await keepNote({ deps, tenant }, note)
}

const idOr = (id: unknown): Id | null => (typeof id === 'string' ? id : null)

/** What an earlier try of the same errand has sent already. */
async function notedOf(tx: Tx, errand: number) {
  const rows = await tx.rows<{ channel: string; person: Id | null }>(
    sql`select channel, person from notices where tenant = ${tx.tenant} and errand = ${errand}`,
  )
  return (channel: string, person: Id | null) => rows.some((row) => row.channel === channel && row.person === person)
}
