import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { sql } from '../db/database.ts'
import { testDatabase } from '../db/testing.ts'
import { report, testWorld, type World } from '../testing.ts'
import { answersApart } from './mutants.ts'
import { folder, full, serve } from './process.ts'

/** T12: a request that is repeated, at once or later, does nothing twice and gets the same answer. */

type Outcome = { keys: number; orders: number; events: number; different: number; inFlight: number; others: number }

/** Each key is posted by `each` senders at once; one who is told to wait sends again. */
async function posted(world: World, { keys, each }: { keys: number; each: number }): Promise<Outcome> {
  const outcome = { keys, different: 0, inFlight: 0, others: 0 }
  for (let k = 0; k < keys; k++) {
    const key = randomUUID()
    const answered = async () => {
      for (;;) {
        const answer = await world.nobody.post('/orders', report, { key })
        if (answer.body.code !== 'http.key_in_flight') return answer
        outcome.inFlight++
      }
    }
    const answers = await Promise.all(Array.from({ length: each }, answered))
    const done = answers.filter(({ status }) => status === 201)
    outcome.different += new Set(done.map(({ body }) => JSON.stringify(body))).size - 1
    outcome.others += answers.length - done.length
    const other = await world.nobody.post('/orders', { ...report, fault: '另一件事' }, { key })
    assert.deepEqual([other.status, other.body.code], [422, 'http.key_reused'])
  }
  const counted = await world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.first<{ orders: number; events: number }>(sql`
      select (select count(*) from orders) as orders, (select count(*) from facts where type = 'order.opened') as events`),
  )
  return { ...outcome, orders: counted?.orders ?? 0, events: counted?.events ?? 0 }
}

test('each key makes one order, however many send it at once; all get its answer in the end', {
  timeout: 600_000,
}, async (t) => {
  const figures = full ? { keys: 200, each: 50 } : { keys: 15, each: 20 }
  const { inFlight, ...outcome } = await posted(await testWorld(), figures)
  t.diagnostic(JSON.stringify({ ...figures, inFlight, ...outcome }))
  const { keys } = figures
  assert.deepEqual(outcome, { keys, orders: keys, events: keys, different: 0, others: 0 })
  assert.ok(inFlight > 0, 'some came while the first was being worked on')
})

test('the mutant that keeps the answer in a second transaction makes orders twice, and is caught', {
  timeout: 120_000,
}, async (t) => {
  const world = await testWorld()
  answersApart(world.anxin.deps.db)
  const outcome = await posted(world, { keys: 3, each: 12 })
  t.diagnostic(JSON.stringify(outcome))
  assert.ok(outcome.orders > outcome.keys)
})

test('a repetition gets the same answer byte for byte after the server was killed and started again', {
  timeout: 120_000,
}, async () => {
  const database = await testDatabase()
  const wanted = { databaseUrl: database.url, dir: folder() }
  let server = await serve(wanted)
  const post = async (key: string, body: object) => {
    const answer = await fetch(`${server.url}/api/v1/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    })
    return { status: answer.status, replayed: answer.headers.get('idempotency-replayed'), bytes: await answer.text() }
  }
  const keys = Array.from({ length: full ? 20 : 3 }, () => randomUUID())
  const first = new Map<string, string>()
  for (const key of keys) first.set(key, (await post(key, report)).bytes)
  await server.kill()
  server = await serve(wanted)
  for (const key of keys) {
    assert.deepEqual(await post(key, report), { status: 201, replayed: 'true', bytes: first.get(key) })
    assert.equal((await post(key, { ...report, fault: '另一件事' })).status, 422)
  }
  await server.kill()
  await database.drop()
})

test('first reports that come from one phone at the same moment are all taken, and are of one person', {
  timeout: 120_000,
}, async () => {
  const world = await testWorld()
  const phone = '19900007531'
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => world.nobody.post('/orders', { ...report, phone }, { key: randomUUID() })),
  )
  assert.deepEqual(
    answers.map(({ status }) => status),
    answers.map(() => 201),
  )
  const people = await world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.rows(sql`select distinct person from orders`),
  )
  assert.equal(people.length, 1)
})
