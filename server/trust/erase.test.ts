import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { sql } from '../db/database.ts'
import { startEmbedded } from '../db/embedded.ts'
import { migrate } from '../db/migrate.ts'
import { cipherKey, openText } from '../private/cipher.ts'
import { openFileKeys } from '../private/keys-file.ts'
import { report, testWorld, type World } from '../testing.ts'
import { folder, full } from './process.ts'
import { type Dump, dump, filesIn, listenIn, textOf } from './thief.ts'
import { engaged, finished, taken } from './town.ts'

/** T9: people who were forgotten are gone: from the database, its log and its files, the media, our log, and from a
 *  backup of before. */

/** Everything about the forgotten holds one of these words; nothing else does. */
const marks = { phone: '1990008', word: '忘川', code: 'LETHE' }
/** A number is written in many ways; all begin alike. */
const written = ['1990008', '199 0008', '199-0008', '１９９０００８', marks.word, marks.code]
const inBase64 = (text: string) => Buffer.from(text).toString('base64').slice(0, -4)
const needles = [
  ...written.map((text) => Buffer.from(text)),
  Buffer.from(marks.word, 'utf16le'),
  Buffer.from('\\u5fd8\\u5ddd'),
  Buffer.from(inBase64(`+86${marks.phone}`)),
  Buffer.from(inBase64(marks.code)),
]
const isIn = (bytes: Buffer) => needles.some((needle) => bytes.includes(needle))

/** Somebody whose every word can be looked for. */
const victim = (i: number) => ({
  ...report,
  name: `${marks.word}${i}`,
  phone: `${marks.phone}${String(i).padStart(4, '0')}`,
  address: `${report.address}${marks.word}里${i}号`,
  fault: `${marks.word}${i} 点不着火 ${marks.code}`,
})
const words = { finding: `${marks.word}积碳`, serial: `${marks.code}-7788`, comment: `${marks.word}来晚了` }

type Scene = { world: World; pgDir: string; stop(): Promise<void> }

/** An installation with a database server of its own, whose every file can be read afterwards. */
async function installation(): Promise<Scene> {
  const pgDir = join(folder(), 'pg')
  const embedded = await startEmbedded({ dir: pgDir })
  after(() => embedded.stop())
  await migrate(embedded.url)
  const world = await testWorld({ env: { LOG_LEVEL: 'trace' }, database: { url: embedded.url, drop: async () => {} } })
  return { world, pgDir, stop: () => embedded.stop() }
}

/** People come, have something repaired, rate it and register what they own; the last one stays. */
async function lives({ world }: Scene, count: number): Promise<string[]> {
  await world.staff('+8619900000023', '苏运营', ['operator'])
  const operator = await world.signIn('19900000023')
  const technician = await engaged(world, operator, '19900000011')
  const people: string[] = []
  for (let i = 0; i < count; i++) {
    const order = await taken(world, technician, victim(i))
    await finished(world, technician, { order, words })
    const me = await world.signIn(victim(i).phone)
    await me.post('/me/name', { name: `${marks.word}子${i}` }, { key: `name-of-${i}-once` })
    await me.post('/appliances', { appliance: 'gas-boiler', brand: '暖阳', model: 'N1', serial: words.serial })
    people.push((await me.get('/me')).body.id)
    world.pass(2 * 60_000)
  }
  await world.nobody.post('/orders', report)
  await world.settle()
  return people
}

/** Values of these people that any key that is left opens: keys of now, and those that a backup holds. */
function decryptable({ world }: Scene, dumps: readonly Dump[], people: ReadonlySet<string>): number {
  const keys = openFileKeys(`file:${join(world.dir, 'keys')}`)
  const rowsOf = (table: string) => dumps.flatMap((all) => all.get(table) ?? [])
  const found = rowsOf('person_keys').flatMap((row) => {
    try {
      return [cipherKey('aes-256-gcm', keys.unwrap(Number(row.kek), row.wrapped as Buffer))] // as the column is
    } catch {
      return [] // its generation is gone
    }
  })
  const all = [
    ...found,
    ...['idempotency', 'outbox', 'media', 'tracking', 'visit-code', 'totp'].map((purpose) => keys.derive(purpose)),
  ]
  const opens = (bytes: Buffer, place: string) =>
    all.some((key) => {
      try {
        return openText('aes-256-gcm', { key, place, bytes }).length > 0
      } catch {
        return false
      }
    })
  const values = rowsOf('private_values').filter(({ person }) => people.has(String(person)))
  assert.ok(values.length > 8 * people.size)
  const opened = values.filter((v) =>
    opens(v.bytes as Buffer, `${v.tenant}/${v.person}/${v.kind}/${v.field}/${v.row_id}`),
  )
  // Answers that were kept for repeated requests hold what they said.
  const answers = rowsOf('idempotency').filter(({ answer, tenant, caller }) =>
    opens(Buffer.from(String(answer), 'base64'), `${tenant}/${caller}`),
  )
  return opened.length + answers.length
}

/** What is left of the forgotten, in every file that the installation has, and in everything it said. */
async function remains({ world, pgDir, stop }: Scene, lines: readonly string[]) {
  const live = textOf(await dump(world.databaseUrl))
  await world.anxin.stop()
  world.anxin.stop = async () => {} // once is enough
  await stop()
  const files = [...filesIn(pgDir), ...filesIn(join(world.dir, 'media'))]
  return {
    files: files.length,
    megabytes: Math.round(files.reduce((sum, { bytes }) => sum + bytes.length, 0) / 1e6),
    wal: files.filter(({ path }) => path.includes('pg_wal')).length,
    hits: [
      ...files.filter(({ bytes }) => isIn(bytes)).map(({ path }) => path),
      ...(isIn(Buffer.from(live, 'utf8')) ? ['a dump'] : []),
      ...(isIn(readFileSync(`${pgDir}.log`)) ? ['the log of PostgreSQL'] : []),
      ...lines.filter((line) => isIn(Buffer.from(line))),
    ],
  }
}

const verified = (databaseUrl: string, dir: string) => {
  const cli = fileURLToPath(new URL('../../cli/anxin.ts', import.meta.url))
  const env = { ...process.env, DATABASE_URL: databaseUrl, KEY_URL: `file:${join(dir, 'keys')}` }
  const { stdout, stderr } = spawnSync(process.execPath, [cli, 'log', 'verify', '--json'], { env, encoding: 'utf8' })
  return JSON.parse(stdout || JSON.stringify({ stderr }))
}

test('nothing is left of people who were erased, nothing of them can be decrypted, and the log still verifies', {
  timeout: 1_200_000,
}, async (t) => {
  const scene = await installation()
  const { world } = scene
  const lines = listenIn(world.anxin)
  const count = full ? 100 : 3
  const people = await lives(scene, count)
  const before = await dump(world.databaseUrl)
  assert.ok(decryptable(scene, [before], new Set(people)) > 8 * count, 'before, everything opens')
  const backup = join(folder(), 'media')
  cpSync(join(world.dir, 'media'), backup, { recursive: true })

  const operator = await world.signIn('19900000023')
  for (const id of people) assert.equal((await operator.post(`/people/${id}/erase`, { confirm: 'erase' })).status, 200)
  await world.settle()
  await refusedByPostgres(world)

  const present = await dump(world.databaseUrl)
  assert.equal(decryptable(scene, [before, present], new Set(people)), 0)
  const log = verified(world.databaseUrl, world.dir)
  assert.deepEqual(log.broken, [])
  const found = await remains(scene, lines)
  assert.deepEqual(
    filesIn(backup).filter(({ bytes }) => isIn(bytes) || bytes.includes(Buffer.from('JFIF'))),
    [],
  )
  t.diagnostic(JSON.stringify({ erased: count, cases: log.cases, lines: lines.length, ...found }))
  assert.deepEqual(found.hits, [])
  assert.ok(found.wal > 0 && existsSync(`${scene.pgDir}.log`))
})

/** A report that the database refuses: what both logs say of it is looked through as well. */
async function refusedByPostgres(world: World): Promise<void> {
  const client = new pg.Client({ connectionString: world.databaseUrl })
  await client.connect()
  await client.query('alter table private_values add constraint none check (false) not valid')
  assert.equal((await world.nobody.post('/orders', victim(9_999))).status, 500)
  await client.query('alter table private_values drop constraint none')
  await client.end()
}

test('the mutants, a value kept in plain and an erasure without a new key, are caught', {
  timeout: 300_000,
}, async (t) => {
  const scene = await installation()
  const { world } = scene
  const { private: sealed, db } = world.anxin.deps
  // Forgets the key, but starts no new generation: old copies of it can still be unwrapped.
  sealed.forget = (tx, person) => tx.rows(sql`delete from person_keys where person = ${person}`).then(() => {})
  const people = await lives(scene, 1)
  const before = await dump(world.databaseUrl)
  const operator = await world.signIn('19900000023')
  await operator.post(`/people/${people[0]}/erase`, { confirm: 'erase' })
  await world.settle()
  const opened = decryptable(scene, [before, await dump(world.databaseUrl)], new Set(people))
  t.diagnostic(`${opened} values open`)
  assert.ok(opened > 8)
  await db.transaction({ tenant: world.tenant }, (tx) => tx.rows(sql`update orders set brand = ${words.comment}`))
  assert.ok((await remains(scene, [])).hits.length > 0)
})
