import { z } from 'zod'
import { audited } from '../db/audit.ts'
import { sql } from '../db/database.ts'
import { get, PageQuery, pageOf } from '../http/route.ts'

const Entry = z.object({
  seq: z.number(),
  at: z.string(),
  by: z.string(),
  type: z.enum(audited),
  /** What it was about, as names and numbers; never personal data but the name of a colleague. */
  about: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
})

type Row = {
  seq: number
  at: Date
  by: { kind: string; id?: string }
  type: (typeof audited)[number]
  body: z.input<typeof Entry>['about']
}

export const auditRoutes = [
  get('/audit', {
    summary: 'Exports, imports, roles, keys, webhooks and retries: who did what, newest first / 操作记录',
    tag: 'audit',
    who: ['operator', 'supervisor'],
    query: PageQuery,
    answer: pageOf(Entry),
    async does({ tx, deps, query }) {
      const before = Number(query.cursor ?? Number.MAX_SAFE_INTEGER)
      const rows = await tx.rows<Row>(sql`
        select seq, at, by, type, body from audit
        where tenant = ${tx.tenant} and seq < ${Number.isSafeInteger(before) ? before : 0}
        order by seq desc limit ${query.limit}`)
      const ids = rows.flatMap(({ by, body }) => [by.id, body.person].filter((id) => typeof id === 'string'))
      const names = await deps.private.people(tx, [...new Set(ids)])
      const named = (id: unknown) => (typeof id === 'string' ? (names.get(id)?.name ?? id.slice(-6)) : '')
      return {
        items: rows.map(({ seq, at, by, type, body }) => ({
          seq,
          at: at.toISOString(),
          by: named(by.id),
          type,
          about: body.person ? { ...body, person: named(body.person) } : body,
        })),
        next: rows.length === query.limit ? String(rows.at(-1)?.seq) : null,
      }
    },
  }),
]
