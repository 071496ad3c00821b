import type { Id } from '@anxin/domain/basics.ts'
import { Webhook } from 'standardwebhooks'
import { z } from 'zod'
import { sql, type Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { type Outside, openOutside, type Reply, Unreached } from '../outside.ts'
import { job, NotYet } from '../worker.ts'
import { type Endpoint, endEndpoint, endpointById, keepDelivery, openSecret } from './store.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
/** Waits after each failure, as Standard Webhooks recommends: ten tries in a little over three days. */
export const schedule = [5 * second, 5 * minute, 30 * minute, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hour)]

/** `event` is the same on every try: what the receiver tells repetitions by. It is the order or claim and the fact's
 *  place in its log. */
const Deliver = z.object({ endpoint: z.uuid(), event: z.string().regex(/^[0-9a-f-]{36}-\d+$/) })
type Fact = {
  kind: 'order' | 'claim'
  n: number
  case_id: Id
  type: string
  at: Date
  body: { waitingFor?: string; verdict?: { outcome: string; amount: number } }
  number: string
}

/** Tells other systems what happened to an order or a claim. One errand for each endpoint and fact (`act.ts` sends them). */
export const webhookJobs = (given: { allowsPrivate: boolean }) => deliveringThrough(openOutside(given))

const deliveringThrough = (outside: Outside) => [
  job({
    name: 'webhook.deliver',
    payload: Deliver,
    delays: schedule,
    receiver: 'endpoint',
    async outward({ tenant, payload, deps }) {
      const { endpoint, fact } = await deps.db.transaction({ tenant }, async (tx) => ({
        endpoint: await endpointById(tx, payload.endpoint),
        fact: await factOf(tx, payload.event),
      }))
      if (!endpoint || !fact || endpoint.ended_at) return // revoked meanwhile
      const reply = await answerOf(outside, deps, { endpoint, fact, id: payload.event })
      const judged = judge(reply)
      await deps.db.transaction({ tenant }, async (tx) => {
        const kept = { event: payload.event, type: fact.type, at: new Date(deps.now()), ...judged }
        await keepDelivery(tx, endpoint.id, kept)
        const ended = { now: deps.now(), by: { kind: 'reaction' }, because: 'gone' } as const
        if (judged.state === 'refused') await endEndpoint(tx, endpoint.id, ended)
      })
      if (judged.state === 'failing') throw new NotYet(`webhook: ${judged.answer}`, waitOf(reply, deps.now()))
    },
  }),
]

const factOf = (tx: Tx, event: string) =>
  tx.first<Fact>(sql`
    select f.kind, f.n, f.case_id, f.type, f.at, f.body, coalesce(o.number, c.number) as number from facts f
    left join orders o on o.id = f.case_id and f.kind = 'order'
    left join claims c on c.id = f.case_id and f.kind = 'claim'
    where f.case_id = ${event.slice(0, 36)}::uuid and f.kind in ('order', 'claim') and f.n = ${Number(event.slice(37))}`)

/** Ids, numbers and states only: whoever may see more asks the API for it, and that is recorded. */
const bodyOf = ({ kind, type, at, case_id, n, number, body }: Fact) => {
  const { waitingFor, verdict } = body
  const more = {
    ...(waitingFor ? { waitingFor } : {}),
    ...(verdict ? { outcome: verdict.outcome, amount: verdict.amount } : {}),
  }
  return JSON.stringify({ type, timestamp: at.toISOString(), data: { [kind]: case_id, number, n, ...more } })
}

type Answer = Reply | Unreached
type Sending = { endpoint: Endpoint & { secret: Buffer }; fact: Fact; id: string }
async function answerOf(outside: Outside, deps: Deps, { endpoint, fact, id }: Sending): Promise<Answer> {
  const body = bodyOf(fact)
  const at = new Date(deps.now())
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / second)),
    'webhook-signature': new Webhook(openSecret(deps, endpoint.id, endpoint.secret)).sign(id, at, body),
  }
  return outside.post(endpoint.url, { headers, body }).catch((error) => {
    if (error instanceof Unreached) return error
    throw error
  })
}

function judge(reply: Answer): { state: 'delivered' | 'failing' | 'refused'; answer: string } {
  if (reply instanceof Unreached) return { state: 'failing', answer: reply.message }
  const answer = `status ${reply.status}`
  if (reply.status >= 200 && reply.status < 300) return { state: 'delivered', answer }
  return { state: reply.status === 410 ? 'refused' : 'failing', answer }
}

/** How long the receiver asked to be left alone (Retry-After, seconds or a date), a day at most. */
function waitOf(reply: Answer, now: number): number {
  const said = reply instanceof Unreached ? undefined : reply.retryAfter
  if (!said) return 0
  const wait = /^\d+$/.test(said) ? Number(said) * second : Date.parse(said) - now
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), 24 * hour) : 0
}
