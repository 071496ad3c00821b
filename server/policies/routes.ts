import { instant } from '@anxin/domain/basics.ts'
import type { Policy } from '@anxin/domain/policies/policy.ts'
import { isRefusal, refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { act } from '../act.ts'
import { sql } from '../db/database.ts'
import { get, post } from '../http/route.ts'
import { words } from '../http/shapes.ts'
import { newId } from '../ids.ts'
import { merchantsOfPerson } from '../parties.ts'
import { policyCase } from './case.ts'

type Published = Extract<Policy, { status: 'published' }>

const Shown = z.object({ id: z.string(), text: z.string(), from: z.string(), publishedAt: z.string() })
const iso = (at: number) => new Date(at).toISOString()
const show = (id: string, { text, from, publishedAt }: Published): z.input<typeof Shown> => ({
  ...{ id, text, from: iso(from), publishedAt: iso(publishedAt) },
})

/** So many are told: a merchant that changes its rules more often than weekly has others to think of. */
const mostTold = 200

export const policyRoutes = [
  get('/policies', {
    summary: 'After-sales rules that a merchant has published, the latest first / 商家售后规则',
    tag: 'merchants',
    who: ['anyone'],
    query: z.object({ merchant: z.uuid() }),
    answer: z.object({ items: z.array(Shown) }),
    async does({ tx, query }) {
      const rows = await tx.rows<{ id: string; state: Published }>(sql`
        select id, state from policies where tenant = ${tx.tenant} and merchant = ${query.merchant}
        order by from_at desc, id desc limit ${mostTold}`)
      return { items: rows.map(({ id, state }) => show(id, state)) }
    },
  }),
  post('/policies', {
    summary: 'Publish after-sales rules from a moment on; what was published stays readable / 发布售后规则',
    tag: 'merchants',
    who: ['merchant'],
    body: z.strictObject({
      merchant: z.uuid(),
      text: words(20_000),
      from: z.iso.datetime({ offset: true }).transform((text) => instant(Date.parse(text))),
    }),
    answer: Shown,
    status: 201,
    async does({ tx, by, now, body }) {
      const isMine = by.kind === 'person' && (await merchantsOfPerson(tx, by.id)).includes(body.merchant)
      if (!isMine) return refuse('case.absent')
      const id = newId()
      const command = { type: 'policy.publish' as const, ...body, at: instant(now), by }
      const acted = await act(tx, policyCase, { id, isNew: true }, command)
      if (isRefusal(acted)) return acted
      return acted.state.status === 'published' ? show(id, acted.state) : refuse('case.absent')
    },
  }),
]
