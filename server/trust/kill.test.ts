import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../db/testing.ts'
import { folder, full, serve, until } from './process.ts'
import { storm } from './storm.ts'
import { asThief } from './thief.ts'

/** T1: the server is killed under load; what was acknowledged is there, once, with its one event and its work. */

/** An order beside everything that its opening must have left behind exactly once: done, or still in the outbox. */
const kept = `
  select o.id, o.brand as key,
    (select count(*) from facts f where f.case_id = o.id and f.type = 'order.opened') as events,
    array[
      (select count(*) from outbox where case_id = o.id and job = 'search.start')
        + (select count(*) from searches s where s.order_id = o.id),
      (select count(*) from outbox where case_id = o.id and job = 'promise.start' and payload->>'promised' = 'first-call')
        + (select count(*) from promises p where p.order_id = o.id and p.promised = 'first-call'),
      (select count(*) from outbox where case_id = o.id and job = 'promise.start' and payload->>'promised' = 'repair')
        + (select count(*) from promises p where p.order_id = o.id and p.promised = 'repair'),
      -- Leased and told, but not yet removed, is one errand.
      (select count(distinct e) from (
        select id as e from outbox where case_id = o.id and job = 'notice.send' and payload->>'text' = 'order.received'
        union select errand from notices where case_id = o.id and text = 'order.received') as told)]::int[] as work
  from orders o where o.brand ~ '^[0-9a-f-]{36}$'`
type Kept = { id: string; key: string; events: number; work: number[] }

type Outcome = { acknowledged: number; lost: number; doubled: number; withoutOneEvent: number; withoutItsWork: number }

async function afterKills({ kills, perKill, mutant = '' }: { kills: number; perKill: number; mutant?: string }) {
  const dir = folder()
  const database = await testDatabase()
  const wanted = { databaseUrl: database.url, dir, env: { MUTANT: mutant } }
  let server = await serve(wanted)
  const clients = storm(() => server.url, 16)
  const { acknowledged } = clients
  for (let i = 0; i < kills; i++) {
    // In the midst of work, right after answers went out: the moment at which most could be lost.
    const enough = acknowledged.size + perKill + (i % 5)
    await until('acknowledgements', () => acknowledged.size >= enough)
    await server.kill()
    server = await serve(wanted)
  }
  await until('the last acknowledgements', () => acknowledged.size >= perKill * (kills + 1))
  await server.kill()
  await clients.stop()
  const rows = await asThief(database.url, async (client) => {
    await client.query('create index on outbox (case_id)') // thousands of errands, asked for by each of thousands of orders
    return (await client.query<Kept>(kept)).rows
  })
  await database.drop()
  const byId = new Map(rows.map((row) => [row.id, row]))
  const said = [...acknowledged]
  const outcome: Outcome = {
    acknowledged: said.length,
    lost: said.filter(([key, id]) => byId.get(id)?.key !== key).length,
    doubled: rows.length - new Set(rows.map(({ key }) => key)).size,
    withoutOneEvent: rows.filter(({ events }) => Number(events) !== 1).length,
    withoutItsWork: rows.filter(({ work }) => work.some((times) => times !== 1)).length,
  }
  return outcome
}

const nothing = { lost: 0, doubled: 0, withoutOneEvent: 0, withoutItsWork: 0 }

test('kill -9 of the server under load loses no acknowledged report, doubles none, and each has its event and its work', {
  timeout: 900_000,
}, async (t) => {
  const [kills, perKill] = full ? [50, 42] : [2, 15]
  const { acknowledged, ...outcome } = await afterKills({ kills, perKill })
  t.diagnostic(JSON.stringify({ kills, acknowledged, ...outcome }))
  assert.ok(acknowledged >= (full ? 2_000 : 45))
  assert.deepEqual(outcome, nothing)
})

test('the mutant that acknowledges before the commit is caught', { timeout: 600_000 }, async (t) => {
  const outcome = await afterKills({ kills: full ? 10 : 1, perKill: 12, mutant: 'early' })
  t.diagnostic(JSON.stringify(outcome))
  assert.ok(outcome.lost > 0)
})

test('the mutant that writes the event in a second transaction is caught', { timeout: 600_000 }, async (t) => {
  const outcome = await afterKills({ kills: full ? 10 : 1, perKill: 12, mutant: 'facts-apart' })
  t.diagnostic(JSON.stringify(outcome))
  assert.ok(outcome.withoutOneEvent > 0)
})
