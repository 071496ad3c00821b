import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import pg from 'pg'
import { opened, uploaded } from '../claims/testing.ts'
import { readConfig } from '../config.ts'
import { sql } from '../db/database.ts'
import { migrate } from '../db/migrate.ts'
import { testDatabase } from '../db/testing.ts'
import { forgedFrom, photoOf } from '../demo-goods.ts'
import { newCheckpoint } from '../log/jobs.ts'
import { eraseKeyless } from '../private/erase.ts'
import { build } from '../start.ts'
import { report } from '../testing.ts'
import { courtIn, disputes } from '../trust/disputes.ts'
import { packed, waybill } from '../trust/packing.ts'
import { type BackupPlan, backUp } from './backup.ts'
import { BadBackup } from './manifest.ts'
import { restore } from './restore.ts'
import { addPhoto, type Lived, livedWorlds } from './testing.ts'

const worlds = livedWorlds()

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'anxin-backup-'))
  after(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

/** A backup of a world, in two folders of its own. */
async function saved(world: { databaseUrl: string; dir: string }, say: BackupPlan['say'] = () => {}, more = {}) {
  const [to, keysTo] = [join(folder(), 'data'), join(folder(), 'keys')]
  const copied = await backUp({
    databaseUrl: world.databaseUrl,
    media: join(world.dir, 'media'),
    keys: join(world.dir, 'keys'),
    to,
    keysTo,
    say,
    ...more,
  })
  return { from: to, keysFrom: keysTo, copied }
}

/** A machine with nothing on it. */
async function elsewhere() {
  const [dir, database] = [folder(), await testDatabase({ isBare: true })]
  after(() => database.drop())
  return { databaseUrl: database.url, dir, media: join(dir, 'media'), keys: join(dir, 'keys'), say: () => {} }
}

/** The server on what was restored there. */
async function running({ databaseUrl, dir }: { databaseUrl: string; dir: string }) {
  const env = { KEY_URL: `file:${join(dir, 'keys')}`, STORAGE_URL: `file:${join(dir, 'media')}`, LOG_LEVEL: 'silent' }
  const anxin = await build({ config: readConfig(env, 'no.env'), databaseUrl, lanes: 0, connections: 4 })
  after(() => anxin.stop())
  const get = async (path: string, token: string) => {
    const answer = await anxin.app.inject({ url: `/api/v1${path}`, headers: { authorization: `Tracking ${token}` } })
    return { status: answer.statusCode, body: answer.json() }
  }
  return { anxin, get }
}

/** Tables that a used installation may well leave empty. */
const seldom = [
  'audit',
  'auth_account',
  'auth_verification',
  'entrusted_keys',
  'imported_rows',
  'mail_addresses',
  'vault_keys',
  'webhook_deliveries',
]

/** Refund claims and the rules for them as well: with those, nearly every table holds rows. */
async function disputed({ world, consumer }: Lived): Promise<void> {
  await world.staff('+8619900000058', '运营', ['operator'])
  const operator = await world.signIn('19900000058')
  const court = await courtIn(world, { operator, me: consumer, phone: report.phone, merchantPhone: '19900000059' })
  const { merchant, merchantId } = court
  await merchant.post('/policies', { merchant: merchantId, text: '包退', from: new Date(world.now()).toISOString() })
  await disputes(court)
  await packed(court)
  const listing = await photoOf('cup')
  const purchase = await court.buys({ pictures: [await uploaded(world, listing)] }, [waybill])
  const claim = await opened(court, { purchase, wanted: 'partial-refund', amount: 8_000 })
  const challenge = await consumer.post(`/claims/${claim}/challenges`)
  assert.equal(challenge.status, 201, JSON.stringify(challenge.body))
  const pieces = [{ media: await uploaded(world, await forgedFrom(listing)), slot: 'damage' }]
  const { missing } = (await consumer.post(`/claims/${claim}/evidence`, { pieces })).body
  await consumer.post(`/claims/${claim}/submit`, { without: missing })
  await world.settle()
  assert.equal((await court.merchant.post(`/claims/${claim}/accept`)).body.status, 'settled')
  const dossier = await operator.post(`/claims/${claim}/dossier`, { addressee: 'court', purpose: 'lawsuit' })
  assert.equal(dossier.status, 202, JSON.stringify(dossier.body))
  const keys = { keys: [generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })] }
  const service = await operator.post('/ai-services', { name: '画画', url: 'https://ai.invalid/', keys })
  const [photo] = (await operator.get(`/claims/${claim}/inquiries`)).body.photos
  const question = { media: photo.media, service: service.body.id, question: 'ask' }
  assert.equal((await operator.post(`/claims/${claim}/inquiries`, question)).status, 201)
  await court.reviewers[2]?.post(`/merchants/${court.merchantId}/interest`)
  const draft = (await operator.post('/rules', { basedOn: 'usual' })).body
  const from = new Date(world.now() - 86_400_000).toISOString()
  await operator.post(`/rules/${draft.id}/trial`, { from, until: new Date(world.now() + 86_400_000).toISOString() })
  const number = { number: '400-300-0001', brand: '暖阳', company: '暖阳公司', domain: 'nuanyang.example' }
  assert.equal((await operator.post('/hotlines/entries', number)).status, 201)
  assert.equal((await consumer.post('/hotlines/reports', { what: '400-300-0009' })).status, 201)
  await operator.post('/working-days', { day: '2027-01-01', kind: 'off', why: '元旦' })
  await world.settle()
  const { db, private: secrets } = world.anxin.deps
  await db.transaction({ tenant: world.tenant }, async (tx) => {
    const { size } = await newCheckpoint(tx, secrets, world.now())
    // Who is asked outside has answered.
    const answered = [world.tenant, size, new Date(world.now())] as const
    await tx.rows(
      sql`insert into log_stamps (tenant, size, at, by, token) values (${sql.join(answered)}, '机构', '\x30')`,
    )
    await tx.rows(
      sql`insert into log_sightings (tenant, size, at, witness, line) values (${sql.join(answered)}, '见证者', '— 见证者 AAAA')`,
    )
  })
}

const manifestOf = (dir: string) => JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8'))

/** Rows of each table as whoever owns the server counts them, row level security aside. */
async function counted(url: string): Promise<Record<string, number>> {
  const client = new pg.Client(url)
  await client.connect()
  const { rows } = await client.query(
    `select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'migrations' order by 1`,
  )
  const counts: Record<string, number> = {}
  for (const { name } of rows) {
    await client.query(`alter table ${name} no force row level security`)
    counts[name] = (await client.query(`select count(*) as n from ${name}`)).rows[0].n
    await client.query(`alter table ${name} force row level security`)
  }
  await client.end()
  return counts
}

/** Rows whose tenant or person there is not: the busiest tables ask for neither when they are written. */
async function orphans(url: string): Promise<string[]> {
  const client = new pg.Client(url)
  await client.connect()
  const { rows } = await client.query(`
    select c.relname as name, a.attname as column, case a.attname when 'tenant' then 'tenants' else 'people' end as owners
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname in ('tenant', 'person') and not a.attisdropped
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.atttypid = 'uuid'::regtype`)
  const found: string[] = []
  for (const { name, column, owners } of rows) {
    await client.query(
      `alter table ${name} no force row level security; alter table ${owners} no force row level security`,
    )
    const { rowCount } = await client.query(
      `select from ${name} t where ${column} is not null and not exists (select from ${owners} o where o.id = t.${column}) limit 1`,
    )
    if (rowCount) found.push(`${name}.${column}`)
    await client.query(`alter table ${name} force row level security; alter table ${owners} force row level security`)
  }
  await client.end()
  return found
}

test('a backup holds every row of every table, and restored on another machine every row and file is as it was', async (t) => {
  const lived = await (await worlds)()
  const { world, order, token } = lived
  await disputed(lived)
  assert.deepEqual(await orphans(world.databaseUrl), [])
  const first = await saved(world)
  const data = manifestOf(first.from)
  const keys = manifestOf(first.keysFrom)
  assert.deepEqual({ ...data.tables, ...keys.tables }, { ...(await counted(world.databaseUrl)) })
  assert.ok(!('person_keys' in data.tables) && 'person_keys' in keys.tables, 'keys lie apart')
  const empty = Object.entries(data.tables).flatMap(([name, n]) => (n === 0 && !seldom.includes(name) ? [name] : []))
  assert.deepEqual(empty, [], 'a used installation has rows nearly everywhere')

  const there = await elsewhere()
  const { rows } = await restore({ ...first, ...there })
  assert.equal(rows, first.copied.rows)
  const second = await saved(there)
  for (const [one, other] of [
    [first.from, second.from],
    [first.keysFrom, second.keysFrom],
  ] as const) {
    const { at: _, ...before } = manifestOf(one)
    const { at: __, ...after } = manifestOf(other)
    assert.deepEqual(after, before, 'the same rows, files and sequences')
  }
  t.diagnostic(`${rows} rows in ${Object.keys(data.tables).length} tables, ${first.copied.files} files, all equal`)

  const { get } = await running(there)
  const seen = await get(`/orders/${order}`, token)
  assert.equal(seen.status, 200)
  assert.equal(seen.body.fault, report.fault)
  assert.equal(seen.body.status, 'completed')
  assert.ok((await get(`/orders/${order}/timeline`, token)).body.steps.length > 8)
})

const filesIn = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true }).flatMap((file) =>
    file.isFile() ? [join(file.parentPath, file.name)] : [],
  )

test('a photo that moves to its person’s key while a backup copies is in it, and the old copy goes when it is over', async () => {
  const { world } = await (await worlds)()
  const media = join(world.dir, 'media')
  const files = filesIn(media)
  const photo = await addPhoto(world)
  assert.equal((await world.nobody.post('/orders', { ...report, media: [photo] })).status, 201)
  const { from, keysFrom } = await saved(world, async (what) => {
    if (what === 'media') await world.settle()
  })
  assert.equal(filesIn(media).length, files.length + 4, 'the original and its copy, twice')
  world.pass(60_000)
  await world.settle()
  assert.equal(filesIn(media).length, files.length + 2)

  const there = await elsewhere()
  await restore({ from, keysFrom, ...there })
  const { deps } = (await running(there)).anxin
  const row = await deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.first<{ file: string }>(sql`select file from media where id = ${photo}`),
  )
  const opened = row && (await deps.media.get(row.file, deps.private.key('media')))
  assert.ok(opened && opened.length > 100)

  for (const file of filesIn(media)) if (!files.includes(file)) rmSync(file)
  const lacking = new RegExp(`media lacks 2 files that rows name.*(\n  [\\w-]{32} of media ${photo}){2}$`)
  await assert.rejects(saved(world), lacking)
})

test('an installation that lost a file has a backup without it when that is asked for, and the file stands in it by name', async () => {
  const { world, photo, desk } = await (await worlds)()
  const media = join(world.dir, 'media')
  const row = await world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.first<{ file: string; shown: string }>(sql`select file, shown from media where id = ${photo}`),
  )
  const lost = [row?.file ?? '', row?.shown ?? '']
  for (const file of filesIn(media)) if (lost.some((name) => file.endsWith(name))) rmSync(file)
  const gone = await desk.get(`/media/${photo}`)
  assert.deepEqual([gone.status, gone.body.code], [410, 'media.lost'])

  const { from, keysFrom, copied } = await saved(world, undefined, { withoutMissing: true })
  const expected = lost.map((file) => ({ file, media: photo }))
  assert.deepEqual(copied.missing, expected)
  assert.deepEqual(manifestOf(from).missing, expected)
  const there = await elsewhere()
  const restored = await restore({ from, keysFrom, ...there })
  assert.deepEqual(restored.missing, expected)
  assert.equal(filesIn(there.media).length, filesIn(media).length, 'everything else is there')
  await assert.rejects(saved(there), /lacks 2 files/, 'they are still missing there')
})

test('under load a backup is one moment: what it holds of each report it holds whole', async () => {
  const { world } = await (await worlds)()
  let isOver = false
  let taken = 0
  const client = async (n: number) => {
    for (let i = 0; !isOver && i < 25; i++) {
      const phone = `1990000${1000 + n * 100 + i}`
      const answer = await world.nobody.post('/orders', { ...report, phone })
      assert.equal(answer.status, 201, JSON.stringify(answer.body))
      taken++
    }
  }
  const clients = [0, 1, 2].map(client)
  const { from, keysFrom } = await saved(world)
  isOver = true
  await Promise.all(clients)
  assert.ok(taken > 3)

  const there = await elsewhere()
  await restore({ from, keysFrom, ...there })
  const { anxin } = await running(there)
  const lame = await anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.rows(sql`
      select o.id from orders o where o.version <> (select count(*) from facts f where f.case_id = o.id and f.kind = 'order')
      union all select p.id from people p where p.status = 'known' and not exists (select from person_keys k where k.person = p.id)`),
  )
  assert.deepEqual(lame, [])
  const next = await anxin.app.inject({ method: 'POST', url: '/api/v1/orders', payload: report })
  assert.equal(next.statusCode, 201, 'sequences and order numbers go on')
})

test('whoever was erased after the backup stays erased where it is restored, and may come back as a new person', async () => {
  const { world, consumer, order, token } = await (await worlds)()
  const other = (await world.nobody.post('/orders', { ...report, phone: '19900000009', name: '另一人' })).body
  const old = await saved(world)
  assert.equal((await consumer.post('/me/erase', { confirm: 'erase' })).body.erased, true)
  await world.settle()
  // Somebody who came later has a key among the newest, and no row among the older data.
  await world.nobody.post('/orders', { ...report, phone: '19900000010', name: '后来的人' })
  const newest = await saved(world)

  const there = await elsewhere()
  await restore({ from: old.from, keysFrom: newest.keysFrom, ...there })
  const { anxin, get } = await running(there)
  const erased = await anxin.deps.db.transaction(
    { tenant: world.tenant },
    (tx) => eraseKeyless(tx, anxin.deps.now() as never), // the clock of this test
  )
  assert.equal(erased, 1)
  const text = JSON.stringify((await get(`/orders/${order}`, token)).body)
  for (const secret of [report.fault, '卓', '0001']) assert.ok(!text.includes(secret), secret)
  assert.equal((await get(`/orders/${other.id}`, other.tracking.token)).body.fault, report.fault)
  const again = await anxin.app.inject({ method: 'POST', url: '/api/v1/orders', payload: report })
  assert.equal(again.statusCode, 201)

  // The mutant: with the keys of the old backup everything would be there again.
  const mutant = await elsewhere()
  await restore({ ...old, ...mutant })
  const revived = await running(mutant)
  assert.equal((await revived.get(`/orders/${order}`, token)).body.fault, report.fault)
})

test('nothing is restored that is damaged, older than its data, unknown to this program, or in the way of something', async () => {
  const { world } = await (await worlds)()
  const first = await saved(world)
  const second = await saved(world)
  const there = await elsewhere()
  await assert.rejects(restore({ from: second.from, keysFrom: first.keysFrom, ...there }), /older than the data/)
  await assert.rejects(restore({ from: first.keysFrom, keysFrom: first.keysFrom, ...there }), /keys part of a backup/)
  await assert.rejects(
    restore({ from: folder(), keysFrom: first.keysFrom, ...there }),
    /no backup, or one that was broken/,
  )
  await assert.rejects(restore({ ...first, ...there, media: join(world.dir, 'media') }), /media is not empty/)
  await assert.rejects(restore({ ...first, ...there, databaseUrl: world.databaseUrl }), /The database is not empty/)
  const inOne = {
    ...there,
    databaseUrl: world.databaseUrl,
    to: join(there.dir, 'b'),
    keysTo: join(there.dir, 'b/keys'),
  }
  await assert.rejects(backUp(inOne), /must not lie in/)
  await assert.rejects(backUp({ ...inOne, to: first.from }), /is not empty/)

  appendFileSync(join(first.from, 'tables/orders.jsonl'), '{}\n')
  await assert.rejects(
    restore({ ...first, ...there }),
    (error) => error instanceof BadBackup && /orders\.jsonl is not as/.test(error.message),
  )
  rmSync(join(second.from, 'tables/facts.jsonl'))
  await assert.rejects(restore({ ...second, ...there }), /facts\.jsonl is missing/)
  assert.deepEqual(await counted(there.databaseUrl), {}, 'not a table was made')
  await migrate(there.databaseUrl)
})
