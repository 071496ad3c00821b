import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { readConfig } from './config.ts'
import { sql } from './db/database.ts'
import { copyOf, type TestDatabase, testDatabase } from './db/testing.ts'
import { seedDemo } from './demo.ts'
import { newId } from './ids.ts'
import { grant } from './private/grants.ts'
import { type Anxin, build } from './start.ts'
import { keptApart } from './testing-apart.ts'

export { report } from './testing-report.ts'

type Role = Parameters<typeof grant>[2]
type Answer = { status: number; body: Json; bytes: Buffer; headers: Record<string, unknown> }
// biome-ignore lint/suspicious/noExplicitAny: answers of every route; the test says what it expects
type Json = any
type Ask = { body?: unknown; key?: string; version?: number; host?: string; headers?: Record<string, string> }
/** Somebody at a keyboard: a session, a link or nobody. */
export type Visitor = {
  /** What they send with every request: who sends it in a copy of the world is the same person there. */
  bears: Record<string, string>
  get(path: string, ask?: Ask): Promise<Answer>
  post(path: string, body?: unknown, ask?: Ask): Promise<Answer>
  send(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, ask?: Ask): Promise<Answer>
}

export type World = {
  anxin: Anxin
  databaseUrl: string
  dir: string
  /** Moves the clock. */
  pass(ms: number): void
  now(): number
  /** Works off everything that is due. */
  settle(): Promise<void>
  nobody: Visitor
  holding(token: string): Visitor
  /** Somebody who sends these headers with every request. */
  bearing(headers: Record<string, string>): Visitor
  /** Signs in by the real road: code, second factor where the roles need one. */
  signIn(phone: string, options?: { host?: string }): Promise<Visitor>
  /** Gives roles to a phone number, as an operator would. */
  staff(phone: string, name: string, roles: Role[]): Promise<string>
  tenant: string
}

type Options = {
  seed?: boolean
  env?: Record<string, string>
  /** An installation that is there already, its tenant included. */
  on?: { databaseUrl: string; dir: string; tenant: string; now?: number }
  /** One that the test brings along, migrated. */
  database?: TestDatabase
}

/** An Anxin of the test's own: real database, real files, a clock that the test moves, errands when it says so. */
export async function testWorld(options: Options = {}): Promise<World> {
  const { on } = options
  const dir = on?.dir ?? mkdtempSync(join(tmpdir(), 'anxin-world-'))
  const database = on ? { url: on.databaseUrl, drop: async () => {} } : (options.database ?? (await testDatabase()))
  let time = on?.now ?? Date.parse('2026-11-24T02:00:00Z')
  const env = {
    KEY_URL: `file:${join(dir, 'keys')}`,
    STORAGE_URL: `file:${join(dir, 'media')}`,
    DATA_DIR: dir,
    DEMO: '1',
    LOG_LEVEL: 'silent',
    ...options.env,
  }
  const config = readConfig(env, join(dir, 'no.env'))
  const parts = { config, databaseUrl: database.url, now: () => time, apart: keptApart }
  const anxin = await build({ ...parts, lanes: 0, connections: 6 })
  after(async () => {
    await anxin.stop()
    await database.drop()
    rmSync(dir, { recursive: true, force: true })
  })
  const tenant = on?.tenant ?? newId()
  if (options.seed) await seedDemo(anxin.deps)
  else if (!on)
    await anxin.deps.db.transaction('worker', (tx) =>
      tx.rows(sql`
        insert into tenants (id, slug, name, hosts) values
          (${tenant}, 'one', '第一家', '{}'), (${newId()}, 'two', '第二家', '{two.test}')`),
    )
  const visitor = (base: Record<string, string>): Visitor => {
    const send: Visitor['send'] = async (method, path, { body, key, version, host, headers } = {}) => {
      const response = await anxin.app.inject({
        method,
        url: path.startsWith('/dev') ? path : `/api/v1${path}`,
        headers: {
          host: 'localhost',
          ...base,
          ...(host ? { host } : {}),
          ...(body === undefined
            ? {}
            : { 'content-type': Buffer.isBuffer(body) ? 'application/octet-stream' : 'application/json' }),
          ...(key ? { 'idempotency-key': key } : {}),
          ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
          ...headers,
        },
        ...(body === undefined ? {} : { payload: Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
      })
      const text = response.body
      return {
        status: response.statusCode,
        body: text.startsWith('{') ? JSON.parse(text) : text,
        bytes: response.rawPayload,
        headers: response.headers,
      }
    }
    return {
      bears: base,
      send,
      get: (path, ask) => send('GET', path, ask),
      post: (path, body, ask) => send('POST', path, { ...ask, body: body ?? {} }),
    }
  }
  const nobody = visitor({})
  const world: World = {
    anxin,
    databaseUrl: database.url,
    dir,
    tenant,
    now: () => time,
    pass: (ms) => {
      time += ms
    },
    settle: () => anxin.worker.settled(),
    nobody,
    holding: (token) => visitor({ authorization: `Tracking ${token}` }),
    bearing: visitor,
    async signIn(phone, { host = 'localhost' } = {}) {
      const asked = await nobody.post('/session/code', { phone }, { host })
      const given = await nobody.post('/session', { phone, code: asked.body.demoCode }, { host })
      const cookie = [given.headers['set-cookie']]
        .flat()
        .map((one) => String(one).split(';')[0])
        .join('; ')
      const me = visitor({ cookie, host })
      const setup = await me.post('/session/second-factor/setup')
      if ((await me.get('/me')).body.code === 'http.second_factor') {
        await me.post('/session/second-factor', { code: setup.body.demoCode })
      } else if (setup.body.demoCode) await me.get('/me')
      return me
    },
    staff: (phone, name, roles) =>
      anxin.deps.db.transaction({ tenant }, async (tx) => {
        const id = await anxin.deps.private.meet(tx, { phone, name, now: time })
        for (const role of roles) await grant(tx, id, role)
        return id
      }),
  }
  return world
}

/** Ends a world, so that others begin as it is now, each with a copy of its database and its folder. For what takes
 *  seconds to make: once for all tests of a file. */
export async function copiesOf(world: World): Promise<(env?: Record<string, string>) => Promise<World>> {
  await world.anxin.stop()
  world.anxin.stop = async () => {} // once is enough
  const { databaseUrl, tenant } = world
  return async (env = {}) => {
    const [database, dir] = [await copyOf(databaseUrl), mkdtempSync(join(tmpdir(), 'anxin-world-'))]
    cpSync(world.dir, dir, { recursive: true })
    const copy = await testWorld({ env, on: { databaseUrl: database.url, dir, tenant, now: world.now() } })
    after(() => database.drop())
    return copy
  }
}
