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
  await db.transaction({ tenant }, (tx) => send(tx, [{ job: 'tenant.twice', payload: {}, dueAt: instant(now()) }]))
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
