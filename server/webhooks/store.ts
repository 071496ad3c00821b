import type { Actor, Id } from '@anxin/domain/basics.ts'
import { note } from '../db/audit.ts'
import { sql, type Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { openText, sealText } from '../private/cipher.ts'

export type Endpoint = {
  id: Id
  url: string
  types: string[]
  created_at: Date
  ended_at: Date | null
  ended_by: 'operator' | 'gone' | null
}

export const endpointsOf = (tx: Tx) =>
  tx.rows<Endpoint>(sql`
    select id, url, types, created_at, ended_at, ended_by from webhook_endpoints where tenant = ${tx.tenant} order by id desc`)

export const endpointById = (tx: Tx, id: Id) =>
  tx.first<Endpoint & { secret: Buffer }>(sql`
    select id, url, types, created_at, ended_at, ended_by, secret from webhook_endpoints where id = ${id}`)

type Ending = { now: number; by: Actor; because: 'operator' | 'gone' }

/** No more is sent there, and it stands on record who ended it. Once is as good as twice. */
export async function endEndpoint(tx: Tx, id: Id, { now, by, because }: Ending): Promise<void> {
  const ended = await tx.first<{ url: string }>(sql`
    update webhook_endpoints set ended_at = ${new Date(now)}, ended_by = ${because}
    where id = ${id} and ended_at is null returning url`)
  if (ended)
    noteEndpoint(tx, { now, by, type: 'webhook.stopped', endpoint: { id, ...ended }, isGone: because === 'gone' })
}

type Noted = {
  now: number
  by: Actor
  type: 'webhook.added' | 'webhook.stopped'
  endpoint: Pick<Endpoint, 'id' | 'url'>
  isGone?: boolean
}
/** The host alone: what follows it may be a password. */
export function noteEndpoint(tx: Tx, { now, by, type, endpoint: { id, url }, isGone = false }: Noted): void {
  note(tx, { now, by, type, body: { webhook: id, host: new URL(url).host, ...(isGone ? { gone: true } : {}) } })
}

const sealing = (deps: Deps, id: Id) => ({ key: deps.private.key('webhooks'), place: `webhook/${id}` })

/** The secret of an endpoint as it is kept, and back. */
export const sealSecret = (deps: Deps, id: Id, text: string) => sealText('aes-256-gcm', { ...sealing(deps, id), text })
export const openSecret = (deps: Deps, id: Id, bytes: Buffer) =>
  openText('aes-256-gcm', { ...sealing(deps, id), bytes })

export type Delivery = {
  event: string
  type: string
  state: 'delivered' | 'failing' | 'refused'
  tries: number
  answer: string
  at: Date
}

export const deliveriesOf = (tx: Tx, endpoint: Id) =>
  tx.rows<Delivery>(sql`
    select event, type, state, tries, answer, at from webhook_deliveries
    where endpoint = ${endpoint} order by at desc limit 100`)

export const deliveryOf = (tx: Tx, endpoint: Id, event: string) =>
  tx.first<Delivery>(sql`
    select event, type, state, tries, answer, at from webhook_deliveries where endpoint = ${endpoint} and event = ${event}`)

/** What became of one more try. */
export const keepDelivery = (tx: Tx, endpoint: Id, d: Omit<Delivery, 'tries'>) =>
  tx.rows(sql`
    insert into webhook_deliveries (tenant, endpoint, event, type, state, answer, at)
    values (${tx.tenant}, ${endpoint}, ${d.event}, ${d.type}, ${d.state}, ${d.answer}, ${d.at})
    on conflict (endpoint, event) do update set
      state = excluded.state, answer = excluded.answer, at = excluded.at, tries = webhook_deliveries.tries + 1`)
