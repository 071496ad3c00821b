/** Refund claims per second through the whole procedure, by HTTP: a shop tells of a purchase and opens the claim, the evidence
 *  is given and submitted, the merchant is heard and answers, a reviewer takes the case and decides. `npm run bench claims`:
 *  first without photos (goods that never came: nothing can be photographed), beside the same facts and rows written with
 *  bare pg in as many transactions; then with two photos of 12 MP each against a listing picture, which inspection limits.
 *  The database is the embedded one, fsync on; PG_BIN=/usr/lib/postgresql/15/bin takes another PostgreSQL's programs. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import sharp from 'sharp'
import { photographed, sceneOf } from '../inspect/pixels/testing.ts'
import { startEmbedded } from '../server/db/embedded.ts'
import { machine } from './machine.ts'
import { type Cast, castAt, sent, through, type Watched, type Wish, watched } from './procedure.ts'
import { startProduct } from './product.ts'

const clients = 8
const seconds = 20
const withPhotos = 12
const dir = mkdtempSync(join(tmpdir(), 'anxin-claims-'))
const bin = process.env.PG_BIN
const embedded = await startEmbedded({ dir: join(dir, 'pg'), ...(bin ? { bin } : {}) })
const say = (line: string) => process.stdout.write(`${line}\n`)

/** Claims a second by so many clients, as long as `more` says; and which they were. */
async function rate(cast: Cast, at: Watched, { wish, more }: { wish: Wish; more: (n: number) => boolean }) {
  const claims: string[] = []
  let begun = 0
  const began = performance.now()
  const client = async () => {
    while (more(begun)) {
      begun++
      claims.push(await through(cast, at, wish))
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  return { claims, perSecond: (1_000 * claims.length) / (performance.now() - began) }
}

/** What the claims left behind: rows of facts and of cases, and in how many transactions. */
async function leftBy(
  db: pg.Client,
  claims: readonly string[],
): Promise<{ facts: pg.QueryResultRow[]; cases: number }> {
  const { rows } = await db.query(
    `with mine as (
       select id from claims where id = any($1) union all select id from hearings where claim_id = any($1)
       union all select id from decisions where claim_id = any($1))
     select f.case_id, f.n, f.type, f.by, f.body, f.hash, f.xmin::text as tx
     from facts f where f.case_id in (select id from mine) order by f.xmin::text, f.n`,
    [claims],
  )
  return { facts: rows, cases: new Set(rows.map(({ case_id }) => case_id)).size }
}

/** The same facts and a row of state for each, in as many transactions, with bare pg from as many clients. */
async function bare(facts: readonly pg.QueryResultRow[]): Promise<number> {
  const pool = new pg.Pool({ connectionString: embedded.url, max: clients })
  await pool.query(
    'create table bench_facts (id uuid primary key, body jsonb, by jsonb, type text, hash bytea); create table bench_cases (id uuid primary key, state jsonb)',
  )
  // By case within each, so that none waits for another that waits for it.
  const work = [...Map.groupBy(facts, ({ tx }) => String(tx)).values()].map((rows) =>
    rows.toSorted((a, b) => (String(a.case_id) < String(b.case_id) ? -1 : 1)),
  )
  const began = performance.now()
  let next = 0
  const client = async () => {
    const db = await pool.connect()
    for (let rows = work[next++]; rows; rows = work[next++]) {
      await db.query('begin')
      for (const { body, by, type, hash, case_id } of rows) {
        const state = JSON.stringify(body)
        await db.query('insert into bench_facts values ($1, $2, $3, $4, $5)', [
          randomUUID(),
          state,
          JSON.stringify(by),
          type,
          hash,
        ])
        await db.query(
          'insert into bench_cases values ($1, $2) on conflict (id) do update set state = excluded.state',
          [case_id, state],
        )
      }
      await db.query('commit')
    }
    db.release()
  }
  await Promise.all(Array.from({ length: clients }, client))
  const took = (performance.now() - began) / 1_000
  await pool.end()
  return took
}

/** A photo of the goods in 12 megapixels, another one each time. */
let seed = 1
const photo = () =>
  sharp(goods.data, { raw: { width: goods.width, height: goods.height, channels: 3 } })
    .modulate({ brightness: 1 + 0.001 * (seed++ % 40) })
    .resize(4_000, 3_000)
    .jpeg({ quality: 88 })
    .toBuffer()
const goods = photographed(sceneOf(71), { width: 1_600, height: 1_200 })

const { port, child } = await startProduct({ databaseUrl: embedded.url, dir })
const cast = await castAt(port, '量具铺')
let over = false
const at = {
  hearing: watched(cast.merchant, '/hearings', () => over),
  decision: watched(cast.reviewer, '/decisions', () => over),
}
const db = new pg.Client({ connectionString: embedded.url })
await db.connect()
await db.query(`select set_config('app.tenant', id::text, false) from tenants where slug = 'anxin'`)
say(`${machine()}, PostgreSQL ${(await db.query('show server_version')).rows[0].server_version}`)

const unseen: Wish = { reason: 'not-received', photos: [], listing: null }
await rate(cast, at, { wish: unseen, more: (n) => n < 60 }) // a server that has just begun is half as fast
const end = performance.now() + 1_000 * seconds
const { claims, perSecond } = await rate(cast, at, { wish: unseen, more: () => performance.now() < end })
const { facts, cases } = await leftBy(db, claims)
child.kill('SIGSTOP') // its errands are no part of what the others do
const took = await bare(facts)
child.kill('SIGCONT')
const each = (n: number) => (n / claims.length).toFixed(1)
const transactions = new Set(facts.map(({ tx }) => tx)).size
say(
  `without photos: ${perSecond.toFixed(1)} claims/s by ${clients} clients (${each(facts.length)} facts of ${each(cases)} cases in ${each(transactions)} transactions each); ` +
    `the same facts and states by bare pg ${(claims.length / took).toFixed(1)} claims/s: × ${((perSecond * took) / claims.length).toFixed(2)}`,
)

const listing = await sent(port, await photo())
const seen = await rate(cast, at, {
  wish: { reason: 'damaged', photos: [photo, photo], listing },
  more: (n) => n < withPhotos,
})
say(
  `with two photos of 12 MP and a listing picture: ${seen.perSecond.toFixed(2)} claims/s, ${(2 * seen.perSecond).toFixed(2)} photos/s, ${(seen.perSecond).toFixed(2)} photos/s a core of two`,
)
over = true
await db.end()
child.kill('SIGKILL')
await embedded.stop()
rmSync(dir, { recursive: true, force: true })
process.exit()
