import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkpointOf, openedNote } from '@anxin/record/checkpoint.ts'
import { originOf } from '@anxin/record/log.ts'
import { openDatabase, sql, type Tx } from '../db/database.ts'
import { nextNight } from '../retention/jobs.ts'
import { report, testWorld, type World } from '../testing.ts'
import { asThief } from '../trust/thief.ts'
import { checkLog } from './check.ts'
import { ownVerifier } from './head.ts'
import { newCheckpoint } from './jobs.ts'
import { emptyMemory, type Memory, sequence } from './sequencer.ts'
import { logOf } from './store.ts'

const inOne = <T>({ anxin, tenant }: World, run: (tx: Tx) => Promise<T>) => anxin.deps.db.transaction({ tenant }, run)
const countIn = (world: World, table: 'facts' | 'log_leaves') =>
  inOne(world, async (tx) => {
    const row = await tx.first<{ n: number }>(sql`select count(*) as n from ${sql.table(table)}`)
    return row?.n ?? 0
  })
const checked = (world: World) =>
  world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
    checkLog(tx, { secrets: world.anxin.deps.private, notes: [], keys: [], trusted: { roots: [], witnesses: [] } }),
  )
/** Another process that gives leaves. */
const once = (world: World, memory: Memory = emptyMemory()) =>
  world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) => sequence(tx, memory))

async function reports(world: World, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const phone = `1990000${String(2_000 + i).padStart(4, '0')}`
    assert.equal((await world.nobody.post('/orders', { ...report, phone })).status, 201)
  }
}

test('every committed fact gets one leaf, in an order that stays, and the log agrees with its facts', async () => {
  const world = await testWorld()
  await reports(world, 3)
  assert.equal(await countIn(world, 'log_leaves'), 0, 'a report waits for no leaf')
  await world.settle()
  const before = await inOne(world, (tx) => tx.rows(sql`select * from log_leaves order by leaf`))
  assert.equal(before.length, await countIn(world, 'facts'))
  await reports(world, 1)
  await world.settle()
  const after = await inOne(world, (tx) => tx.rows(sql`select * from log_leaves order by leaf`))
  assert.equal(after.length, await countIn(world, 'facts'))
  assert.ok(after.length > before.length)
  assert.deepEqual(after.slice(0, before.length), before)
  const { bad, leaves, unsequenced } = await checked(world)
  assert.deepEqual({ bad, leaves, unsequenced }, { bad: null, leaves: after.length, unsequenced: 0 })
})

test('who gives leaves at once gives each fact one, without gaps', async () => {
  const world = await testWorld()
  const sequencers = async (isOver: () => boolean) => {
    const memory: Memory = emptyMemory()
    while (!isOver()) await once(world, memory)
  }
  let isOver = false
  const all = Promise.all([sequencers(() => isOver), sequencers(() => isOver), sequencers(() => isOver)])
  await reports(world, 12)
  isOver = true
  await all
  while (await once(world));
  const rows = await inOne(world, (tx) =>
    tx.rows<{ n: number; last: number }>(sql`select count(*) as n, max(leaf) + 1 as last from log_leaves`),
  )
  const facts = await countIn(world, 'facts')
  assert.deepEqual(rows, [{ n: facts, last: facts }])
  assert.equal((await checked(world)).bad, null)
})

test('a long look goes on where the batch before ended, and ends with one over all', async () => {
  const world = await testWorld()
  await reports(world, 5)
  const facts = await countIn(world, 'facts')
  const memory = emptyMemory()
  const look = () => inOne(world, (tx) => sequence(tx, memory, 2))
  const leaves: number[] = []
  for (let isMore = true; isMore; leaves.push(await countIn(world, 'log_leaves'))) {
    isMore = await look()
    // One whose number was passed over already, as if it had committed late.
    if (leaves.length === 1)
      await asThief(world.databaseUrl, (client) => client.query('delete from log_leaves where leaf = 0'))
  }
  assert.ok(leaves.length > facts / 2, `${leaves}`)
  assert.equal(await countIn(world, 'log_leaves'), facts, 'the last look is over all')
})

test('a fact that commits after ones with greater numbers is not passed over, however often was looked meanwhile', async () => {
  const world = await testWorld()
  await reports(world, 1)
  const db = openDatabase(world.databaseUrl, { connections: 2 })
  const memory: Memory = emptyMemory()
  let open = () => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  let drew = () => {}
  const drawn = new Promise<void>((resolve) => {
    drew = resolve
  })
  const slow = db.transaction({ tenant: world.tenant }, async (tx) => {
    // As `act` writes a fact; what it says is of no account here.
    await tx.rows(sql`
      insert into facts (tenant, kind, case_id, n, type, at, by, body, hash)
      select tenant, kind, gen_random_uuid(), n, type, at, by, body, hash from facts where n = 1 limit 1`)
    drew()
    await gate
  })
  await drawn
  await reports(world, 4)
  for (let i = 0; i < 8; i++) await once(world, memory)
  const facts = await countIn(world, 'facts')
  assert.equal(await countIn(world, 'log_leaves'), facts, 'the others do not wait for it')
  open()
  await slow
  await once(world, memory)
  assert.equal(await countIn(world, 'log_leaves'), facts + 1)
  await db.close()
})

test('what was looked through is not looked through again: nothing is written when nothing has happened', async () => {
  const world = await testWorld()
  await reports(world, 2)
  const memory: Memory = emptyMemory()
  const floor = () => inOne(world, logOf).then((log) => log.floor)
  await once(world, memory)
  assert.equal(await floor(), 0, 'not known yet')
  // Until the transactions of others on the same server have ended.
  while ((await floor()) === 0) await once(world, memory)
  const [row] = await inOne(world, (tx) => tx.rows<{ last: number }>(sql`select max(seq) as last from facts`))
  assert.ok((await floor()) >= (row?.last ?? 0))
  for (let i = 0; i < 4; i++) await once(world, memory)
  const version = () => inOne(world, (tx) => tx.rows(sql`select xmin::text, ctid::text from logs`))
  const before = await version()
  for (let i = 0; i < 4; i++) await once(world, memory)
  assert.deepEqual(await version(), before)
})

test('a fact that fell below the floor gets its leaf in the night', async () => {
  const world = await testWorld()
  await reports(world, 1)
  await world.settle()
  const facts = await countIn(world, 'facts')
  await reports(world, 1)
  // As if a process had wrongly taken all of it for looked through.
  await inOne(world, (tx) => tx.rows(sql`update logs set floor = (select max(seq) from facts)`))
  await once(world)
  assert.equal(await countIn(world, 'log_leaves'), facts)
  assert.ok((await checked(world)).unsequenced > 0)
  await inOne(world, (tx) => newCheckpoint(tx, world.anxin.deps.private, world.now()))
  assert.equal(await countIn(world, 'log_leaves'), await countIn(world, 'facts'))
  assert.equal((await checked(world)).unsequenced, 0)
})

test('each night a checkpoint is kept; operators and programs read the newest, and others do not', async () => {
  const world = await testWorld()
  await world.staff('+8619900000061', '运营', ['operator'])
  const operator = await world.signIn('19900000061')
  const { key } = (await operator.post('/api-keys', { name: '留存' })).body
  const program = world.bearing({ authorization: `Bearer ${key}` })
  const empty = checkpointOf((await operator.get('/log/checkpoint')).body.split('\n\n')[0].concat('\n'))
  assert.equal(empty?.size, 0)
  await reports(world, 2)
  await world.settle()
  const { db, private: secrets } = world.anxin.deps
  await db.transaction('worker', (tx) =>
    tx.rows(
      sql`insert into outbox (tenant, job, payload, due_at) values (${world.tenant}, 'retention.end', '{}', ${new Date(nextNight(world.now()))})`,
    ),
  )
  world.pass(nextNight(world.now()) - world.now())
  await world.settle()
  const kept = await inOne(world, (tx) => tx.rows<{ size: number; note: string }>(sql`select * from log_checkpoints`))
  assert.equal(kept.length, 1)
  const night = kept[0]?.note ?? ''
  assert.equal(checkpointOf(openedNote(night, [ownVerifier(secrets, world.tenant)]) ?? '')?.size, kept[0]?.size)
  assert.equal((await checked(world)).kept, 1)

  await reports(world, 1)
  await world.settle()
  for (const who of [operator, program]) {
    const { status, body, headers } = await who.get('/log/checkpoint')
    assert.equal(status, 200)
    assert.equal(headers['content-type'], 'text/plain; charset=utf-8')
    const now = checkpointOf(openedNote(body, [ownVerifier(secrets, world.tenant)]) ?? '')
    assert.equal(now?.origin, originOf(world.tenant))
    assert.equal(now?.size, await countIn(world, 'facts'))
  }
  assert.equal((await world.nobody.get('/log/checkpoint')).status, 401)
  const consumer = await world.signIn('19900002000')
  assert.equal((await consumer.get('/log/checkpoint')).status, 403)
})
