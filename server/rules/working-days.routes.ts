import { notices, noticesEnd } from '@anxin/domain/claims/holidays.ts'
import { refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { note } from '../db/audit.ts'
import { sql } from '../db/database.ts'
import { type Call, del, get, post } from '../http/route.ts'
import { saying } from '../http/sentences.ts'
import { words } from '../http/shapes.ts'
import { ownDays } from './store.ts'

const day = 86_400_000
const soon = 60 * day
const Day = z.iso.date()

const Shown = z.object({
  notices: z.array(
    z.object({
      year: z.number(),
      source: z.object({ title: z.string(), number: z.string(), date: z.string() }),
      off: z.array(z.object({ name: z.string(), days: z.array(z.string()).readonly() })).readonly(),
      worked: z.array(z.string()).readonly(),
    }),
  ),
  /** The installation's own days. */
  items: z.array(
    z.object({
      day: z.string(),
      kind: z.enum(['off', 'worked']),
      why: z.string(),
      addedBy: z.string(),
      addedAt: z.string(),
    }),
  ),
  /** The last day that a notice speaks of, and whether it is less than 60 days away. */
  end: z.string(),
  isEnding: z.boolean(),
})

async function shown({ tx, deps, now }: Call<unknown, unknown, unknown>): Promise<z.input<typeof Shown>> {
  const own = await ownDays(tx)
  const names = await deps.private.people(tx, [...new Set(own.map(({ added_by }) => added_by))])
  return {
    notices: [...notices].reverse(),
    items: own.map(({ added_by, added_at, ...row }) => ({
      ...row,
      addedBy: names.get(added_by)?.name ?? added_by.slice(-6),
      addedAt: added_at.toISOString(),
    })),
    end: noticesEnd,
    isEnding: Date.parse(`${noticesEnd}T16:00:00Z`) - now < soon,
  }
}

export const workingDayRoutes = [
  get('/working-days', {
    summary: 'Holidays by which time limits are reckoned: the notices and own days / 节假日与工作日',
    tag: 'rules',
    who: ['operator', 'reviewer'],
    answer: Shown,
    does: shown,
  }),
  post('/working-days', {
    summary: 'Add a day off, or a day that is worked though a notice says otherwise / 登记休息日或工作日',
    tag: 'rules',
    who: ['operator'],
    body: z.strictObject({
      day: Day.refine(
        (text) => text >= '2020-01-01' && text < '2100-01-01',
        saying('日期不合理', 'not a sensible date'),
      ),
      kind: z.enum(['off', 'worked']),
      why: words(60),
    }),
    answer: Shown,
    status: 201,
    async does(call) {
      const { tx, body, now, by } = call
      const who = by.kind === 'person' ? by.id : null
      const added = await tx.first(sql`
        insert into own_days (tenant, day, kind, why, added_by, added_at)
        values (${tx.tenant}, ${body.day}, ${body.kind}, ${body.why}, ${who}, ${new Date(now)})
        on conflict do nothing returning day`)
      if (!added) return refuse('calendar.day_there')
      note(tx, { now, by, type: 'day.added', body: { day: body.day, kind: body.kind } })
      return shown(call)
    },
  }),
  del('/working-days/:day', {
    summary: 'Take back an own day / 删除登记的日期',
    tag: 'rules',
    who: ['operator'],
    params: z.object({ day: Day }),
    answer: Shown,
    async does(call) {
      const { tx, params, now, by } = call
      const gone = await tx.first<{ kind: string }>(
        sql`delete from own_days where tenant = ${tx.tenant} and day = ${params.day} returning kind`,
      )
      if (!gone) return refuse('case.absent')
      note(tx, { now, by, type: 'day.removed', body: { day: params.day, kind: gone.kind } })
      return shown(call)
    },
  }),
]
