import { refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { note } from '../db/audit.ts'
import { sql } from '../db/database.ts'
import { requireOutside } from '../http/outside-url.ts'
import { DoorProblem } from '../http/problems.ts'
import { ById, get, post } from '../http/route.ts'
import { newId } from '../ids.ts'
import { fingerprints, Keys, usable } from './protocol.ts'
import { type Service, serviceById, servicesOf } from './store.ts'

const ServiceShown = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  producers: z.array(z.string()),
  /** Of its keys (RFC 7638): to be compared with what the service says of them on another way. */
  fingerprints: z.array(z.string()),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
})
const show = async ({ keys, createdAt, endedAt, ...service }: Service): Promise<z.input<typeof ServiceShown>> => ({
  ...service,
  fingerprints: await fingerprints(keys),
  createdAt: createdAt.toISOString(),
  endedAt: endedAt?.toISOString() ?? null,
})

const Name = z.string().trim().min(1).max(100)
const noKeys = {
  zh: '须为公钥（JWK），Ed25519 或 P-256；私钥请勿交给任何人',
  en: 'must be public keys (JWK), Ed25519 or P-256; a private key is nobody else’s',
} as const

export const serviceRoutes = [
  get('/ai-services', {
    summary: 'AI services that may be asked whether a picture is theirs / AI 服务',
    tag: 'inquiries',
    who: ['operator', 'reviewer'],
    answer: z.object({ items: z.array(ServiceShown) }),
    does: async ({ tx }) => ({ items: await Promise.all((await servicesOf(tx)).map(show)) }),
  }),
  post('/ai-services', {
    summary: 'Enter an AI service: where it takes questions, and the keys it signs answers with / 登记 AI 服务',
    tag: 'inquiries',
    who: ['operator'],
    body: z.strictObject({
      name: Name,
      url: z.string().trim().max(500),
      producers: z.array(Name).max(50).default([]),
      keys: Keys,
    }),
    answer: ServiceShown,
    status: 201,
    async does({ tx, deps, now, by, body, language }) {
      requireOutside({ deps, language }, body.url)
      const keys = await usable(body.keys)
      if (!keys) throw new DoorProblem('http.invalid', { errors: [{ path: 'keys', message: noKeys[language] }] })
      const id = newId()
      await tx.rows(sql`
        insert into ai_services (id, tenant, name, url, producers, keys, created_at) values
          (${id}, ${tx.tenant}, ${body.name}, ${body.url}, ${[...new Set(body.producers)]}, ${JSON.stringify(keys)}, ${new Date(now)})`)
      note(tx, {
        now,
        by,
        type: 'ai_service.added',
        body: { service: id, name: body.name, host: new URL(body.url).host },
      })
      const made = await serviceById(tx, id)
      return made ? show(made) : refuse('case.absent')
    },
  }),
  post('/ai-services/:id/end', {
    summary: 'Ask it nothing more / 停用 AI 服务',
    tag: 'inquiries',
    who: ['operator'],
    params: ById,
    answer: ServiceShown,
    async does({ tx, now, by, params }) {
      const ended = await tx.first<{ name: string }>(sql`
        update ai_services set ended_at = ${new Date(now)} where id = ${params.id} and ended_at is null returning name`)
      if (ended) note(tx, { now, by, type: 'ai_service.ended', body: { service: params.id, name: ended.name } })
      const one = await serviceById(tx, params.id)
      return one ? show(one) : refuse('case.absent')
    },
  }),
]
