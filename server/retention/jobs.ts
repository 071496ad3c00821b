import { instant } from '@anxin/domain/basics.ts'
import { z } from 'zod'
import { send } from '../act.ts'
import { type Database, sql } from '../db/database.ts'
import { job } from '../worker.ts'
import { terms } from './terms.ts'

const dayMs = 86_400_000
/** Half past three in the night in China, in milliseconds of a UTC day. */
const night = 19.5 * 3_600_000
/** Rows of a table that go in one transaction: others wait for it. */
const most = 5_000

/** The next half past three after `now`. */
export const nextNight = (now: number): number => Math.floor((now - night) / dayMs + 1) * dayMs + night

/** Any number will do, as long as every Anxin process takes the same. */
const lock = 7_265_114

/** Sees to it, at every start, that each tenant has its nightly errand, and one only. */
export const everyNight = (db: Database, now: number): Promise<void> =>
  db.transaction('worker', async (tx) => {
    await tx.rows(sql`select pg_advisory_xact_lock(${lock}::bigint)`)
    await tx.rows(sql`
      insert into outbox (tenant, job, payload, due_at)
      select t.id, 'retention.end', '{}'::jsonb, ${new Date(nextNight(now))} from tenants t
      where not exists (select from outbox o where o.tenant = t.id and o.job = 'retention.end' and o.dead_at is null)`)
  })

/** Removes what has outlived its term, some at a time; again at once when some are left, else the next night. */
export const retentionJobs = [
  job({
    name: 'retention.end',
    payload: z.object({}),
    async run({ tx, now }) {
      const removed = await Promise.all(expired(now).map(async (old) => (await tx.rows(old)).length))
      const isDone = removed.every((count) => count < most)
      send(tx, [
        { job: 'retention.end', payload: {}, dueAt: instant(isDone ? nextNight(now) : now) },
        ...(isDone
          ? ['technician.end-lapsed', 'custody.catch-up', 'log.checkpoint'].map((one) => ({
              job: one,
              payload: {},
              dueAt: instant(now),
            }))
          : []),
      ])
    },
  }),
]

function expired(now: number) {
  const before = (days: number) => new Date(now - days * dayMs)
  return [
    sql`delete from idempotency where (tenant, caller, key) in (
      select tenant, caller, key from idempotency where created_at < ${before(terms.idempotency)} limit ${most}) returning 1`,
    sql`delete from rate_limits where (tenant, what, seconds) in (
      select tenant, what, seconds from rate_limits where since < ${before(terms.rateLimits)} limit ${most}) returning 1`,
    sql`delete from notice_counts where (tenant, number, text) in (
      select tenant, number, text from notice_counts where times[cardinality(times)] < ${before(terms.rateLimits)} limit ${most}) returning 1`,
    sql`delete from notices where id in (
      select id from notices where at < ${before(terms.notices)} limit ${most}) returning 1`,
    sql`delete from webhook_deliveries where (endpoint, event) in (
      select endpoint, event from webhook_deliveries where at < ${before(terms.webhookDeliveries)} limit ${most}) returning 1`,
    sql`delete from auth_session where id in (
      select id from auth_session where "expiresAt" < ${before(terms.sessions)} limit ${most}) returning 1`,
    sql`delete from auth_verification where id in (
      select id from auth_verification where "expiresAt" < ${before(terms.sessions)} limit ${most}) returning 1`,
  ]
}
