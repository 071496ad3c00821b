import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Id, instant } from '@anxin/domain/basics.ts'
import { isRefusal } from '@anxin/domain/refusals.ts'
import { act, stampOf } from '../act.ts'
import { sql } from '../db/database.ts'
import { newId } from '../ids.ts'
import { searchCase } from '../offers/case.ts'
import { orderCase } from '../orders/case.ts'
import { report, testWorld, type World } from '../testing.ts'
import { withoutLocks } from './mutants.ts'
import { full } from './process.ts'
import { asThief } from './thief.ts'

/** T16: of many who press at the same moment, one wins. */

const many = full ? 500 : 60

type Outcome = { won: number; refused: number; failed: number }
/** Opens every connection there is beforehand: otherwise the first would have won before the second is let in. */
const warm = (world: World) =>
  Promise.all(Array.from({ length: 12 }, () => within(world, (tx) => tx.rows(sql`select pg_sleep(0.1)`))))

/** Runs all at once; who was refused heard a reason, who failed ran into the database. */
async function all(world: World, attempts: readonly (() => Promise<unknown>)[]): Promise<Outcome> {
  await warm(world)
  const settled = await Promise.allSettled(attempts.map((attempt) => attempt()))
  const done = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const refused = done.filter(isRefusal).length
  return { won: done.length - refused, refused, failed: settled.length - done.length }
}
const within = <T>({ anxin, tenant }: World, run: Parameters<typeof anxin.deps.db.transaction<T>>[1]) =>
  anxin.deps.db.transaction({ tenant }, run)

/** Technicians who all hold the same offer accept it together. */
async function accepts(world: World): Promise<Outcome> {
  const technicians = Array.from({ length: many }, () => newId())
  const ranked = technicians.map((technician) => ({ technician, score: 1, why: [] }))
  const search = newId()
  const start = { type: 'search.start' as const, ...stampOf('reaction', world.now()), order: newId(), ranked }
  await within(world, (tx) => act(tx, searchCase, { id: search, isNew: true }, start))
  for (let i = 0; i < 5; i++) {
    world.pass(61_000)
    const lapse = { type: 'search.lapse' as const, ...stampOf('clock', world.now()), ranked }
    await within(world, (tx) => act(tx, searchCase, { id: search }, lapse))
  }
  const accept = (technician: Id) => ({
    type: 'search.accept' as const,
    at: instant(world.now()),
    by: { kind: 'person' as const, id: technician, role: 'technician' as const },
    technician,
  })
  return all(
    world,
    technicians.map((one) => () => within(world, (tx) => act(tx, searchCase, { id: search }, accept(one)))),
  )
}

/** People who see the same page of an order book a time for it together. */
async function bookings(world: World): Promise<Outcome> {
  const { id, version } = (await world.nobody.post('/orders', report)).body
  const book = (i: number) => ({
    type: 'order.reschedule' as const,
    at: instant(world.now()),
    by: { kind: 'person' as const, id: newId(), role: 'dispatcher' as const },
    window: { from: instant(world.now() + (i + 2) * 3_600_000), to: instant(world.now() + (i + 6) * 3_600_000) },
  })
  return all(
    world,
    Array.from({ length: many }, (_, i) => () => within(world, (tx) => act(tx, orderCase, { id, version }, book(i)))),
  )
}

const contests = { 'accepts of one offer': accepts, 'bookings of one slot': bookings }

for (const [name, contest] of Object.entries(contests)) {
  test(`of many ${name} at the same moment one wins, and the others are told`, { timeout: 300_000 }, async (t) => {
    const outcome = await contest(await testWorld())
    t.diagnostic(JSON.stringify(outcome))
    assert.deepEqual(outcome, { won: 1, refused: many - 1, failed: 0 })
  })

  test(`${name}: the mutant that does not lock is held by the log alone, and without that several win`, {
    timeout: 300_000,
  }, async (t) => {
    const held = await testWorld()
    withoutLocks(held.anxin.deps.db)
    const second = await contest(held)
    assert.equal(second.won, 1, 'no two facts can claim one place in a case')
    const bare = await testWorld()
    await asThief(bare.databaseUrl, (client) =>
      client.query('alter table facts drop constraint facts_case_id_kind_n_key'),
    )
    withoutLocks(bare.anxin.deps.db)
    const outcome = await contest(bare)
    t.diagnostic(JSON.stringify({ held: second, bare: outcome }))
    assert.ok(outcome.won > 1)
  })
}
