/** Reports accepted durably per second through HTTP by 16 clients, beside the same two inserts with bare pg on the same
 *  server: `npm run bench intake`. The database is the embedded one, fsync on. */

import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbedded } from '../server/db/embedded.ts'
import { report } from '../server/testing.ts'
import { machine } from './machine.ts'

const seconds = 8
const clients = 16
const dir = mkdtempSync(join(tmpdir(), 'anxin-intake-'))
const embedded = await startEmbedded({ dir: join(dir, 'pg') })
const env = {
  ...process.env,
  DATABASE_URL: embedded.url,
  KEY_URL: `file:${join(dir, 'keys')}`,
  STORAGE_URL: `file:${join(dir, 'media')}`,
  DEMO: '1',
  LOG_LEVEL: 'silent',
}
const server = fork(new URL('../server/trust/serve.ts', import.meta.url), {
  env,
  stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
})
const port = await new Promise<string>((resolve) =>
  server.stdout?.on('data', (data) => resolve(/port (\d+)/.exec(String(data))?.[1] ?? '')),
)

/** Runs `once` from all clients for the time; what was done per second. */
async function rate(once: (client: number) => Promise<void>): Promise<number> {
  let done = 0
  const end = performance.now() + seconds * 1_000
  const began = performance.now()
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

const overHttp = () =>
  rate(async (client) => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
      body: JSON.stringify({ ...report, phone: `1990000${String(1_000 + client)}` }),
    })
    if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`)
    await answer.arrayBuffer()
  })

const pool = new pg.Pool({ connectionString: embedded.url, max: clients })
await pool.query(
  'create table bench_orders (id uuid primary key, state jsonb not null); create table bench_facts (id uuid primary key, body jsonb not null)',
)
const body = JSON.stringify({ ...report, filling: 'x'.repeat(600) })
const bare = () =>
  rate(async () => {
    const client = await pool.connect()
    await client.query('begin')
    await client.query('insert into bench_orders values (gen_random_uuid(), $1)', [body])
    await client.query('insert into bench_facts values (gen_random_uuid(), $1)', [body])
    await client.query('commit')
    client.release()
  })

process.stdout.write(`${machine()}\n`)
await overHttp()
for (let round = 0; round < 2; round++) {
  const [http, two] = [await overHttp(), await bare()]
  process.stdout.write(
    `through HTTP ${Math.round(http)}/s, two bare inserts ${Math.round(two)}/s: × ${(http / two).toFixed(2)}\n`,
  )
}
await pool.end()
server.kill('SIGKILL')
await embedded.stop()
rmSync(dir, { recursive: true, force: true })
