/** What refund claims cost as they pile up: the reviewers' queue, a claim's page, lists, figures and the verification of the
 *  log with 1,000, 100,000 and 1,000,000 claims, of which two hundred wait for a reviewer and the rest is closed:
 *  `npm run bench closed-claims [MOST]`. A database of each size on one embedded PostgreSQL, a server process on each; the
 *  sizes are asked in turn, so that what else the machine does falls on all alike. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { startEmbedded } from '../server/db/embedded.ts'
import { type Family, fill, provable } from './growth/closed.ts'
import { measure } from './growth/measure.ts'
import { type Person, person, signIn } from './growth/model.ts'
import { serve } from './growth/serve.ts'
import { machine } from './machine.ts'
import { castAt, heard, through, type Wish, watched } from './procedure.ts'

const most = Number(process.argv[3] ?? 1_000_000)
const sizes = [1_000, 100_000, 1_000_000].filter((size) => size <= most)
const rounds = 40
const day = 86_400_000
const dir = mkdtempSync(join(tmpdir(), 'anxin-closed-'))
const embedded = await startEmbedded({ dir: join(dir, 'pg') })
const say = (line: string) => process.stdout.write(`${line}\n`)
const seconds = (since: number) => ((performance.now() - since) / 1_000).toFixed(1)
const urlOf = (database: string) => {
  const url = new URL(embedded.url)
  url.pathname = `/${database}`
  return url.href
}
const settings = (database: string) => ({
  ...process.env,
  DATABASE_URL: urlOf(database),
  KEY_URL: `file:${join(dir, 'keys')}`,
  STORAGE_URL: `file:${join(dir, 'media')}`,
  DEMO: '1',
  LOG_LEVEL: 'silent',
})

async function connected(database: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: urlOf(database) })
  client.on('error', () => {}) // it may outlive the server when something else failed
  await client.connect()
  // Row level security holds for the owner of the tables too.
  if (database !== 'anxin')
    await client.query(`select set_config('app.tenant', id::text, false) from tenants where slug = 'anxin'`)
  return client
}

/** Asks until it is so: errands, timers and leaves follow in their own time. */
async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1_200; tries++) {
    if (await isSo()) return
    await new Promise((go) => setTimeout(go, 100))
  }
  throw new Error(`not in two minutes: ${what}`)
}

/** Two claims made by hand: one decided forty days ago and closed since, one that waits. */
async function makeModel(): Promise<{ closed: Family; waiting: Family }> {
  const wish: Wish = { reason: 'not-received', photos: [], listing: null }
  const then = await serve(settings('model'), -40 * day)
  let isOver = false
  const past = await castAt(then.port, '旧量具铺', () => Date.now() - 40 * day)
  const watch = (cast: { merchant: Person; reviewer: Person }, over: () => boolean) => ({
    hearing: watched(cast.merchant, '/hearings', over),
    decision: watched(cast.reviewer, '/decisions', over),
  })
  const closed = await through(
    past,
    watch(past, () => isOver),
    wish,
  )
  isOver = true
  const db = await connected('model')
  const isNone = async (query: string) => Number((await db.query(query)).rows[0].n) === 0
  await until('the decision to be carried out', () =>
    isNone(`select 1 - least(1, count(*)) as n from ledger where claim_id = '${closed}'`),
  )
  await then.stop()
  const now = await serve(settings('model'))
  const present = await castAt(now.port, '量具铺')
  let isHeard = false
  const waiting = (
    await heard(
      present,
      watch(present, () => isHeard),
      wish,
    )
  ).claim
  isHeard = true
  const family = async (claim: string): Promise<Family> => {
    const { rows } = await db.query<Family>('select id as claim, purchase, buyer from claims where id = $1', [claim])
    if (!rows[0]) throw new Error(`no claim ${claim}`)
    return rows[0]
  }
  await until('the first claim to close', () =>
    isNone(`select count(*) as n from claims where id = '${closed}' and status <> 'closed'`),
  )
  await until('all facts to have their leaf', () =>
    isNone('select count(*) as n from facts f where not exists (select from log_leaves l where l.fact = f.seq)'),
  )
  await now.stop()
  const families = { closed: await family(closed), waiting: await family(waiting) }
  await db.end()
  return families
}

type Size = {
  count: number
  db: pg.Client
  port: string
  claims: string[]
  reviewer: Person
  operator: Person
  merchant: Person
  stop(): Promise<void>
}

/** `anxin log verify` on the database, in a process of its own. */
async function verified(name: string): Promise<string> {
  const began = performance.now()
  const cli = fileURLToPath(new URL('../cli/anxin.ts', import.meta.url))
  const child = spawn(process.execPath, [cli, 'log', 'verify', '--json'], {
    env: settings(name),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (data) => {
    said += data
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`log verify: ${code} ${said.slice(0, 500)}`)
  return seconds(began)
}

async function prepare(count: number, model: { closed: Family; waiting: Family }): Promise<Size> {
  const began = performance.now()
  const name = `closed_${count}`
  await admin.query(`create database ${name} template model`)
  const db = await connected(name)
  await fill(db, model, count)
  const { rows } = await db.query<{ size: string; facts: string }>(
    'select pg_size_pretty(pg_database_size(current_database())) as size, (select count(*) from facts) as facts',
  )
  const filled = seconds(began)
  const took = count <= provable ? await verified(name) : null
  const size = `${count} claims: filled in ${filled} s, ${rows[0]?.facts} facts, ${rows[0]?.size} on disk`
  const perSecond = Math.round(Number(rows[0]?.facts) / Number(took))
  say(took === null ? `${size}; log not verified` : `${size}; log verified in ${took} s, ${perSecond} facts a second`)
  const claims = (
    await db.query<{ id: string }>(`select id from claims where number like '9%0' order by md5(number) limit ${rounds}`)
  ).rows.map(({ id }) => id)
  await db.query('delete from rate_limits')
  const { port, stop } = await serve(settings(name))
  const as = async (phone: string) => person(port, { cookie: await signIn(port, phone) })
  return {
    count,
    db,
    port,
    claims,
    stop,
    reviewer: await as('19900000025'),
    operator: await as('19900000023'),
    merchant: await as('19900000092'),
  }
}

/** What is asked, by whom. */
const byClaim: Record<string, (size: Size, claim: string) => Promise<unknown>> = {
  "reviewers' queue, first page": ({ reviewer }) => reviewer('GET', '/decisions'),
  'a claim': ({ reviewer }, claim) => reviewer('GET', `/claims/${claim}`),
  'its timeline': ({ reviewer }, claim) => reviewer('GET', `/claims/${claim}/timeline`),
  'both sides’ histories': ({ reviewer }, claim) => reviewer('GET', `/claims/${claim}/history`),
  'all claims, newest': ({ operator }) => operator('GET', '/claims'),
  'the merchant’s claims': ({ merchant }) => merchant('GET', '/claims'),
  'what the merchant has to answer': ({ merchant }) => merchant('GET', '/hearings'),
  'figures of a year': ({ operator }) => operator('GET', `/oversight?${period(365)}`),
}
const asks = Object.fromEntries(
  Object.entries(byClaim).map(([what, ask]) => [
    what,
    async (size: Size, round: number) => () => ask(size, size.claims[round % size.claims.length] ?? ''),
  ]),
)
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)
const period = (days: number) => `from=${dayOf(Date.now() - days * day)}&until=${dayOf(Date.now())}`

const admin = await connected('anxin')
await admin.query('create database model')
say(machine())
const all: Size[] = []
try {
  const model = await makeModel()
  await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = 'model'`)
  for (const count of sizes) all.push(await prepare(count, model))
  await measure(all, { asks, rounds, warm: 5, say })
} finally {
  for (const { db, stop } of all) {
    await stop()
    await db.end()
  }
  await admin.end()
  await embedded.stop()
  rmSync(dir, { recursive: true, force: true })
}
process.exit()
