import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { startEmbedded } from '../db/embedded.ts'
import { refuseUnsafe } from '../db/migrate.ts'
import { testDatabase } from '../db/testing.ts'
import { report } from '../testing.ts'

/** T1, T2, T10: what was acknowledged is there once, whatever is killed, and timers fire once. */
const full = process.env.TRUST === 'full'

type Server = { url: string; kill(): Promise<void> }
async function serve(databaseUrl: string, dir: string, mutant = ''): Promise<Server> {
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    KEY_URL: `file:${join(dir, 'keys')}`,
    STORAGE_URL: `file:${join(dir, 'media')}`,
    DEMO: '1',
    LOG_LEVEL: 'silent',
    MUTANT: mutant,
  }
  const child: ChildProcess = spawn(process.execPath, [fileURLToPath(new URL('./serve.ts', import.meta.url))], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  // Whatever fails in a test, no server outlives it: the run would wait for it for ever.
  after(() => child.kill('SIGKILL'))
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout?.on(
      'data',
      (data) => /port (\d+)/.test(String(data)) && resolve(/port (\d+)/.exec(String(data))?.[1] ?? ''),
    )
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
  })
  child.removeAllListeners('exit')
  return {
    url: `http://127.0.0.1:${port}`,
    kill: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.kill('SIGKILL')
      }),
  }
}

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'anxin-kill-'))
  after(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

type Storm = { acknowledged: Map<string, string>; stop(): Promise<void> }
/** Clients that post reports, each with a key of its own, again and again until the server has answered. */
function storm(urlNow: () => string, clients: number): Storm {
  const acknowledged = new Map<string, string>()
  let isOver = false
  const client = async () => {
    while (!isOver) {
      const key = randomUUID()
      for (let tries = 0; tries < 400 && !isOver; tries++) {
        const answer = await fetch(`${urlNow()}/api/v1/orders`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': key },
          body: JSON.stringify(report),
          signal: AbortSignal.timeout(5_000),
        }).catch(() => null)
        const body = answer?.status === 201 ? await answer.json().catch(() => null) : null
        if (body) {
          acknowledged.set(key, body.id)
          break
        }
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
  }
  const running = Array.from({ length: clients }, client)
  return {
    acknowledged,
    async stop() {
      isOver = true
      await Promise.all(running)
    },
  }
}

/** Waits for something to come true, a minute at the most. */
async function until(isTrue: () => boolean): Promise<void> {
  for (let i = 0; i < 6_000 && !isTrue(); i++) await pause(10)
}
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
async function rows(url: string, text: string): Promise<Record<string, number>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const tables = ['orders', 'facts', 'technicians']
  for (const table of tables) await client.query(`alter table ${table} no force row level security`)
  const { rows: found } = await client.query(text)
  await client.end()
  return found
}

async function lostAfterKills(
  mutant: string,
  kills: number,
): Promise<{ acknowledged: number; lost: number; doubled: number }> {
  const dir = folder()
  const database = await testDatabase()
  let server = await serve(database.url, dir, mutant)
  const clients = storm(() => server.url, 8)
  for (let i = 0; i < kills; i++) {
    // In the midst of work, right after answers went out: the moment at which most could be lost.
    await until(() => clients.acknowledged.size >= 12 * (i + 1) + (i % 5))
    await server.kill()
    server = await serve(database.url, dir, mutant)
  }
  await until(() => clients.acknowledged.size >= 12 * (kills + 1))
  await server.kill()
  await clients.stop()
  const ids = new Set((await rows(database.url, 'select id from orders')).map(({ id }) => String(id)))
  const counts = await rows(
    database.url,
    `select case_id, count(*)::int as n from facts where type = 'order.opened' group by case_id`,
  )
  const byCase = new Map(counts.map(({ case_id, n }) => [String(case_id), n]))
  const said = [...clients.acknowledged.values()]
  assert.equal(new Set(said).size, said.length, 'two keys, two orders')
  await database.drop()
  return {
    acknowledged: said.length,
    lost: said.filter((id) => !ids.has(id)).length,
    doubled: said.filter((id) => byCase.get(id) !== 1).length,
  }
}

test('kill -9 of the server under load loses no acknowledged report and doubles none', {
  timeout: 600_000,
}, async (t) => {
  const outcome = await lostAfterKills('', full ? 50 : 3)
  t.diagnostic(JSON.stringify(outcome))
  assert.ok(outcome.acknowledged > 20)
  assert.deepEqual([outcome.lost, outcome.doubled], [0, 0])
})

test('the mutant that acknowledges before the commit is caught', { timeout: 600_000 }, async (t) => {
  const outcome = await lostAfterKills('early', full ? 10 : 3)
  t.diagnostic(JSON.stringify(outcome))
  assert.ok(outcome.lost > 0)
})

test('kill -9 of all of PostgreSQL under load loses nothing, and reports are taken again within ten seconds', {
  timeout: 600_000,
}, async (t) => {
  const dir = folder()
  const embedded = await startEmbedded({ dir: join(dir, 'pg') })
  await refuseUnsafe(embedded.url)
  const server = await serve(embedded.url, dir)
  const clients = storm(() => server.url, 8)
  let slowest = 0
  for (let i = 0; i < (full ? 20 : 2); i++) {
    await pause(700)
    const postmaster = Number(readFileSync(join(dir, 'pg', 'postmaster.pid'), 'utf8').split('\n')[0])
    process.kill(postmaster, 'SIGKILL')
    const before = clients.acknowledged.size
    const began = performance.now()
    // Some answers may still be on their way from before the kill: three more tell that it serves again.
    while (clients.acknowledged.size < before + 20 && performance.now() - began < 30_000) await pause(25)
    slowest = Math.max(slowest, performance.now() - began)
  }
  await clients.stop()
  await server.kill()
  const ids = new Set((await rows(embedded.url, 'select id from orders')).map(({ id }) => String(id)))
  await embedded.stop()
  const lost = [...clients.acknowledged.values()].filter((id) => !ids.has(id)).length
  t.diagnostic(JSON.stringify({ acknowledged: clients.acknowledged.size, lost, slowestMs: Math.round(slowest) }))
  assert.equal(lost, 0)
  assert.ok(slowest < 10_000)
})

test('a server that may forget is refused', async () => {
  const database = await testDatabase()
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const { rows: found } = await client.query('show fsync')
  await client.end()
  if (found[0].fsync === 'off')
    await assert.rejects(refuseUnsafe(database.url), /fsync=off|synchronous_commit=off|full_page_writes=off/)
  else await refuseUnsafe(database.url)
  await database.drop()
})

test('timers fire exactly once, though the server is killed while it works them off', {
  timeout: 600_000,
}, async (t) => {
  const dir = folder()
  const database = await testDatabase()
  const timers = full ? 1_000 : 60
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  after(async () => {
    await client.end()
    await database.drop()
  })
  // Before the server works on these tables: two locks taken against its order would be a deadlock.
  for (const table of ['technicians', 'outbox']) await client.query(`alter table ${table} no force row level security`)
  let server = await serve(database.url, dir)
  await client.query('begin; set local role anxin_app')
  await client.query(`set local app.worker = 'yes'`)
  const tenant = (await client.query(`select id from tenants where slug = 'anxin'`)).rows[0].id
  await client.query('commit')
  const { id } = (await client.query('select id from technicians limit 1')).rows[0]
  await client.query(
    `insert into outbox (tenant, job, payload, due_at) select $1, 'technician.rate', jsonb_build_object('technician', $2::text, 'stars', 5), now() + interval '300 ms' from generate_series(1, $3)`,
    [tenant, id, timers],
  )
  for (let i = 0; i < (full ? 10 : 3); i++) {
    await pause(450)
    await server.kill()
    server = await serve(database.url, dir)
  }
  const count = async () =>
    Number((await client.query(`select count(*) as n from outbox where job = 'technician.rate'`)).rows[0].n)
  for (let i = 0; i < 2_400 && (await count()) > 0; i++) await pause(50)
  const { rating_count } = (await client.query('select rating_count from technicians where id = $1', [id])).rows[0]
  await server.kill()
  t.diagnostic(`${timers} timers, ${rating_count} effects`)
  assert.equal(rating_count, timers)
})
