import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { instant } from '@anxin/domain/basics.ts'
import { isRefusal } from '@anxin/domain/refusals.ts'
import { act, stampOf } from '../act.ts'
import { sql } from '../db/database.ts'
import { newId } from '../ids.ts'
import { searchCase } from '../offers/case.ts'
import { report, testWorld } from '../testing.ts'

/** T12 and T16: repeated requests do nothing twice; of many who press at once, one wins. */
const full = process.env.TRUST === 'full'

test('each key makes one order, however many send it at once; the rest get its answer or are told to wait', {
  timeout: 300_000,
}, async () => {
  const world = await testWorld()
  const [keys, each] = full ? [200, 50] : [20, 10]
  for (let k = 0; k < keys; k++) {
    const key = randomUUID()
    const answers = await Promise.all(Array.from({ length: each }, () => world.nobody.post('/orders', report, { key })))
    const done = answers.filter(({ status }) => status === 201)
    assert.ok(done.length >= 1)
    assert.equal(new Set(done.map(({ body }) => body.id)).size, 1)
    for (const { status, body } of answers)
      assert.ok(status === 201 || body.code === 'http.key_in_flight' || status === 429, JSON.stringify(body))
    assert.equal((await world.nobody.post('/orders', { ...report, fault: '另一件事' }, { key })).status, 422)
  }
  const { rows, facts } = (await world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.first<{ rows: number; facts: number }>(sql`
      select (select count(*) from orders) as rows, (select count(*) from facts where type = 'order.opened') as facts`),
  )) ?? { rows: 0, facts: 0 }
  assert.deepEqual([rows, facts], [keys, keys])
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

test('of many technicians who accept one offer at the same moment, one has it', { timeout: 120_000 }, async () => {
  const world = await testWorld()
  const { db } = world.anxin.deps
  const technicians = Array.from({ length: full ? 500 : 60 }, () => newId())
  const search = newId()
  const ranked = technicians.map((technician) => ({ technician, score: 1, why: [] }))
  const inTenant = <T>(run: Parameters<typeof db.transaction<T>>[1]) => db.transaction({ tenant: world.tenant }, run)
  await inTenant((tx) =>
    act(
      tx,
      searchCase,
      { id: search, isNew: true },
      { type: 'search.start', ...stampOf('reaction', world.now()), order: newId(), ranked },
    ),
  )
  for (let i = 0; i < 5; i++) {
    world.pass(61_000)
    await inTenant((tx) =>
      act(tx, searchCase, { id: search }, { type: 'search.lapse', ...stampOf('clock', world.now()), ranked }),
    )
  }
  const outcomes = await Promise.all(
    technicians.map((technician) =>
      inTenant((tx) =>
        act(
          tx,
          searchCase,
          { id: search },
          {
            type: 'search.accept',
            at: instant(world.now()),
            by: { kind: 'person', id: technician, role: 'technician' },
            technician,
          },
        ),
      ),
    ),
  )
  assert.equal(outcomes.filter((outcome) => !isRefusal(outcome)).length, 1)
})
