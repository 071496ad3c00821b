/** Reports accepted durably per second through HTTP by 16 clients, beside the same two inserts with bare pg and with
 *  pgbench on the same server, in one run: `npm run bench intake`. The database is the embedded one, fsync on;
 *  PG_BIN=/usr/lib/postgresql/15/bin takes another PostgreSQL's programs, and its pgbench where it has one. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { startEmbedded } from '../server/db/embedded.ts'
import { report } from '../server/testing.ts'
import { machine } from './machine.ts'

const seconds = 6
const rounds = 3
const clients = 16
const dir = mkdtempSync(join(tmpdir(), 'anxin-intake-'))
const bin = process.env.PG_BIN
const embedded = await startEmbedded({ dir: join(dir, 'pg'), ...(bin ? { bin } : {}) })

type Server = { port: number; child: ChildProcess }
/** The product itself, as `anxin start` runs it. */
async function serve(...flags: string[]): Promise<Server> {
  const env = {
    ...process.env,
    DATABASE_URL: embedded.url,
    KEY_URL: `file:${join(dir, 'keys')}`,
    STORAGE_URL: `file:${join(dir, 'media')}`,
    DEMO: '1',
    LOG_LEVEL: 'silent',
    PORT: '0',
  }
  const cli = fileURLToPath(new URL('../cli/anxin.ts', import.meta.url))
  const child = spawn(process.execPath, [cli, 'start', ...flags], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const port = await new Promise<number>((resolve) =>
    child.stdout?.on('data', (data) => {
      const found = /localhost:(\d+)/.exec(String(data))?.[1]
      if (found) resolve(Number(found))
    }),
  )
  return { port, child }
}

/** Processor time of a process so far, in milliseconds (Linux; elsewhere 0). */
const processorMs = (pid: number): number => {
  if (!existsSync(`/proc/${pid}/stat`)) return 0
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}
const postmaster = Number(readFileSync(join(dir, 'pg', 'postmaster.pid'), 'utf8').split('\n')[0])
/** That of all processes of PostgreSQL together. */
function databaseMs(): number {
  if (!existsSync('/proc')) return 0
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const isOurs = (pid: string) => {
    const text = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : ''
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]) === postmaster
  }
  return pids.filter(isOurs).reduce((sum, pid) => sum + processorMs(Number(pid)), 0)
}

/** Runs `once` from all clients for the time; what was done per second. */
async function rate(once: (client: number) => Promise<void>): Promise<number> {
  let done = 0
  const began = performance.now()
  const end = began + seconds * 1_000
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      while (performance.now() < end) {
        await once(client)
        done++
      }
    }),
  )
  return (1_000 * done) / (performance.now() - began)
}

const agent = new http.Agent({ keepAlive: true, maxSockets: clients })
function post(port: number, body: string): Promise<void> {
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'idempotency-key': crypto.randomUUID(),
  }
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: '127.0.0.1', port, path: '/api/v1/orders', method: 'POST', agent, headers },
      (answer) => {
        answer.resume()
        answer.on('end', () => (answer.statusCode === 201 ? resolve() : reject(new Error(`${answer.statusCode}`))))
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}

/** Reports a second, and what one cost each side. */
async function throughHttp({ port, child }: Server): Promise<{ perSecond: number; says: string }> {
  const before = { server: processorMs(child.pid ?? 0), database: databaseMs(), own: process.cpuUsage() }
  const perSecond = await rate((client) =>
    post(port, JSON.stringify({ ...report, phone: `1990000${String(1_000 + client)}` })),
  )
  const count = perSecond * seconds
  const { user, system } = process.cpuUsage(before.own)
  const each = [
    `server ${((processorMs(child.pid ?? 0) - before.server) / count).toFixed(2)}`,
    `database ${((databaseMs() - before.database) / count).toFixed(2)}`,
    `client ${((user + system) / 1_000 / count).toFixed(2)}`,
  ]
  return { perSecond, says: `${Math.round(perSecond)}/s (ms of processor a report: ${each.join(', ')})` }
}

const pool = new pg.Pool({ connectionString: embedded.url, max: clients })
pool.on('error', () => {}) // its connections may still be closing when the server stops
await pool.query(
  'create table bench_orders (id uuid primary key, state jsonb not null); create table bench_facts (id uuid primary key, body jsonb not null)',
)
const body = JSON.stringify({ ...report, filling: 'x'.repeat(600) })
const twoInserts = () =>
  rate(async () => {
    const client = await pool.connect()
    await client.query('begin')
    await client.query('insert into bench_orders values (gen_random_uuid(), $1)', [body])
    await client.query('insert into bench_facts values (gen_random_uuid(), $1)', [body])
    await client.query('commit')
    client.release()
  })

/** The same two inserts by PostgreSQL's own C program; null where there is none. */
function byPgbench(): number | null {
  const program = bin ? join(bin, 'pgbench') : 'pgbench'
  const script = join(dir, 'two-inserts.sql')
  const insert = (table: string) => `insert into ${table} values (gen_random_uuid(), '${body}');\n`
  writeFileSync(script, `begin;\n${insert('bench_orders')}${insert('bench_facts')}commit;\n`)
  const args = ['-n', '-c', String(clients), '-j', '2', '-T', String(seconds), '-M', 'prepared', '-f', script]
  const { stdout } = spawnSync(program, [...args, embedded.url], { encoding: 'utf8' })
  const found = /tps = ([\d.]+)/.exec(stdout ?? '')?.[1]
  return found ? Number(found) : null
}

process.stdout.write(`${machine()}, PostgreSQL ${(await pool.query('show server_version')).rows[0].server_version}\n`)
const kinds: [string, string[]][] = [
  ['errands worked off elsewhere', ['--no-worker']],
  ['errands worked off by the same process', []],
]
for (let round = 0; round < rounds; round++) {
  for (const [name, flags] of kinds) {
    const server = await serve(...flags)
    await throughHttp(server)
    const http = await throughHttp(server)
    server.child.kill('SIGKILL')
    const [bare, c] = [await twoInserts(), byPgbench()]
    const beside = c === null ? 'no pgbench here' : `pgbench ${Math.round(c)}/s: × ${(http.perSecond / c).toFixed(2)}`
    process.stdout.write(
      `${name}: ${http.says}; two bare inserts ${Math.round(bare)}/s: × ${(http.perSecond / bare).toFixed(2)}; ${beside}\n`,
    )
  }
}
await pool.end()
await embedded.stop()
rmSync(dir, { recursive: true, force: true })
