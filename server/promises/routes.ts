import { instant } from '@anxin/domain/basics.ts'
import { isRefusal, refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { act } from '../act.ts'
import { ById, get, post } from '../http/route.ts'
import { revealContact } from '../private/reveal.ts'
import { regionName } from '../regions/names.ts'
import { promiseCase } from './case.ts'
import { atRisk, contactToCall, keptByCounty, openPromises } from './store.ts'

const desk = ['agent', 'dispatcher', 'supervisor', 'operator'] as const
const county = (code: string | null) => (code ? { code, name: regionName(code) } : null)
const rounded = (ms: number | null) => (ms === null ? null : Math.round(ms))
const Region = z.object({ code: z.string(), name: z.string() }).nullable()

export const promiseRoutes = [
  post('/orders/:id/call', {
    summary: 'Phone the consumer: reveals the number for this call, and meets the promise of a first call / 致电用户',
    tag: 'promises',
    who: [...desk, 'technician'],
    params: ById,
    answer: z.object({ phone: z.string() }),
    async does({ tx, deps, by, now, params }) {
      const contact = await contactToCall(tx, params.id, by)
      if (!contact) return refuse('case.absent')
      const phone = await revealContact({ tx, deps, by, now }, { order: params.id, ...contact })
      if (phone === null) return refuse('case.absent')
      for (const promise of await openPromises(tx, params.id)) {
        if (promise.promised !== 'first-call' || by.kind !== 'person') continue
        const met = await act(tx, promiseCase, { id: promise.id }, { type: 'promise.meet', at: instant(now), by })
        if (isRefusal(met)) return met
      }
      return { phone }
    },
  }),
  get('/promises', {
    summary: 'Running promises, the next to break first / 承诺预警',
    tag: 'promises',
    who: desk,
    query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
    answer: z.object({
      items: z.array(
        z.object({
          id: z.string(),
          order: z.string(),
          number: z.string(),
          promised: z.string(),
          county: Region,
          startedAt: z.string(),
          dueAt: z.string().nullable(),
          level: z.number(),
          isBroken: z.boolean(),
        }),
      ),
    }),
    async does({ tx, query }) {
      const rows = await atRisk(tx, query)
      return {
        items: rows.map((row) => ({
          id: row.id,
          order: row.order_id,
          number: row.number,
          promised: row.promised,
          county: county(row.county),
          startedAt: row.started_at.toISOString(),
          dueAt: row.due_at?.toISOString() ?? null,
          level: row.level,
          isBroken: row.is_broken,
        })),
      }
    },
  }),
  get('/promises/kept', {
    summary: 'How promises were kept, per county: share of those met or broken; how long until met / 承诺达成率',
    tag: 'promises',
    who: desk,
    query: z.object({
      promised: z.enum(['first-call', 'repair']).default('first-call'),
      days: z.coerce.number().int().min(1).max(366).default(30),
    }),
    answer: z.object({
      items: z.array(
        z.object({
          county: Region,
          /** In time or too late. */
          met: z.number(),
          /** Past due and not met. */
          broken: z.number(),
          /** Met in time. */
          kept: z.number(),
          share: z.number(),
          p50Ms: z.number().nullable(),
          p90Ms: z.number().nullable(),
        }),
      ),
    }),
    async does({ tx, now, query }) {
      const since = new Date(now - query.days * 86_400_000)
      const rows = await keptByCounty(tx, { promised: query.promised, since, now: new Date(now) })
      return {
        items: rows.map(({ met, broken, kept, ...row }) => ({
          county: county(row.county),
          met,
          broken,
          kept,
          share: kept / (met + broken),
          p50Ms: rounded(row.p50_ms),
          p90Ms: rounded(row.p90_ms),
        })),
      }
    },
  }),
]
