import { randomBytes } from 'node:crypto'
import { instant } from '@anxin/domain/basics.ts'
import { refuse } from '@anxin/domain/refusals.ts'
import { toldFacts } from '@anxin/domain/told.ts'
import { z } from 'zod'
import { send } from '../act.ts'
import { sql } from '../db/database.ts'
import { requireOutside } from '../http/outside-url.ts'
import { ById, get, post } from '../http/route.ts'
import { newId } from '../ids.ts'
import {
  deliveriesOf,
  deliveryOf,
  type Endpoint,
  endEndpoint,
  endpointById,
  endpointsOf,
  noteEndpoint,
  sealSecret,
} from './store.ts'

const Shown = z.object({
  id: z.string(),
  url: z.string(),
  types: z.array(z.string()),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
  endedBy: z.enum(['operator', 'gone']).nullable(),
})
const show = ({ id, url, types, created_at, ended_at, ended_by }: Endpoint): z.input<typeof Shown> => ({
  id,
  url,
  types,
  createdAt: created_at.toISOString(),
  endedAt: ended_at?.toISOString() ?? null,
  endedBy: ended_by,
})
const DeliveryShown = z.object({
  event: z.string(),
  type: z.string(),
  state: z.enum(['delivered', 'failing', 'refused']),
  tries: z.number(),
  answer: z.string(),
  at: z.string(),
})

export const webhookRoutes = [
  get('/webhooks', {
    summary: 'Systems that are told of orders / 订单事件推送',
    tag: 'webhooks',
    who: ['operator'],
    answer: z.object({ items: z.array(Shown) }),
    does: async ({ tx }) => ({ items: (await endpointsOf(tx)).map(show) }),
  }),
  post('/webhooks', {
    summary: 'Tell a system of orders (Standard Webhooks); the secret is shown this once / 新增推送地址',
    tag: 'webhooks',
    who: ['operator'],
    body: z.strictObject({
      url: z.string().max(500),
      types: z
        .array(z.enum(toldFacts))
        .min(1)
        .transform((types) => [...new Set(types)]),
    }),
    answer: Shown.extend({ secret: z.string() }),
    status: 201,
    async does({ tx, deps, now, by, body, language }) {
      requireOutside({ deps, language }, body.url)
      const id = newId()
      const secret = `whsec_${randomBytes(32).toString('base64')}`
      await tx.rows(sql`
        insert into webhook_endpoints (id, tenant, url, types, secret, created_at)
        values (${id}, ${tx.tenant}, ${body.url}, ${body.types}, ${sealSecret(deps, id, secret)}, ${new Date(now)})`)
      noteEndpoint(tx, { now, by, type: 'webhook.added', endpoint: { id, url: body.url } })
      const made = await endpointById(tx, id)
      return made ? { ...show(made), secret } : refuse('case.absent')
    },
  }),
  post('/webhooks/:id/revoke', {
    summary: 'Send nothing there any more / 停用推送地址',
    tag: 'webhooks',
    who: ['operator'],
    params: ById,
    answer: Shown,
    async does({ tx, now, by, params }) {
      await endEndpoint(tx, params.id, { now, by, because: 'operator' })
      const ended = await endpointById(tx, params.id)
      return ended ? show(ended) : refuse('case.absent')
    },
  }),
  get('/webhooks/:id/deliveries', {
    summary: 'What was sent lately and what was answered / 最近推送记录',
    tag: 'webhooks',
    who: ['operator'],
    params: ById,
    answer: z.object({ items: z.array(DeliveryShown) }),
    async does({ tx, params }) {
      if (!(await endpointById(tx, params.id))) return refuse('case.absent')
      const rows = await deliveriesOf(tx, params.id)
      return { items: rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() })) }
    },
  }),
  post('/webhooks/:id/redeliver', {
    summary: 'Send an event again, under the same id / 重新推送',
    tag: 'webhooks',
    who: ['operator'],
    params: ById,
    body: z.strictObject({ event: z.string().max(100) }),
    answer: z.object({ queued: z.boolean() }),
    async does({ tx, now, params, body }) {
      const delivery = await deliveryOf(tx, params.id, body.event)
      if (!delivery) return refuse('case.absent')
      const payload = { endpoint: params.id, event: delivery.event }
      send(tx, [{ job: 'webhook.deliver', payload, dueAt: instant(now) }])
      return { queued: true }
    },
  }),
]
