import { createHash, randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import pg from 'pg'
import { startEmbedded } from './embedded.ts'
import { migrate } from './migrate.ts'

/** A database of a test's own: migrated, empty, gone after the test file. */
export type TestDatabase = { url: string; drop(): Promise<unknown> }

let server: Promise<string> | null = null
let stopServer = async () => {}
let isStopped = false
// Here and not where the server is started: inside a test this would end with that test.
after(() => stopServer())

/** The server that tests run on: the one that `npm test` started (TEST_DATABASE_URL), or one of this file's own.
 *  TEST_DATABASE_URL may name any PostgreSQL from 15 on. */
function serverUrl(): Promise<string> {
  const given = process.env.TEST_DATABASE_URL
  server ??= given ? Promise.resolve(given) : ownServer()
  return server
}

async function ownServer(): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), 'anxin-test-'))
  const embedded = await startEmbedded({ dir: join(dir, 'pg'), throwaway: true })
  stopServer = async () => {
    isStopped = true
    await embedded.stop()
    rmSync(dir, { recursive: true, force: true })
  }
  return embedded.url
}

let template: Promise<string> | null = null

/** A fresh database, copied in some 50 ms from a template that holds all migrations; `isBare`: one with nothing in it. */
export async function testDatabase({ isBare = false } = {}): Promise<TestDatabase> {
  const base = await serverUrl()
  if (isBare) return made(base, 'template1')
  template ??= makeTemplate(base)
  return made(base, await template)
}

/** Another database that holds what this one does; nobody may be connected to it. */
export async function copyOf(url: string): Promise<TestDatabase> {
  return made(await serverUrl(), new URL(url).pathname.slice(1))
}

let admin: pg.Pool | null = null
/** One connection for the whole file: what a new one must find in shared memory first takes three times the copying. */
function asKnownAdmin(base: string, statement: string): Promise<unknown> {
  admin ??= new pg.Pool({ connectionString: base, max: 1, idleTimeoutMillis: 0, allowExitOnIdle: true })
  // The server may go before this process does.
  if (admin.listenerCount('error') === 0) admin.on('error', () => {})
  return admin.query(statement)
}

async function made(base: string, template: string): Promise<TestDatabase> {
  const name = `anxin_test_${randomUUID().replaceAll('-', '')}`
  await asKnownAdmin(base, `create database ${name} template ${template}`)
  return {
    url: inDatabase(base, name),
    // What a whole file shares is dropped after everything else: a server of the file's own is gone with all its databases.
    drop: async () => isStopped || drop(base, name),
  }
}

/** With whoever is still connected. Who is no superuser may not end a vacuum that PostgreSQL 15 happens to run in it;
 *  without force it ends that itself. */
async function drop(base: string, name: string): Promise<void> {
  await asKnownAdmin(base, `drop database if exists ${name} with (force)`).catch((error) => {
    if (error.code !== '42501') throw error
    return asKnownAdmin(base, `drop database if exists ${name}`)
  })
}

const inDatabase = (base: string, name: string) => {
  const url = new URL(base)
  url.pathname = `/${name}`
  return url.href
}

async function asAdmin<T>(base: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: base })
  await client.connect()
  try {
    return await run(client)
  } finally {
    await client.end()
  }
}

const lock = 7_265_112

/** The template is named after the migrations it holds; whichever test process comes first makes it. */
async function makeTemplate(base: string): Promise<string> {
  const folder = new URL('./migrations/', import.meta.url)
  const hash = createHash('sha256')
  for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(new URL(name, folder)))
  const template = `anxin_template_${hash.digest('hex').slice(0, 16)}`
  await asAdmin(base, async (client) => {
    await client.query('select pg_advisory_lock($1)', [lock])
    const { rowCount } = await client.query('select from pg_database where datname = $1', [template])
    if (rowCount) return
    const draft = `${template}_draft`
    await client.query(`drop database if exists ${draft}`)
    await client.query(`create database ${draft}`)
    await migrate(inDatabase(base, draft))
    await client.query(`alter database ${draft} rename to ${template}`)
  })
  return template
}
