import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '../db/database.ts'
import { testWorld } from '../testing.ts'
import { everyNight, nextNight } from './jobs.ts'

const dayMs = 86_400_000

test('half past three in China comes once a day', () => {
  const at = (iso: string) => new Date(nextNight(Date.parse(iso))).toISOString()
  assert.equal(at('2026-11-24T19:29:59Z'), '2026-11-24T19:30:00.000Z')
  assert.equal(at('2026-11-24T19:30:00Z'), '2026-11-25T19:30:00.000Z')
  assert.equal(at('2026-11-24T03:00:00Z'), '2026-11-24T19:30:00.000Z')
})

test('each night what has outlived its term goes, and nothing else; the errand is there once, for every tenant', async () => {
  const world = await testWorld()
  const { db } = world.anxin.deps
  const ago = (days: number) => new Date(world.now() - days * dayMs)
  const fill = (days: number, count: number) =>
    db.transaction({ tenant: world.tenant }, async (tx) => {
      await tx.rows(sql`
        insert into idempotency (tenant, caller, key, request, created_at)
        select ${tx.tenant}::uuid, 'c', ${`${days}/`} || g, '', ${ago(days)} from generate_series(1, ${count}) g`)
      await tx.rows(sql`insert into rate_limits values (${tx.tenant}, ${`w${days}`}, ${ago(days)}, 60, 1)`)
      await tx.rows(sql`
        insert into notices (tenant, errand, text, channel, state, at)
        values (${tx.tenant}, ${days}, 'order.received', 'sms', 'sent', ${ago(days)})`)
      await tx.rows(sql`
        insert into auth_verification (id, identifier, value, "expiresAt")
        values (${`v${days}`}, 'x', 'y', ${ago(days)})`)
    })
  await fill(400, 12_001)
  await fill(31, 10)
  await fill(0, 10)
  await everyNight(db, world.now())
  await everyNight(db, world.now())
  const nights = () =>
    db.transaction('worker', (tx) =>
      tx.rows<{ due_at: Date }>(sql`select due_at from outbox where job = 'retention.end' order by due_at`),
    )
  assert.deepEqual(
    (await nights()).map(({ due_at }) => due_at.getTime()),
    [nextNight(world.now()), nextNight(world.now())],
    'two tenants, one each',
  )
  const tonight = nextNight(world.now())
  world.pass(tonight - world.now())
  await world.settle()
  const left = await db.transaction({ tenant: world.tenant }, (tx) =>
    tx.first(sql`
      select (select count(*) from idempotency) as answers, (select array_agg(what) from rate_limits) as limits,
        (select count(*) from notices) as notices, (select array_agg(id) from auth_verification) as codes`),
  )
  assert.deepEqual(left, { answers: 10, limits: ['w0'], notices: 2, codes: ['v0'] })
  assert.deepEqual(
    (await nights()).map(({ due_at }) => due_at.getTime()),
    [tonight + dayMs, tonight + dayMs],
  )
})
