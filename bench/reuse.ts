/** `npm run bench reuse [COUNT]`: a server's memory of pictures with ten million of them, and the features of the newest
 *  hundred thousand, in PostgreSQL: how long the first question after a start takes, and how long further ones; beside the
 *  same hashes read row by row. Hashes and features are drawn by chance. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { Looks } from '../inspect/reuse/looks.ts'
import { drawn, seeded } from '../inspect/reuse/testing.ts'
import { openDatabase } from '../server/db/database.ts'
import { startEmbedded } from '../server/db/embedded.ts'
import { migrate } from '../server/db/migrate.ts'
import { newId } from '../server/ids.ts'
import { openReuse } from '../server/reuse/reuse.ts'
import { machine } from './machine.ts'

const count = Number(process.argv.slice(2).find((word) => /^\d+$/.test(word)) ?? 10_000_000)
const random = seeded(1)
const featured = Math.min(count, 98_304)
const seconds = (since: number) => `${((performance.now() - since) / 1_000).toFixed(1)} s`
const say = (text: string) => process.stdout.write(`${text}\n`)

const dir = mkdtempSync(join(tmpdir(), 'anxin-bench-reuse-'))
const embedded = await startEmbedded({ dir: join(dir, 'pg'), throwaway: true })
try {
  await measure(embedded.url)
} finally {
  await embedded.stop()
  rmSync(dir, { recursive: true, force: true })
}

async function fill(url: string, tenant: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`insert into tenants (id, slug, name, hosts) values ('${tenant}', 'bench', 'bench', '{}')`)
  await client.query(`select set_config('app.tenant', '${tenant}', false)`)
  const part = 500_000
  for (let from = 1; from <= count; from += part)
    await client.query(
      `insert into pictures_seen (tenant, n, media, claim, person, hash)
       select '${tenant}', n, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
         uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) from generate_series($1::bigint, $2::bigint) n`,
      [from, Math.min(count, from + part - 1)],
    )
  // Drawn once, each picture another stretch of it.
  const features = Buffer.from(Uint8Array.from({ length: 1 << 20 }, () => random() & 255))
  await client.query(
    `insert into picture_features (tenant, n, features, width, height)
     select '${tenant}', n, substr($3::bytea, 1 + (24 * ((n * 7919) % 40000))::integer, 7200), 4000, 3000
     from generate_series($1::bigint, $2::bigint) n`,
    [count - featured + 1, count, features],
  )
  await client.query(`insert into picture_counts (tenant, pictures) values ('${tenant}', $1)`, [count])
  await client.query('analyze')
  await client.end()
}

async function measure(url: string): Promise<void> {
  await migrate(url)
  const tenant = newId()
  let began = performance.now()
  await fill(url, tenant)
  say(`${count} pictures, the features of ${featured}, filled in ${seconds(began)}`)
  const db = openDatabase(url)
  const reuse = openReuse(db)
  const looks = (): Looks => ({
    hashes: Array.from({ length: 8 }, () => drawn(random)),
    features: new Uint8Array(7_200).map(() => random() & 255),
    width: 4000,
    height: 3000,
  })
  const ask = () => reuse.lookAlikes({ tenant, claim: newId(), looks: looks() })
  began = performance.now()
  await ask()
  say(`first question after a start: ${seconds(began)}`)
  const times: number[] = []
  for (let i = 0; i < 100; i++) {
    began = performance.now()
    await ask()
    times.push(performance.now() - began)
  }
  const at = (share: number) => times.toSorted((a, b) => a - b)[Math.floor(share * times.length)]?.toFixed(0)
  say(
    `further ones, eight hashes and 300 features each: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms; first ${times[0]?.toFixed(0)} ms`,
  )
  say(`memory of the server process ${(process.memoryUsage.rss() / 1e9).toFixed(2)} GB`)
  began = performance.now()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const rows = Math.min(count, 1_000_000)
  await client.query(`select set_config('app.tenant', '${tenant}', false)`)
  await client.query(`select n, hash from pictures_seen where tenant = '${tenant}' and n <= ${rows} order by n`)
  say(`beside it, ${rows} hashes read a row each: ${seconds(began)}`)
  await client.end()
  say(machine())
  await reuse.stop()
  await db.close()
}
