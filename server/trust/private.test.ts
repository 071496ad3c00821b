import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { sql } from '../db/database.ts'
import { demoPeople } from '../demo.ts'
import { cipherKey, openText } from '../private/cipher.ts'
import { openFileKeys } from '../private/keys-file.ts'
import { report, testWorld } from '../testing.ts'

/** T9 and T14: what lies in the database tells nothing, moved values do not open, the erased stay erased. */

type Dump = Map<string, Record<string, unknown>[]>
/** Every row of every table, as whoever steals the disk would read them. */
async function dump(url: string): Promise<Dump> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows: tables } = await client.query(`select tablename from pg_tables where schemaname = 'public'`)
  const all: Dump = new Map()
  for (const { tablename } of tables) {
    // The owner is held by row level security as well: a thief is not.
    await client.query(`alter table ${tablename} no force row level security`)
    all.set(tablename, (await client.query(`select * from ${tablename}`)).rows)
    await client.query(`alter table ${tablename} force row level security`)
  }
  await client.end()
  return all
}
const textOf = (all: Dump): string =>
  JSON.stringify([...all], (_, value) =>
    value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
  )

test('a whole dump holds no name, phone or address of anybody', async () => {
  const world = await testWorld({ seed: true })
  await world.nobody.post('/orders', report)
  await world.settle()
  const text = textOf(await dump(world.databaseUrl))
  const plain = demoPeople.flatMap(({ name, phone }) => [name, phone.slice(3)])
  for (const secret of [...plain, report.address, report.fault, '罗大山', '中山北路8号'])
    assert.ok(!text.includes(secret), secret)
  assert.ok(text.includes('gas-boiler'), 'the dump is not empty')
})

test('a value moved to another row, field or person does not open; the same value in its place does', async () => {
  const world = await testWorld()
  await world.nobody.post('/orders', report)
  await world.nobody.post('/orders', { ...report, phone: '19900000009', name: '另一人' })
  const all = await dump(world.databaseUrl)
  const keys = openFileKeys(`file:${join(world.dir, 'keys')}`)
  const keyOf = new Map(
    all.get('person_keys')?.map((row) => [row.person, keys.unwrap(Number(row.kek), row.wrapped as Buffer)]),
  )
  const values = all.get('private_values') ?? []
  let refused = 0
  for (const one of values) {
    for (const place of values) {
      const aad = `${place.tenant}/${place.person}/${place.kind}/${place.field}/${place.row_id}`
      const open = () =>
        openText('aes-256-gcm', {
          key: cipherKey('aes-256-gcm', keyOf.get(place.person) ?? Buffer.alloc(32)),
          place: aad,
          bytes: one.bytes as Buffer,
        })
      if (one === place) assert.ok(open())
      else {
        assert.throws(open)
        refused++
      }
    }
  }
  assert.ok(refused > 50)
})

test('after an erasure neither the database nor a dump from before gives anything back, though others still open', async () => {
  const world = await testWorld()
  await world.nobody.post('/orders', report)
  const other = (await world.nobody.post('/orders', { ...report, phone: '19900000009', name: '另一人' })).body
  const before = await dump(world.databaseUrl)
  const victim = await world.signIn(report.phone)
  const { id } = (await victim.get('/me')).body
  assert.equal((await victim.post('/me/erase', { confirm: 'erase' })).body.erased, true)
  await world.settle()
  assert.equal((await victim.get('/me')).status, 401)

  const keys = openFileKeys(`file:${join(world.dir, 'keys')}`)
  const old = before.get('person_keys')?.find((row) => row.person === id)
  assert.throws(() => keys.unwrap(Number(old?.kek), old?.wrapped as Buffer), 'the key in the old dump is dead')
  const after = await dump(world.databaseUrl)
  assert.equal(
    after.get('person_keys')?.some((row) => row.person === id),
    false,
  )
  assert.equal(after.get('people')?.find((row) => row.id === id)?.phone_index, null)
  const seen = (await world.holding(other.tracking.token).get(`/orders/${other.id}`)).body
  assert.equal(seen.fault, report.fault, 'the other person’s values were wrapped anew and still open')
})

test('the mutant: without a new generation of the wrapping key, the old dump would give everything back', async () => {
  const world = await testWorld()
  await world.nobody.post('/orders', report)
  const before = await dump(world.databaseUrl)
  const saved = join(world.dir, 'keys-before')
  mkdirSync(saved)
  for (const name of readdirSync(join(world.dir, 'keys')))
    copyFileSync(join(world.dir, 'keys', name), join(saved, name))
  const victim = await world.signIn(report.phone)
  await victim.post('/me/erase', { confirm: 'erase' })
  const kept = openFileKeys(`file:${saved}`)
  const row = before.get('person_keys')?.[0]
  assert.equal(kept.unwrap(Number(row?.kek), row?.wrapped as Buffer).length, 32)
})

test('each look at a number is one entry in the log, and nobody’s number is in any list', async () => {
  const world = await testWorld()
  await world.staff('+8619900000021', '何调度', ['dispatcher', 'supervisor'])
  const order = (await world.nobody.post('/orders', report)).body
  const desk = await world.signIn('19900000021')
  const { person } = (await desk.get(`/orders/${order.id}`)).body
  for (const path of [
    '/orders',
    `/orders/${order.id}`,
    `/orders/${order.id}/timeline`,
    '/technicians',
    '/promises',
    '/notices',
    '/ratings/low',
    '/people/looks',
  ]) {
    const text = JSON.stringify((await desk.get(path)).body)
    assert.ok(!text.includes('19900000001') && !text.includes('卓玛措') && !text.includes('兰州路'), path)
  }
  for (let i = 0; i < 5; i++)
    await desk.post(`/people/${person}/reveal`, { fields: ['phone'], purpose: 'call', about: order.id })
  await desk.post(`/orders/${order.id}/call`)
  const facts = await world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.first<{ n: number }>(sql`select count(*) as n from facts where type = 'person.revealed'`),
  )
  assert.equal(facts?.n, 6)
})
