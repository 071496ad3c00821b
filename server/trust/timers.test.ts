import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { testDatabase } from '../db/testing.ts'
import { report, testWorld } from '../testing.ts'
import { folder, full, pause, type Server, serve, until } from './process.ts'
import { storm } from './storm.ts'
import { asThief } from './thief.ts'

/** T10: timers ring once each and in time, though the server is killed, its clock jumps and its connections drop. */

const hour = 3_600_000
const day = 24 * hour

/** What happened to the server, in true time: when it was able to work again, and by how much its clock was off. */
type Diary = { able: number[]; clock: { since: number; offset: number }[] }
type Scene = { client: pg.Client; server: Server; diary: Diary; restart(): Promise<void>; drop(): Promise<void> }

async function scene(mutant: string): Promise<Scene & { databaseUrl: string; end(): Promise<void> }> {
  const dir = folder()
  const database = await testDatabase()
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  // Before the server works on these tables: two locks taken against its order would be a deadlock.
  for (const table of ['tenants', 'outbox', 'promises'])
    await client.query(`alter table ${table} no force row level security`)
  await client.query(`
    create table rang (timer integer not null, at timestamptz not null default clock_timestamp(), clock timestamptz not null);
    grant insert on rang to public`)
  const wanted = (offset: number) => ({
    databaseUrl: database.url,
    dir,
    env: { RING: 'yes', MUTANT: mutant, CLOCK: String(offset) },
  })
  const diary: Diary = { able: [], clock: [{ since: 0, offset: 0 }] }
  const here = {
    client,
    diary,
    databaseUrl: database.url,
    server: await serve(wanted(0)),
    async restart() {
      await here.server.kill()
      here.server = await serve(wanted(diary.clock.at(-1)?.offset ?? 0))
      diary.able.push(Date.now())
    },
    async drop() {
      await client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
      )
      diary.able.push(Date.now())
    },
    async end() {
      await here.server.kill()
      await client.end()
      await database.drop()
    },
  }
  return here
}

function jump({ server, diary }: Scene, offset: number): void {
  server.clock(offset)
  diary.clock.push({ since: Date.now(), offset })
}

/** Timers with numbers from `first` on, due one after the other within `spread` from `from` on. */
async function wind(
  client: pg.Client,
  { first, count, from, spread }: { first: number; count: number; from: number; spread: number },
) {
  await client.query(
    `insert into outbox (tenant, job, payload, due_at)
     select (select id from tenants where slug = 'anxin'), 'trust.ring', jsonb_build_object('timer', $1::int + i),
       $3::timestamptz + make_interval(secs => $4::float8 * i / $2)
     from generate_series(0, $2::int - 1) as i`,
    [first, count, new Date(from), spread / 1_000],
  )
}

/** When, in true time, the server's clock first showed `due`. */
function dueInTruth({ clock }: Diary, due: number): number {
  const found = clock.flatMap(({ since, offset }, i) => {
    const until = clock[i + 1]?.since ?? Number.POSITIVE_INFINITY
    const at = Math.max(since, due - offset)
    return at < until ? [at] : []
  })
  return Math.min(...found)
}

type Rung = { timer: number; at: Date; due: Date }
/** How late a timer rang: after it was due, or after the server was last able to ring it. */
const lateness = (diary: Diary, { at, due }: Rung): number => {
  const able = Math.max(0, ...diary.able.filter((moment) => moment <= at.getTime()))
  return at.getTime() - Math.max(dueInTruth(diary, due.getTime()), able)
}

/** Works through all disturbances; returns what rang. */
async function disturbed(
  given: Awaited<ReturnType<typeof scene>>,
  figures: { timers: number; kills: number; drops: number },
) {
  const { timers, kills, drops } = figures
  const { client } = given
  const now = Date.now()
  const third = Math.floor(timers / 3)
  const soon = timers - 2 * third
  const lasts = 250 * (kills + drops)
  await wind(client, { first: 0, count: soon, from: now, spread: lasts })
  await wind(client, { first: soon, count: third, from: now + hour / 2, spread: hour / 2 })
  await wind(client, { first: soon + third, count: third, from: now + day / 2, spread: day / 2 })
  const due = new Map<number, Date>()
  for (const { timer, due_at } of (
    await client.query(`select (payload->>'timer')::int as timer, due_at from outbox where job = 'trust.ring'`)
  ).rows)
    due.set(timer, due_at)
  const offsets = [0, hour, -hour, day]
  const all = kills + drops
  for (let i = 0; i < all; i++) {
    const offset = offsets[Math.floor((i * offsets.length) / all)] ?? 0
    if (offset !== given.diary.clock.at(-1)?.offset) jump(given, offset)
    await pause(150)
    await (i % 2 === 0 && i / 2 < kills ? given.restart() : given.drop())
  }
  if (given.diary.clock.at(-1)?.offset !== day + hour) jump(given, day + hour)
  const left = async () =>
    Number((await client.query(`select count(*) as n from outbox where job = 'trust.ring'`)).rows[0].n)
  await until('every timer to ring', async () => (await left()) === 0)
  const rang = (await client.query<{ timer: number; at: Date }>('select timer, at from rang order by at')).rows
  return rang.map(({ timer, at }): Rung => ({ timer, at, due: due.get(timer) ?? at }))
}

function outcomeOf(diary: Diary, timers: number, rang: readonly Rung[]) {
  const late = rang.map((one) => lateness(diary, one)).sort((a, b) => a - b)
  return {
    timers,
    rang: rang.length,
    missing: timers - new Set(rang.map(({ timer }) => timer)).size,
    twice: rang.length - new Set(rang.map(({ timer }) => timer)).size,
    p99LateMs: Math.round(late[Math.floor(late.length * 0.99)] ?? 0),
  }
}

test('timers ring once each and in time through kills, jumps of the clock and dropped connections; no promise runs backwards', {
  timeout: 900_000,
}, async (t) => {
  const given = await scene('')
  const figures = full ? { timers: 1_000, kills: 10, drops: 10 } : { timers: 60, kills: 2, drops: 2 }
  // Orders are there, so that promises start, warn and break while the clock jumps.
  const clients = storm(() => given.server.url, 2)
  await until('orders', () => clients.acknowledged.size >= 20)
  await clients.stop()
  const rang = await disturbed(given, figures)
  await given.server.kill()
  const outcome = outcomeOf(given.diary, figures.timers, rang)
  const backwards = await asThief(given.databaseUrl, async (client) => (await client.query(notForward)).rows[0])
  await given.end()
  t.diagnostic(JSON.stringify({ ...figures, ...outcome, orders: clients.acknowledged.size, ...backwards }))
  assert.deepEqual([outcome.missing, outcome.twice], [0, 0])
  assert.ok(outcome.p99LateMs <= 5_000, `${outcome.p99LateMs} ms`)
  assert.ok(Number(backwards.promises) > 0)
  assert.deepEqual([Number(backwards.negative), Number(backwards.unordered)], [0, 0])
})

/** Promises that ran for less than nothing, and cases whose facts do not follow one another in sequence. */
const notForward = `
  select (select count(*) from promises) as promises,
    (select count(*) from promises where ran_ms < 0 or (state->>'ran')::bigint < 0)
      + (select count(*) from facts where type = 'promise.met' and (body->>'ran')::bigint < 0) as negative,
    (select count(*) from (
      select n, row_number() over (partition by kind, case_id order by seq) as place from facts) as f where n <> place) as unordered`

test('the mutant whose effect and removal are two transactions rings twice, and is caught', {
  timeout: 300_000,
}, async (t) => {
  const given = await scene('ring-apart')
  const timers = 120
  await wind(given.client, { first: 0, count: timers, from: Date.now(), spread: 300 })
  for (let i = 0; i < 3; i++) {
    const before = (await given.client.query('select count(*)::int as n from rang')).rows[0].n
    await until(
      'some to ring',
      async () => (await given.client.query('select count(*)::int as n from rang')).rows[0].n > before + 8,
    )
    await given.restart()
  }
  const left = async () =>
    Number((await given.client.query(`select count(*) as n from outbox where job = 'trust.ring'`)).rows[0].n)
  await until('every timer to ring', async () => (await left()) === 0)
  const rang = (await given.client.query('select timer from rang')).rows
  await given.end()
  const twice = rang.length - new Set(rang.map(({ timer }) => timer)).size
  t.diagnostic(`${timers} timers rang ${rang.length} times`)
  assert.ok(twice > 0)
})

test('a timeline tells what happened in the order in which it happened, though the clock was set back meanwhile', async () => {
  const world = await testWorld()
  const { id, tracking } = (await world.nobody.post('/orders', report)).body
  world.pass(-hour)
  assert.equal((await world.holding(tracking.token).post(`/orders/${id}/cancel`, { reason: '不修了' })).status, 200)
  const { steps } = (await world.holding(tracking.token).get(`/orders/${id}/timeline`)).body
  assert.deepEqual(
    steps.map(({ type }: { type: string }) => type),
    ['order.opened', 'order.cancelled'],
  )
})
