import assert from 'node:assert/strict'
import type { KeyObject } from 'node:crypto'
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { demoPeople } from '../demo-people.ts'
import { cipherKey, openText, sealText } from '../private/cipher.ts'
import { openFileKeys } from '../private/keys-file.ts'
import { report, testWorld } from '../testing.ts'
import { full } from './process.ts'
import { dump, textOf } from './thief.ts'

/** T9: what lies in the database tells nothing, moved values do not open, the erased stay erased. */

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

const nobodys = cipherKey('aes-256-gcm', Buffer.alloc(32))
type Value = { tenant: string; person: string; kind: string; field: string; row_id: string; bytes: Buffer }
const placeOf = (v: Value) => `${v.tenant}/${v.person}/${v.kind}/${v.field}/${v.row_id}`

/** Puts each value into the place of each other, and tries to open it there with the key of either person. */
function moved(values: readonly Value[], keyOf: ReadonlyMap<string, KeyObject>, place: (value: Value) => string) {
  const pairs = values.flatMap((one) => values.filter((other) => other !== one).map((other) => [one, other] as const))
  const opens = (one: Value, other: Value) =>
    [one.person, other.person].some((person) => {
      try {
        const key = keyOf.get(person) ?? nobodys
        return openText('aes-256-gcm', { key, place: place(other), bytes: one.bytes }).length > 0
      } catch {
        return false
      }
    })
  const tried = pairs.slice(0, 20_000)
  return { tried: tried.length, refused: tried.filter(([one, other]) => !opens(one, other)).length }
}

test('a value moved to another row, field or person does not open; the same value in its place does', {
  timeout: 300_000,
}, async (t) => {
  const world = await testWorld()
  for (let i = 0; i < (full ? 25 : 4); i++)
    await world.nobody.post('/orders', { ...report, phone: `19900006${String(i).padStart(3, '0')}` })
  const all = await dump(world.databaseUrl)
  const keys = openFileKeys(`file:${join(world.dir, 'keys')}`)
  const keyOf = new Map(
    all.get('person_keys')?.map((row) => [
      String(row.person),
      cipherKey('aes-256-gcm', keys.unwrap(Number(row.kek), row.wrapped as Buffer)), // as the column is
    ]),
  )
  const values = (all.get('private_values') ?? []) as Value[] // the table's columns
  const key = (value: Value) => keyOf.get(value.person) ?? nobodys
  for (const value of values)
    assert.ok(openText('aes-256-gcm', { key: key(value), place: placeOf(value), bytes: value.bytes }))
  const outcome = moved(values, keyOf, placeOf)
  t.diagnostic(JSON.stringify(outcome))
  assert.ok(outcome.tried >= (full ? 20_000 : 500))
  assert.equal(outcome.refused, outcome.tried)

  // The mutant: sealed without its place, a value opens wherever its person has another.
  const placeless = values.map((value) => ({
    ...value,
    bytes: sealText('aes-256-gcm', { key: key(value), place: '', text: 'x' }),
  }))
  const mutant = moved(placeless, keyOf, () => '')
  assert.ok(mutant.refused < mutant.tried)
})

test('after an erasure neither the database nor a dump from before gives anything back, though others still open', async () => {
  const world = await testWorld()
  await world.staff('+8619900000021', '何调度', ['dispatcher'])
  const desk = await world.signIn('19900000021')
  const own = (await world.nobody.post('/orders', report)).body.id
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

  // Their order can still be ended; what is said of it is kept no more.
  const ended = await desk.post(`/orders/${own}/cancel`, { reason: '本人已注销，忘川' })
  assert.deepEqual([ended.status, ended.body.status, ended.body.reason], [200, 'cancelled', null])
  assert.ok(!textOf(await dump(world.databaseUrl)).includes('忘川'))
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
