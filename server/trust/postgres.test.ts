import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import pg from 'pg'
import { type Embedded, startEmbedded } from '../db/embedded.ts'
import { refuseUnsafe } from '../db/migrate.ts'
import { folder, full, serve, until } from './process.ts'
import { storm } from './storm.ts'
import { asThief } from './thief.ts'

/** T2: PostgreSQL itself is killed under load; what was acknowledged is there, and the pages on disk are whole. */

/** SIGKILL to the server and to every process that it has started. */
function killAll(dir: string): void {
  const postmaster = Number(readFileSync(join(dir, 'postmaster.pid'), 'utf8').split('\n')[0])
  const processes = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).stdout.trim().split('\n')
  const children = processes
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, parent]) => (parent === postmaster && pid ? [pid] : []))
  assert.ok(children.length > 3, 'a server has processes of its own')
  for (const pid of [postmaster, ...children]) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {} // gone in the meantime
  }
}

/** The mutant: the same data under a server that gives up durability, and hurries to the disk as little as PostgreSQL
 *  allows. */
async function forgetful(dir: string): Promise<Embedded> {
  appendFileSync(join(dir, 'postgresql.conf'), `\nwal_writer_delay = '10s'\nwal_writer_flush_after = '1GB'\n`)
  return startEmbedded({ dir, throwaway: true })
}
const durable = (dir: string) => startEmbedded({ dir })

async function afterKills(reopen: (dir: string) => Promise<Embedded>, kills: number) {
  const dir = folder()
  const pgDir = join(dir, 'pg')
  const first = await durable(pgDir)
  // Tables and tenants are made in any case before the server may forget: the loss wanted is that of reports.
  await (await serve({ databaseUrl: first.url, dir })).kill()
  await first.stop()
  const database = await reopen(pgDir)
  after(() => database.stop())
  const server = await serve({ databaseUrl: database.url, dir })
  const clients = storm(() => server.url, 16)
  const { acknowledged } = clients
  let slowestMs = 0
  for (let i = 0; i < kills; i++) {
    const enough = acknowledged.size + 30
    await until('acknowledgements', () => acknowledged.size >= enough)
    killAll(pgDir)
    const began = performance.now()
    // Of each client one answer may still be on its way from before: one more than that tells that it serves again.
    const again = acknowledged.size + 17
    await until('reports to be taken again', () => acknowledged.size >= again)
    slowestMs = Math.max(slowestMs, Math.round(performance.now() - began))
  }
  await clients.stop()
  await server.kill()
  await database.stop()
  const read = await reread(reopen === forgetful, pgDir)
  const lost = [...acknowledged.values()].filter((id) => !read.orders.has(id)).length
  return { kills, acknowledged: acknowledged.size, lost, slowestMs, ...read }
}

/** Every row of every table from the disk, by a server with nothing in its memory, which checks each page on the way. */
async function reread(throwaway: boolean, dir: string) {
  const database = await startEmbedded({ dir, throwaway })
  after(() => database.stop())
  const found = await asThief(database.url, async (client) => {
    const { rows } = await client.query(`select tablename from pg_tables where schemaname = 'public'`)
    for (const { tablename } of rows) await client.query(`select count(t::text) from ${tablename} t`)
    const one = async (text: string) => Object.values((await client.query(text)).rows[0])[0]
    return {
      checksums: await one('show data_checksums'),
      checksumFailures: Number(await one('select sum(checksum_failures) from pg_stat_database')),
      orders: new Set((await client.query('select id from orders')).rows.map(({ id }) => String(id))),
    }
  })
  await database.stop()
  return found
}

test('kill -9 of all of PostgreSQL under load loses nothing, damages nothing, and reports are taken again within ten seconds', {
  timeout: 900_000,
}, async (t) => {
  const { orders: _, ...outcome } = await afterKills(durable, full ? 20 : 2)
  t.diagnostic(JSON.stringify(outcome))
  assert.deepEqual([outcome.lost, outcome.checksums, outcome.checksumFailures], [0, 'on', 0])
  assert.ok(outcome.slowestMs < 10_000, `${outcome.slowestMs} ms`)
})

test('the mutant on a server that may forget loses what it acknowledged, and is caught', {
  timeout: 300_000,
}, async (t) => {
  const { orders: _, ...outcome } = await afterKills(forgetful, full ? 5 : 1)
  t.diagnostic(JSON.stringify(outcome))
  assert.ok(outcome.lost > 0)
})

test('a server that may forget is refused, whichever of its settings says so', async () => {
  const dir = folder()
  const safe = await durable(join(dir, 'safe'))
  after(() => safe.stop())
  await refuseUnsafe(safe.url)
  const client = new pg.Client({ connectionString: safe.url })
  await client.connect()
  await client.query('alter database anxin set synchronous_commit = off')
  await client.end()
  await assert.rejects(refuseUnsafe(safe.url), /synchronous_commit=off/)
  const forgets = await startEmbedded({ dir: join(dir, 'forgets'), throwaway: true })
  after(() => forgets.stop())
  await assert.rejects(refuseUnsafe(forgets.url), /(fsync|full_page_writes|synchronous_commit)=off/)
})
