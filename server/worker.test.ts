import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant } from '@anxin/domain/basics.ts'
import { z } from 'zod'
import { send } from './act.ts'
import { sql } from './db/database.ts'
import { testWorld } from './testing.ts'
import { job, startWorker } from './worker.ts'

test('an errand whose change PostgreSQL refuses undoes its effect, and waits for its next try with the reason', async () => {
  const { anxin, tenant, now } = await testWorld()
  const { db } = anxin.deps
  let afterwards = 0
  const twice = job({
    name: 'tenant.twice',
    payload: z.object({}),
    async run({ tx }) {
      tx.onCommit(() => afterwards++)
      await tx.rows(sql`update tenants set name = '改过' where id = ${tx.tenant}`)
      // Refused; nobody waits for it, and the question after it fails for that reason alone.
      tx.write(sql`insert into tenants (id, slug, name) values (${tx.tenant}, 'again', '又一家')`)
      await tx.rows(sql`select 1`)
    },
  })
  await db.transaction({ tenant }, async (tx) =>
    send(tx, [{ job: 'tenant.twice', payload: {}, dueAt: instant(now()) }]),
  )
  const worker = startWorker(db, anxin.deps, [twice], { lanes: 0 })
  await worker.settled()
  await worker.stop()
  const left = await db.transaction('worker', (tx) =>
    tx.rows<{ attempts: number; last_error: string; due_at: Date; name: string }>(sql`
      select attempts, last_error, due_at, name from outbox join tenants on tenants.id = outbox.tenant
      where job = 'tenant.twice'`),
  )
  assert.deepEqual(
    left.map(({ attempts, due_at, name }) => [attempts, due_at.getTime() > now(), name]),
    [[1, true, '第一家']],
  )
  assert.match(left[0]?.last_error ?? '', /tenants/)
  assert.equal(afterwards, 0)
})

test('of errands done together, one that fails holds nobody up: the others happen once, it waits', async () => {
  const { anxin, tenant, now } = await testWorld()
  const { db } = anxin.deps
  const mark = job({
    name: 'tenant.mark',
    payload: z.object({ what: z.string() }),
    async run({ tx, payload }) {
      tx.write(sql`
        insert into rate_limits (tenant, what, seconds, since, count) values (${tx.tenant}, ${payload.what}, 1, now(), 1)`)
      if (payload.what === 'bad') throw new Error('not today')
    },
  })
  const errands = ['a', 'b', 'bad', 'c'].map((what) => ({
    job: 'tenant.mark',
    payload: { what },
    dueAt: instant(now()),
  }))
  await db.transaction({ tenant }, async (tx) => send(tx, errands))
  const worker = startWorker(db, anxin.deps, [mark], { lanes: 0 })
  await worker.settled()
  await worker.stop()
  const left = await db.transaction({ tenant }, async (tx) => ({
    marks: await tx.rows<{ what: string }>(sql`select what from rate_limits order by what`),
    waiting: await tx.rows<{ payload: unknown; attempts: number }>(
      sql`select payload, attempts from outbox where job = 'tenant.mark'`,
    ),
  }))
  assert.deepEqual(
    left.marks.map(({ what }) => what),
    ['a', 'b', 'c'],
  )
  assert.deepEqual(left.waiting, [{ payload: { what: 'bad' }, attempts: 1 }])
})
