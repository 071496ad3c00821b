import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { sql } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { get } from '../http/route.ts'
import { openText } from '../private/cipher.ts'

const Shown = z.object({
  id: z.number(),
  text: z.string(),
  channel: z.string(),
  order: z.string().nullable(),
  claim: z.string().nullable(),
  at: z.string(),
  state: z.string(),
})

export const noticeRoutes = [
  get('/notices', {
    summary: 'What the desk was told, newest first / 工作台提醒',
    tag: 'notices',
    who: ['dispatcher', 'supervisor', 'operator', 'agent', 'reviewer'],
    answer: z.object({ items: z.array(Shown) }),
    async does({ tx, by }) {
      const me = by.kind === 'person' ? by.id : null
      const rows = await tx.rows<{
        id: number
        text: string
        channel: string
        order: string | null
        claim: string | null
        at: Date
        state: string
      }>(sql`
        select n.id, n.text, n.channel, n.at, n.state, c.id as claim, case when c.id is null then n.case_id end as order
        from notices n left join claims c on c.id = n.case_id
        where n.person = ${me} and n.channel = 'desk' order by n.id desc limit 50`)
      return { items: rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() })) }
    },
  }),
]

/** The demo has no gateway: everything that would be sent can be read here. Exists only with DEMO=1. */
export function demoOutbox(app: FastifyInstance, deps: Deps): void {
  app.get('/dev/outbox', async (request, reply) => {
    const { id: tenant } = await deps.callers.tenantOf(request)
    const rows = await deps.db.transaction({ tenant }, (tx) =>
      tx.rows<{ at: Date; channel: string; said: Buffer | null }>(
        sql`select at, channel, said from notices where state <> 'held' order by id desc limit 100`,
      ),
    )
    const items = rows.map(({ at, channel, said }) => ({
      at: at.toISOString(),
      channel,
      text: said ? openText('aes-256-gcm', { key: deps.private.key('outbox'), place: 'notice', bytes: said }) : '',
    }))
    return reply.header('Cache-Control', 'no-store').send({ items })
  })
}
