/** Reports accepted durably per second through HTTP by 16 clients, beside the same two inserts with bare pg and with
 *  pgbench on the same server, in one run: `npm run bench intake`. The database is the embedded one, fsync on;
 *  PG_BIN=/usr/lib/postgresql/15/bin takes another PostgreSQL's programs, and its pgbench where it has one. */
import { type ChildProcess, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbedded } from '../server/db/embedded.ts'
import { report } from '../server/testing.ts'
import { machine } from './machine.ts'
import { startProduct } from './product.ts'

const seconds = 2
const rounds = 11
const clients = 16
const dir = mkdtempSync(join(tmpdir(), 'anxin-intake-'))
const bin = process.env.PG_BIN
const embedded = await startEmbedded({ dir: join(dir, 'pg'), ...(bin ? { bin } : {}) })

type Server = { clients: ((body: string) => Promise<void>)[]; child: ChildProcess }
async function serve(...flags: string[]): Promise<Server> {
  const { port, child } = await startProduct({ databaseUrl: embedded.url, dir }, flags)
  return { clients: await Promise.all(Array.from({ length: clients }, () => openClient(Number(port)))), child }
}

/** Processor time of a process so far, in milliseconds (Linux; elsewhere 0). */
const processorMs = (pid: number): number => {
  const fields = statOf(pid)
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 10
}
/** The fields after the name in /proc/<pid>/stat; none when it has just ended. */
function statOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}
const postmaster = Number(readFileSync(join(dir, 'pg', 'postmaster.pid'), 'utf8').split('\n')[0])
/** That of each process of PostgreSQL. */
function databaseMs(): Map<string, number> {
  if (!existsSync('/proc')) return new Map()
  const pids = readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && Number(statOf(Number(name))[1]) === postmaster,
  )
  return new Map(pids.map((pid) => [pid, processorMs(Number(pid))]))
}
/** What they took since; one that ended meanwhile is left out. */
const sinceThen = (before: Map<string, number>): number =>
  [...databaseMs()].reduce((sum, [pid, ms]) => sum + ms - (before.get(pid) ?? 0), 0)

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

/** One connection that is kept open, on which one request follows another. Node's own client costs as much as the two
 *  inserts; what is measured here is the server. */
async function openClient(port: number): Promise<(body: string) => Promise<void>> {
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  let text = ''
  let answered: (text: string) => void = () => {}
  socket.setEncoding('utf8').on('data', (part) => {
    text += part
    const head = text.indexOf('\r\n\r\n')
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1])
    if (head < 0 || Buffer.byteLength(text) < head + 4 + length) return
    answered(text)
    text = ''
  })
  return async (body) => {
    const answer = new Promise<string>((resolve) => {
      answered = resolve
    })
    socket.write(
      `POST /api/v1/orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n` +
        `Idempotency-Key: ${crypto.randomUUID()}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
    const said = await answer
    if (!said.startsWith('HTTP/1.1 201 ')) throw new Error(said)
  }
}

type Cost = { server: number; database: number; client: number }
/** Reports a second, and the milliseconds of processor that one cost each side. */
async function throughHttp({ clients, child }: Server): Promise<{ perSecond: number; cost: Cost }> {
  const before = { server: processorMs(child.pid ?? 0), database: databaseMs(), own: process.cpuUsage() }
  const perSecond = await rate(async (client) =>
    clients[client]?.(JSON.stringify({ ...report, phone: `1990000${String(1_000 + client)}` })),
  )
  const count = perSecond * seconds
  const { user, system } = process.cpuUsage(before.own)
  const cost = {
    server: (processorMs(child.pid ?? 0) - before.server) / count,
    database: sinceThen(before.database) / count,
    client: (user + system) / 1_000 / count,
  }
  return { perSecond, cost }
}

type Round = { perSecond: number; cost: Cost; bare: number; c: number | null }
/** Medians of the rounds: the machine's own speed changes from one second to the next. */
function told(all: readonly Round[]): string {
  const of = (figure: (round: Round) => number) => {
    const sorted = all.map(figure).sort((a, b) => a - b)
    const [least, median, most] = [0, Math.floor(all.length / 2), all.length - 1].map((i) => sorted[i] ?? 0)
    return { least, median, most } as { least: number; median: number; most: number } // three of three
  }
  const ratio = of(({ perSecond, bare }) => perSecond / bare)
  const { server, database, client } = {
    server: of(({ cost }) => cost.server),
    database: of(({ cost }) => cost.database),
    client: of(({ cost }) => cost.client),
  }
  const hasC = all.every(({ c }) => c !== null)
  const c = hasC
    ? `; pgbench ${Math.round(of((round) => round.c ?? 0).median)}/s: × ${of((round) => round.perSecond / (round.c ?? 1)).median.toFixed(2)}`
    : '; no pgbench here'
  return (
    `${Math.round(of((round) => round.perSecond).median)}/s (ms of processor a report: server ${server.median.toFixed(2)}, ` +
    `database ${database.median.toFixed(2)}, client ${client.median.toFixed(2)}); two bare inserts ` +
    `${Math.round(of((round) => round.bare).median)}/s: × ${ratio.median.toFixed(2)} (${ratio.least.toFixed(2)} to ${ratio.most.toFixed(2)})${c}`
  )
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
for (const [name, flags] of kinds) {
  const server = await serve(...flags)
  // A server that has just begun is half as fast: its code is not compiled yet.
  for (let i = 0; i < 10; i++) await throughHttp(server)
  const all: Round[] = []
  for (let round = 0; round < rounds; round++) {
    const http = await throughHttp(server)
    server.child.kill('SIGSTOP') // its errands are no part of what the others do
    const [bare, c] = [await twoInserts(), byPgbench()]
    server.child.kill('SIGCONT')
    all.push({ ...http, bare, c })
  }
  process.stdout.write(`${name}: ${told(all)}\n`)
  server.child.kill('SIGKILL')
}
await pool.end()
await embedded.stop()
rmSync(dir, { recursive: true, force: true })
