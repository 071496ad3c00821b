import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { appendFileSync, cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { restore, restoreAsItWas } from '../backup/restore.ts'
import { report, testWorld } from '../testing.ts'
import { migrate, migrationNames, migrationsFolder } from './migrate.ts'
import { testDatabase } from './testing.ts'

/** T15: each released version, with rows in it, comes to this one; a migration is whole or not at all. */
const full = process.env.TRUST === 'full'
const names = await migrationNames()

/** Used installations as released versions left them (`scripts/snapshot.ts`); a new one is found by being there. */
const released = globSync(fileURLToPath(new URL('./released/*/', import.meta.url))).sort()

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'anxin-migrate-'))
  after(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client(url)
  await client.connect()
  return client
}

async function bare(): Promise<string> {
  const { url, drop } = await testDatabase({ isBare: true })
  after(drop)
  return url
}

async function appliedIn(client: pg.Client): Promise<string[]> {
  return (await client.query('select name from migrations order by name')).rows.map(({ name }) => name)
}

/** A plan to restore a released version to a place of its own. */
async function planFor(dir: string) {
  const there = folder()
  const to = { databaseUrl: await bare(), media: join(there, 'media'), keys: join(there, 'keys'), say: () => {} }
  return { from: join(dir, 'data'), keysFrom: join(dir, 'keys'), ...to, dir: there }
}

/** Starts a migration in another process and kills it when all of `name` was done but the end of its transaction. */
async function killIn(url: string, name: string): Promise<void> {
  const stuck = folder()
  cpSync(migrationsFolder, stuck, { recursive: true })
  appendFileSync(join(stuck, name), '\n;select pg_advisory_xact_lock(77);\n')
  const client = await connected(url)
  await client.query('select pg_advisory_lock(77)')
  const child = spawn(process.execPath, [fileURLToPath(new URL('./migrating.ts', import.meta.url)), url, stuck], {
    stdio: 'inherit',
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const waiting = `select from pg_locks where locktype = 'advisory' and objid = 77 and not granted
    and database = (select oid from pg_database where datname = current_database())`
  while ((await client.query(waiting)).rowCount === 0) assert.equal(child.exitCode, null, 'it was to be killed')
  child.kill('SIGKILL')
  await ended
  await client.query('select pg_advisory_unlock(77)')
  await client.end()
}

test('there is a released version to come from', () => assert.ok(released.length > 0))

for (const dir of released) {
  test(`a used ${basename(dir)} comes to this version, and all of it can be read: orders, timelines, photos, log`, async () => {
    const plan = await planFor(dir)
    const { rows } = await restore(plan)
    assert.ok(rows > 50)
    const client = await connected(plan.databaseUrl)
    assert.deepEqual(await appliedIn(client), names)
    await client.end()

    const lines = (table: string) =>
      readFileSync(join(dir, `data/tables/${table}.jsonl`), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    const tenant = lines('orders')[0].tenant
    const world = await testWorld({ on: { databaseUrl: plan.databaseUrl, dir: plan.dir, tenant } })
    world.pass(3_600_000)
    await world.staff('+8619900000098', '新调度', ['dispatcher', 'supervisor', 'operator'])
    const desk = await world.signIn('19900000098')
    const listed = (await desk.get('/orders')).body.items.map(({ id }: { id: string }) => id)
    for (const { id } of lines('orders')) {
      assert.ok(listed.includes(id))
      const seen = await desk.get(`/orders/${id}`)
      assert.equal(seen.status, 200, JSON.stringify(seen.body))
      assert.equal(seen.body.fault, report.fault, 'what is personal opens')
      const { steps } = (await desk.get(`/orders/${id}/timeline`)).body
      assert.ok(steps.length > 5)
      // What was written before texts were sealed stands in the facts as it was.
      const details = steps.map(({ detail }: { detail: object }) => detail)
      assert.ok(details.some((detail: { cause?: string }) => detail.cause === 'ignition'))
      assert.ok(details.some((detail: { name?: string }) => detail.name === '点火针'))
      assert.deepEqual(seen.body.visits[0].cause, 'ignition')
    }
    for (const { id } of lines('media')) assert.equal((await desk.get(`/media/${id}`)).status, 200)
    for (const path of ['/technicians', '/promises', '/promises/kept', '/ratings/low', '/notices', '/people/looks'])
      assert.equal((await desk.get(path)).status, 200, path)
    const consumer = await world.signIn(report.phone)
    const appliances = (await consumer.get('/appliances')).body.items
    assert.equal(appliances.length, lines('appliances').length)
    assert.deepEqual([appliances[0].model, appliances[0].parts[0].name], ['B20', '整机'])
    // And it goes on: what was due is done, and the next report is taken.
    await world.settle()
    assert.equal((await world.nobody.post('/orders', report)).status, 201)
  })

  test(`a used ${basename(dir)} whose migration is killed loses nothing and comes to this version afterwards`, async () => {
    const plan = await planFor(dir)
    await restoreAsItWas(plan)
    const client = await connected(plan.databaseUrl)
    for (const name of names.filter((name) => name > `${basename(dir)}.sql`)) {
      await killIn(plan.databaseUrl, name)
      assert.ok(!(await appliedIn(client)).includes(name), 'not half of it')
    }
    await migrate(plan.databaseUrl)
    assert.deepEqual(await appliedIn(client), names)
    await client.end()
  })
}

test('a migration that is killed half-way leaves nothing of itself, and the next start finishes it', async () => {
  const url = await bare()
  const client = await connected(url)
  for (const name of full ? names : names.slice(-3)) {
    await killIn(url, name)
    const applied = await appliedIn(client)
    assert.deepEqual(applied, names.slice(0, names.indexOf(name)), `${name}: all before it, nothing of it`)
  }
  await migrate(url)
  assert.deepEqual(await appliedIn(client), names)
  await client.end()
})

test('processes that migrate at once apply each migration once', async () => {
  const url = await bare()
  const outcomes = await Promise.all([migrate(url), migrate(url), migrate(url)])
  assert.deepEqual(outcomes.flatMap(({ applied }) => applied).sort(), names)
})

test('a database newer than the program is refused and left as it is', async () => {
  const url = await bare()
  await migrate(url, { last: names.at(-2) })
  const client = await connected(url)
  await client.query(`insert into migrations (name) values ('9999_future.sql')`)
  await assert.rejects(migrate(url), /made by a newer Anxin \(migration 9999_future\.sql\)/)
  assert.deepEqual(await appliedIn(client), [...names.slice(0, -1), '9999_future.sql'])
  await client.end()
})

test('errands that waited when the outbox was parted go out, of every tenant', async () => {
  const url = await bare()
  const before = folder()
  cpSync(migrationsFolder, before, { recursive: true })
  for (const name of names) if (name >= '0024') rmSync(join(before, name))
  await migrate(url, { folder: before })
  const client = await connected(url)
  await client.query(`select set_config('app.worker', 'yes', false)`)
  await client.query(
    `insert into tenants (id, slug, name) select gen_random_uuid(), 't' || i, 't' from generate_series(1, 2) i`,
  )
  for (const job of ['remedy.pay', 'notice.send', 'claim.lapse'])
    await client.query(`insert into outbox (tenant, job, payload, due_at) select id, $1, '{}', now() from tenants`, [
      job,
    ])
  await migrate(url)
  const { rows } = await client.query('select job, goes_out, count(*)::int as n from outbox group by 1, 2 order by 1')
  await client.end()
  assert.deepEqual(rows, [
    { job: 'claim.lapse', goes_out: false, n: 2 },
    { job: 'notice.send', goes_out: true, n: 2 },
    { job: 'remedy.pay', goes_out: true, n: 2 },
  ])
})
