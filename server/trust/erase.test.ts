import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { z } from 'zod'
import { routes, streams } from '../capabilities.ts'
import { sql } from '../db/database.ts'
import { startEmbedded } from '../db/embedded.ts'
import { migrate } from '../db/migrate.ts'
import { cipherKey, openText } from '../private/cipher.ts'
import { openFileKeys } from '../private/keys-file.ts'
import { report, testWorld, type World } from '../testing.ts'
import { everythingElse } from './lives.ts'
import { markEverything, textsOf } from './marked.ts'
import { folder, full } from './process.ts'
import { type Dump, dump, filesIn, listenIn, textOf } from './thief.ts'
import { engaged, finished, taken, told } from './town.ts'

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

/** Texts that hold no mark here, each with the reason. */
const unmarked: Record<string, string> = {
  'POST /orders brand': 'a maker, by which technicians are found',
  'POST /appliances brand': 'a maker',
  'POST /technicians skills.[].brands.[]': 'makers',
  'POST /technicians/:id/qualify skills.[].brands.[]': 'makers',
  'POST /tracking number': 'the number of an order',
  'POST /saved-views query': 'takes nothing but codes and order numbers',
  'POST /saved-views name': 'what the desk calls a table',
  'POST /saved-views/:id name': 'what the desk calls a table',
  'POST /api-keys name': 'what the operator calls a program',
  'POST /webhooks url': 'the address of a program',
  'POST /webhooks/:id/redeliver event': 'an id',
  'POST /merchants name': 'a company',
  'POST /purchases number': "the shop's own number of an order",
  'POST /purchases lines.[].sku': 'goods',
  'POST /purchases lines.[].title': 'goods',
  'POST /purchases lines.[].category': 'a kind of goods',
  'POST /purchases waybills.[]': 'parcels',
  'POST /policies text': 'rules that a company publishes',
  'POST /recordings waybill': 'a parcel',
  'POST /recordings order': "the shop's own number of an order",
  'POST /recordings/:id/hold reason': 'what the operator calls a case',
  'POST /recordings/:id/release reason': 'what the operator calls a case',
  'POST /ai-services name': 'a company',
  'POST /ai-services url': 'the address of a program',
  'POST /ai-services producers.[]': 'codes of companies',
  'POST /ai-services keys.keys.[].kty': 'a kind of key',
  'POST /technicians/me/van parts.[]': 'numbers of parts, letters and digits',
  'POST /visits/:id/await-parts numbers.[]': 'numbers of parts, letters and digits',
  'POST /claims/:id/hold reason': 'what the operator calls a case',
  'POST /claims/:id/release reason': 'what the operator calls a case',
  'POST /claims/:id/challenges/frames nonce': 'a token',
  'POST /instructions categories.[]': 'kinds of goods',
  'POST /hotlines/entries number': 'a number in public use',
  'POST /hotlines/entries brand': 'a maker',
  'POST /hotlines/entries company': 'a company',
  'POST /hotlines/entries domain': 'the domain of a company',
  'POST /hotlines/:id/licence code': 'the number of a company',
  'POST /hotlines/code page': 'a token',
  'POST /hotlines/check text': 'is kept nowhere',
  'POST /hotlines/reports what': 'a number in public use; a mobile one is kept as a person of its own',
  'POST /hotlines/reports brand': 'a maker',
  'POST /working-days why': 'what the operator calls a day off',
  'PUT /rules/:id model.nodes.[].type': 'tables of rules, which only operators write',
  'PUT /rules/:id model.edges.[].id': 'tables of rules',
  'PUT /rules/:id model.edges.[].sourceId': 'tables of rules',
  'PUT /rules/:id model.edges.[].targetId': 'tables of rules',
  'PUT /rules/:id model.edges.[].sourceHandle': 'tables of rules',
}
/** Texts that say something by what they are: a number that is dialled, a part that is there, an address for mail. */
const given = /[ .]phone$|\/(read|renew) part$|\/me\/mail address$/
const marking = {
  mark: (text: string, longest: number) => `${marks.word} ${text}`.slice(0, longest),
  isMarked: (said: string) => written.some((one) => said.includes(one)),
  asGiven: (text: string) => text in unmarked || given.test(text),
}

type Scene = { world: World; pgDir: string; stop(): Promise<void> }

/** An installation with a database server of its own, whose every file can be read afterwards. */
async function installation(): Promise<Scene> {
  const pgDir = join(folder(), 'pg')
  const embedded = await startEmbedded({ dir: pgDir })
  after(() => embedded.stop())
  await migrate(embedded.url)
  // With a custodian: what is sealed for them opens nothing here.
  const custodian = join(folder(), 'custodian.pem')
  writeFileSync(custodian, generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'pem' }))
  const env = { LOG_LEVEL: 'trace', CUSTODIAN_KEY: custodian }
  const world = await testWorld({ env, database: { url: embedded.url, drop: async () => {} } })
  return { world, pgDir, stop: () => embedded.stop() }
}

/** People come, have something repaired, rate it and register what they own; the last one stays. The first says all
 *  that there is to say to anybody. */
async function lives({ world }: Scene, count: number): Promise<{ people: string[]; said: ReadonlySet<string> }> {
  const stays = await world.staff('+8619900000023', '苏运营', ['operator'])
  const operator = await world.signIn('19900000023')
  const marked = markEverything(world, marking)
  const technician = await engaged(world, operator, `${marks.phone}8888`)
  for (let i = 0; i < count; i++) {
    const order = await taken(world, technician, victim(i))
    await finished(world, technician, { order, words: told })
    const me = await world.signIn(victim(i).phone)
    await me.post('/me/name', {}, { key: `name-of-${i}-once` })
    await me.post('/appliances', { appliance: 'gas-boiler', brand: '暖阳' })
    if (i === 0)
      await everythingElse(world, {
        ...{ technician, operator, me, order, person: victim(0), part: `${marks.word}滤芯` },
        ...{
          merchantPhone: `${marks.phone}6666`,
          agentPhone: `${marks.phone}7777`,
          mail: `${marks.code}@example.test`,
        },
      })
    world.pass(2 * 60_000)
  }
  marked.stop()
  const { db } = world.anxin.deps
  const met = await db.transaction({ tenant: world.tenant }, (tx) =>
    tx.rows<{ id: string }>(sql`select id from people`),
  )
  await world.nobody.post('/orders', report)
  await world.settle()
  return { people: met.map(({ id }) => id).filter((id) => id !== stays), said: marked.said }
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
      ...[...live.matchAll(new RegExp(`.{60}(${written.join('|')}).{60}`, 'gsu'))].map(
        ([found]) => `a dump: …${found}…`,
      ),
      ...(isIn(readFileSync(`${pgDir}.log`)) ? ['the log of PostgreSQL'] : []),
      ...lines.filter((line) => isIn(Buffer.from(line))),
    ],
  }
}

const verified = (databaseUrl: string, dir: string) => {
  const cli = fileURLToPath(new URL('../../cli/anxin.ts', import.meta.url))
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    KEY_URL: `file:${dir}/keys`,
    STORAGE_URL: `file:${dir}/media`,
  }
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
  const { people, said } = await lives(scene, count)
  assert.deepEqual(
    textsOf([...routes, ...streams]).filter((text) => !said.has(text) && !(text in unmarked)),
    [],
    'nothing that can be written was left out',
  )
  const before = await dump(world.databaseUrl)
  const pictures = before.get('media') ?? []
  assert.ok(pictures.length > 2 * count)
  const astray = pictures.filter(({ person, merchant }) => !merchant && !people.includes(String(person)))
  assert.deepEqual(
    astray.map(({ id }) => id),
    [],
    'each picture is under the key of its person',
  )
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
  assert.deepEqual(log.broken, [], log.stderr)
  const wrong = [...log.logs, ...log.files].filter(({ bad }: { bad: object[] | null }) => bad && bad.length !== 0)
  assert.deepEqual(wrong, [], 'every entry, and every file that can still be opened')
  assert.ok(log.logs.some(({ leaves }: { leaves: number }) => leaves > 50))
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

test('a text that a route takes is looked for without anybody having to remember it', () => {
  const line = z.object({ what: z.string().max(9).optional(), quantity: z.number(), media: z.uuid() })
  const body = z.object({ lines: z.array(line).default([]), kind: z.enum(['a', 'b']), code: z.string().regex(/^\d+$/) })
  assert.deepEqual(textsOf([{ method: 'POST', path: '/new', body }]), ['POST /new lines.[].what'])
})

test('the mutants, a value kept in plain and an erasure without a new key, are caught', {
  timeout: 300_000,
}, async (t) => {
  const scene = await installation()
  const { world } = scene
  const { private: sealed, db } = world.anxin.deps
  // Forgets the key, but starts no new generation: old copies of it can still be unwrapped.
  sealed.forget = (tx, person) => tx.rows(sql`delete from person_keys where person = ${person}`).then(() => {})
  const { people } = await lives(scene, 1)
  const before = await dump(world.databaseUrl)
  const operator = await world.signIn('19900000023')
  await operator.post(`/people/${people[0]}/erase`, { confirm: 'erase' })
  await world.settle()
  const opened = decryptable(scene, [before, await dump(world.databaseUrl)], new Set(people))
  t.diagnostic(`${opened} values open`)
  assert.ok(opened > 8)
  await db.transaction({ tenant: world.tenant }, (tx) => tx.rows(sql`update orders set brand = ${marks.word}`))
  assert.ok((await remains(scene, [])).hits.length > 0)
})
