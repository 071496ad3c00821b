import { refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { changes, ofOutbox } from '../act.ts'
import { note } from '../db/audit.ts'
import { sql } from '../db/database.ts'
import { get, post } from '../http/route.ts'

const ByNumber = z.object({ id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) })
const Errand = z.object({
  id: z.number(),
  job: z.string(),
  attempts: z.number(),
  reason: z.string().nullable(),
  deadAt: z.string(),
  createdAt: z.string(),
})
type Row = { id: number; job: string; attempts: number; last_error: string | null; dead_at: Date; created_at: Date }

export const errandRoutes = [
  get('/errands/dead', {
    summary: 'Errands that were tried in vain and given up, with the reason / 未能完成的后台任务',
    tag: 'errands',
    who: ['operator'],
    answer: z.object({ items: z.array(Errand) }),
    async does({ tx }) {
      const rows = await tx.rows<Row>(sql`
        select id, job, attempts, last_error, dead_at, created_at from outbox
        where tenant = ${tx.tenant} and dead_at is not null order by dead_at desc limit 200`)
      return {
        items: rows.map(({ id, job, attempts, last_error, dead_at, created_at }) => ({
          id,
          job,
          attempts,
          reason: last_error,
          deadAt: dead_at.toISOString(),
          createdAt: created_at.toISOString(),
        })),
      }
    },
  }),
  post('/errands/:id/retry', {
    summary: 'Try an errand again that was given up / 重试后台任务',
    tag: 'errands',
    who: ['operator'],
    params: ByNumber,
    answer: z.object({ id: z.number() }),
    async does({ tx, params, now, by }) {
      const row = await tx.first<{ id: number; job: string }>(sql`
        update outbox set dead_at = null, attempts = 0, due_at = ${new Date(now)}
        where id = ${params.id} and dead_at is not null returning id, job`)
      if (!row) return refuse('case.absent')
      note(tx, { now, by, type: 'errand.retried', body: { errand: row.id, job: row.job } })
      tx.onCommit(() => changes.tell(ofOutbox(tx.tenant, 1)))
      return { id: row.id }
    },
  }),
]
