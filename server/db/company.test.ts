import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../ids.ts'
import { testWorld } from '../testing.ts'
import { sql, type Tx } from './database.ts'

/** The transaction that a run was in, as PostgreSQL numbers it. */
const number = async (tx: Tx) => (await tx.first<{ id: string }>(sql`select pg_current_xact_id()::text as id`))?.id
const mark = (tx: Tx, what: string) =>
  tx.write(sql`
    insert into rate_limits (tenant, what, seconds, since, count) values (${tx.tenant}, ${what}, 1, now(), 1)`)

async function stage() {
  const { anxin, tenant } = await testWorld()
  const { db } = anxin.deps
  const marks = () =>
    db.transaction({ tenant }, async (tx) =>
      (await tx.rows<{ what: string }>(sql`select what from rate_limits order by what`)).map(({ what }) => what),
    )
  return { db, tenant, marks }
}

test('who comes at the same moment shares one transaction, and each gets the own answer after the commit', async () => {
  const { db, tenant, marks } = await stage()
  const told: number[] = []
  const answers = await Promise.all(
    [0, 1, 2, 3].map((i) =>
      db.inCompany({ tenant }, async (tx) => {
        mark(tx, `m${i}`)
        tx.onCommit(() => told.push(i))
        return { i, id: await number(tx) }
      }),
    ),
  )
  assert.deepEqual(
    answers.map(({ i }) => i),
    [0, 1, 2, 3],
  )
  assert.equal(new Set(answers.map(({ id }) => id)).size, 1)
  assert.deepEqual(told, [0, 1, 2, 3])
  assert.deepEqual(await marks(), ['m0', 'm1', 'm2', 'm3'])
})

test('one who says no leaves the others alone, and what it had in mind is forgotten', async () => {
  const { db, tenant, marks } = await stage()
  const no = new Error('no')
  const [first, second] = await Promise.allSettled([
    db.inCompany({ tenant }, async (tx) => {
      mark(tx, 'refused')
      throw no
    }),
    db.inCompany({ tenant }, async (tx) => mark(tx, 'taken')),
  ])
  assert.equal(first.status === 'rejected' && first.reason, no)
  assert.equal(second.status, 'fulfilled')
  assert.deepEqual(await marks(), ['taken'])
})

test('a part that may fail by itself is not to be had in company, nor when one happens to be alone', async () => {
  const { db, tenant, marks } = await stage()
  const wanting = () => db.inCompany({ tenant }, (tx) => tx.attempt(async (part) => mark(part, 'part')))
  await assert.rejects(wanting(), /not in company/)
  const [first, second] = await Promise.allSettled([
    wanting(),
    db.inCompany({ tenant }, async (tx) => mark(tx, 'taken')),
  ])
  assert.deepEqual([first.status, second.status], ['rejected', 'fulfilled'])
  assert.deepEqual(await marks(), ['taken'])
  await db.transaction({ tenant }, (tx) => tx.attempt(async (part) => mark(part, 'part')))
  assert.deepEqual(await marks(), ['part', 'taken'])
})

test('what PostgreSQL refuses one, it keeps for the others: each goes again by itself', async () => {
  const { db, tenant, marks } = await stage()
  const runs: Record<string, number> = {}
  const taking = (name: string, what: string) =>
    db.inCompany({ tenant }, async (tx) => {
      runs[name] = (runs[name] ?? 0) + 1
      mark(tx, what)
      await number(tx)
    })
  const ended = await Promise.allSettled([taking('a', 'same'), taking('b', 'same'), taking('c', 'other')])
  assert.deepEqual(ended.map(({ status }) => status).sort(), ['fulfilled', 'fulfilled', 'rejected'])
  assert.deepEqual(runs, { a: 2, b: 2, c: 2 })
  assert.deepEqual(await marks(), ['other', 'same'])
})

test('one that has written and then says no takes nobody down, and leaves nothing', async () => {
  const { db, tenant, marks } = await stage()
  const ended = await Promise.allSettled([
    db.inCompany({ tenant }, async (tx) => {
      mark(tx, 'half')
      await number(tx)
      throw new Error('no')
    }),
    db.inCompany({ tenant }, async (tx) => {
      await tx.rows(sql`update tenants set name = '改过' where id = ${tenant} returning id`)
      throw new Error('no')
    }),
    db.inCompany({ tenant }, async (tx) => mark(tx, 'whole')),
  ])
  assert.deepEqual(
    ended.map(({ status }) => status),
    ['rejected', 'rejected', 'fulfilled'],
  )
  assert.deepEqual(await marks(), ['whole'])
  const kept = await db.transaction('worker', (tx) =>
    tx.first<{ name: string }>(sql`select name from tenants where id = ${tenant}`),
  )
  assert.equal(kept?.name, '第一家')
})

test('tenants do not travel together', async () => {
  const { db, tenant } = await stage()
  const other = newId()
  await db.transaction('worker', (tx) =>
    tx.rows(sql`insert into tenants (id, slug, name, hosts) values (${other}, 'third', '第三家', '{three.test}')`),
  )
  const [a, b] = await Promise.all([db.inCompany({ tenant }, number), db.inCompany({ tenant: other }, number)])
  assert.notEqual(a, b)
})
