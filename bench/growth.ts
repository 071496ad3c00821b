/** What it costs as it grows: reports, look-ups by link and by number, and the dispatcher's first page with 1,000,
 *  100,000 and 1,000,000 orders: `npm run bench growth`. One embedded PostgreSQL with a database of each size, a server
 *  process on each; the sizes are asked in turn, so that what else the machine does falls on all alike. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { readConfig } from '../server/config.ts'
import { startEmbedded } from '../server/db/embedded.ts'
import { linkFor } from '../server/http/link.ts'
import { openFileKeys } from '../server/private/keys-file.ts'
import { openPrivate } from '../server/private/private.ts'
import { report } from '../server/testing.ts'
import { fill } from './growth/fill.ts'
import { giveLeaves } from './growth/leaves.ts'
import { measure } from './growth/measure.ts'
import { makeModel, type Person, person, signIn } from './growth/model.ts'
import { serve } from './growth/serve.ts'
import { machine } from './machine.ts'

const most = Number(process.argv[3] ?? 1_000_000)
const sizes = [1_000, 100_000, 1_000_000].filter((size) => size <= most)
const rounds = 60
const dir = mkdtempSync(join(tmpdir(), 'anxin-growth-'))
const embedded = await startEmbedded({ dir: join(dir, 'pg') })
const env = {
  ...process.env,
  KEY_URL: `file:${join(dir, 'keys')}`,
  STORAGE_URL: `file:${join(dir, 'media')}`,
  DEMO: '1',
  LOG_LEVEL: 'silent',
}
const urlOf = (database: string) => {
  const url = new URL(embedded.url)
  url.pathname = `/${database}`
  return url.href
}
const say = (line: string) => process.stdout.write(`${line}\n`)
const seconds = (since: number) => `${((performance.now() - since) / 1_000).toFixed(0)} s`

const serveOn = (database: string) => serve({ ...env, DATABASE_URL: urlOf(database) })

async function connected(database: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: urlOf(database) })
  client.on('error', () => {}) // it may outlive the server when something else failed
  await client.connect()
  return client
}

const admin = await connected(new URL(embedded.url).pathname.slice(1))
await admin.query('create database model')
const first = await serveOn('model')
const desk = await signIn(first.port, '19900000021')
const model = await makeModel(first.port, desk)
await first.stop()
await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = 'model'`)
say(machine())

type Size = {
  count: number
  db: pg.Client
  port: string
  links: string[]
  nobody: Person
  desk: Person
  stop(): Promise<void>
}
const config = readConfig(env, join(dir, 'no.env'))
const secrets = { config, private: openPrivate(openFileKeys(config.KEY_URL), config.CIPHER), now: Date.now }

/** Links to orders all over the two years. */
async function linksOf(db: pg.Client): Promise<string[]> {
  const { rows } = await db.query<{ id: string; tenant: string }>(
    `select id, tenant from orders where number like '9%' order by md5(number) limit ${rounds}`,
  )
  const deps = secrets as unknown as Parameters<typeof linkFor>[0]['deps'] // all of them that a link is made with
  return rows.map(({ id, tenant }) => `${id} ${linkFor({ deps, now: Date.now(), caller: { tenant } }, id).token}`)
}

async function prepare(count: number): Promise<Size> {
  const began = performance.now()
  const name = `growth_${count}`
  await admin.query(`create database ${name} template model`)
  const db = await connected(name)
  // Row level security holds for the owner of the tables too.
  await db.query(`select set_config('app.tenant', id::text, false) from tenants where slug = 'anxin'`)
  await fill(db, model, count)
  const { rows } = await db.query<{ size: string; facts: string }>(
    'select pg_size_pretty(pg_database_size(current_database())) as size, (select count(*) from facts) as facts',
  )
  say(`${count} orders: filled in ${seconds(began)}, ${rows[0]?.facts} facts, ${rows[0]?.size} on disk`)
  const filled = performance.now()
  await giveLeaves(urlOf(name))
  say(`${count} orders: leaves in the log after ${seconds(filled)}`)
  const { port, stop } = await serveOn(name)
  return { count, db, port, links: await linksOf(db), nobody: person(port), desk: person(port, { cookie: desk }), stop }
}

/** What is measured: each gives the request to time, prepared beforehand. */
const asks: Record<string, (size: Size, round: number) => Promise<() => Promise<unknown>>> = {
  'report (POST /orders)': async ({ nobody }, round) => {
    const phone = `1990001${String(1_000 + round)}`
    return () => nobody('POST', '/orders', { ...report, phone })
  },
  'order by link': async ({ port, links }, round) => {
    const [id, token] = links[round % links.length]?.split(' ') ?? []
    const holder = person(port, { authorization: `Tracking ${token}` })
    return () => holder('GET', `/orders/${id}`)
  },
  'its timeline': async ({ port, links }, round) => {
    const [id, token] = links[(round + 7) % links.length]?.split(' ') ?? []
    const holder = person(port, { authorization: `Tracking ${token}` })
    return () => holder('GET', `/orders/${id}/timeline`)
  },
  'by number and code': async ({ nobody, db }) => {
    await db.query('delete from rate_limits')
    const { phone, number } = model
    const { demoCode } = (await nobody('POST', '/session/code', { phone })).body
    return () => nobody('POST', '/tracking', { number, phone, code: demoCode })
  },
  'open orders, first page':
    async ({ desk: me }) =>
    () =>
      me('GET', '/orders?status=received,assigned,serving,waiting'),
  'open orders of a province':
    async ({ desk: me }) =>
    () =>
      me('GET', '/orders?status=received,assigned,serving,waiting&region=62'),
  'promises at risk':
    async ({ desk: me }) =>
    () =>
      me('GET', '/promises'),
  'promises kept, 30 days':
    async ({ desk: me }) =>
    () =>
      me('GET', '/promises/kept'),
}

const all: Size[] = []
try {
  for (const count of sizes) all.push(await prepare(count))
  // What filling left to be written is written now, and not while others wait for the disk.
  spawnSync('sync')
  await measure(all, { asks, rounds, warm: 10, say })
} finally {
  for (const { db, stop } of all) {
    await stop()
    await db.end()
  }
  await admin.end()
  await embedded.stop()
  rmSync(dir, { recursive: true, force: true })
}
