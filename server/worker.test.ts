import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant } from '@anxin/domain/basics.ts'
import { z } from 'zod'
import { send } from './act.ts'
import { sql } from './db/database.ts'
import { openBench } from './outbox.ts'
import { openGoer } from './outward.ts'
import { testWorld } from './testing.ts'
import { job, startWorker } from './worker.ts'

test('an errand whose change PostgreSQL refuses undoes its effect, and waits for its next try with the reason', async () => {
  const { anxin, tenant, now } = await testWorld()
  const { db } = anxin.deps
  let afterwards = 0
  const twice = job({
    name: 'tenant.twice',
    payload: z.object({}),
    async run({ tx }) {
      tx.onCommit(() => afterwards++)
      await tx.rows(sql`update tenants set name = '改过' where id = ${tx.tenant}`)
      // Refused; nobody waits for it, and the question after it fails for that reason alone.
      tx.write(sql`insert into tenants (id, slug, name) values (${tx.tenant}, 'again', '又一家')`)
      await tx.rows(sql`select 1`)
    },
  })
  await db.transaction({ tenant }, async (tx) =>
    send(tx, [{ job: 'tenant.twice', payload: {}, dueAt: instant(now()) }]),
  )
  const worker = startWorker(db, { deps: anxin.deps, jobs: [twice], lanes: 0 })
  await worker.settled()
  await worker.stop()
  const left = await db.transaction('worker', (tx) =>
    tx.rows<{ attempts: number; last_error: string; due_at: Date; name: string }>(sql`
      select attempts, last_error, due_at, name from outbox join tenants on tenants.id = outbox.tenant
      where job = 'tenant.twice'`),
  )
  assert.deepEqual(
    left.map(({ attempts, due_at, name }) => [attempts, due_at.getTime() > now(), name]),
    [[1, true, '第一家']],
  )
  assert.match(left[0]?.last_error ?? '', /tenants/)
  assert.equal(afterwards, 0)
})

test('of errands done together, one that fails holds nobody up: the others happen once, it waits', async () => {
  const { anxin, tenant, now } = await testWorld()
  const { db } = anxin.deps
  const mark = job({
    name: 'tenant.mark',
    payload: z.object({ what: z.string() }),
    async run({ tx, payload }) {
      tx.write(sql`
        insert into rate_limits (tenant, what, seconds, since, count) values (${tx.tenant}, ${payload.what}, 1, now(), 1)`)
      if (payload.what === 'bad') throw new Error('not today')
    },
  })
  const errands = ['a', 'b', 'bad', 'c'].map((what) => ({
    job: 'tenant.mark',
    payload: { what },
    dueAt: instant(now()),
  }))
  errands.push({ job: 'tenant.unheard-of', payload: { what: '' }, dueAt: instant(now()) })
  await db.transaction({ tenant }, async (tx) => send(tx, errands))
  const worker = startWorker(db, { deps: anxin.deps, jobs: [mark], lanes: 0 })
  await worker.settled()
  await worker.stop()
  const left = await db.transaction({ tenant }, async (tx) => ({
    marks: await tx.rows<{ what: string }>(sql`select what from rate_limits order by what`),
    waiting: await tx.rows<{ payload: unknown; attempts: number; last_error: string }>(
      sql`select payload, attempts, last_error from outbox where job like 'tenant.%' order by id`,
    ),
  }))
  assert.deepEqual(
    left.marks.map(({ what }) => what),
    ['a', 'b', 'c'],
  )
  assert.deepEqual(left.waiting, [
    { payload: { what: 'bad' }, attempts: 1, last_error: 'not today' },
    { payload: { what: '' }, attempts: 1, last_error: 'no job is called tenant.unheard-of' },
  ])
})

/** Two tenants, and a job that notes whose errand was done; `flood` adds as many to the first as wanted, due before all. */
async function neighbours() {
  const { anxin, tenant, now } = await testWorld()
  const { db } = anxin.deps
  const [other] = await db.transaction('worker', (tx) =>
    tx.rows<{ id: string }>(sql`select id from tenants where id <> ${tenant}`),
  )
  const ends: ((tenant: string) => void)[] = []
  const done: string[] = []
  const nameOf = (id: string) => (id === tenant ? 'a' : 'b')
  const inward = job({
    name: 'tenant.mark',
    payload: z.object({}),
    run: async ({ tx }) => tx.onCommit(() => done.push(nameOf(tx.tenant))),
  })
  const outward = job({
    name: 'remedy.pay',
    payload: z.object({}),
    async outward({ tenant }) {
      done.push(nameOf(tenant))
      await new Promise<void>((resolve) => ends.push(() => resolve()))
    },
  })
  const add = (whose: string, name: string, { count, dueAt = now() }: { count: number; dueAt?: number }) =>
    db.transaction({ tenant: whose }, async (tx) =>
      send(tx, Array(count).fill({ job: name, payload: {}, dueAt: instant(dueAt) })),
    )
  return { db, deps: anxin.deps, now, a: tenant, b: other?.id ?? '', jobs: [inward, outward], add, done, ends }
}

test('who has thousands of errands due keeps nobody waiting: a neighbour’s are done after one batch of them', async () => {
  const { db, deps, now, a, b, jobs, add, done } = await neighbours()
  await add(a, 'tenant.mark', { count: 1_000, dueAt: now() - 60_000 })
  await add(b, 'tenant.mark', { count: 70 })
  const worker = startWorker(db, { deps, jobs, lanes: 0 })
  await worker.settled()
  await worker.stop()
  assert.equal(done.length, 1_070)
  assert.match(done.join(''), /^a{64}b{64}a{64}b{6}a+$/)
})

test('of errands that go out, a tenant has three quarters of the places at the most, and who has fewer out goes first', async () => {
  const { db, deps, now, a, b, jobs, add, done, ends } = await neighbours()
  await add(a, 'remedy.pay', { count: 100, dueAt: now() - 60_000 })
  let wake = () => {}
  const goer = openGoer(openBench(db, deps, jobs), () => wake())
  while ((await goer.round()) === 'worked');
  assert.equal(done.join(''), 'a'.repeat(12), 'sixteen places, of which four are left for others')
  await add(b, 'remedy.pay', { count: 6 })
  while ((await goer.round()) === 'worked');
  assert.equal(done.join(''), `${'a'.repeat(12)}bbbb`)
  // Each place that is given back goes to whoever has fewer.
  for (let left = 106; left > 0; left--) {
    const isBack = new Promise<void>((resolve) => {
      wake = resolve
    })
    ends.shift()?.('')
    await isBack
    while ((await goer.round()) === 'worked');
    if (left === 105) assert.equal(done.join('').slice(16), 'bb')
  }
  assert.deepEqual([done.length, goer.isAnyOut()], [106, false])
})

/** A job that asks somebody outside, who answers when the test says so, and one that is done here. */
async function scene() {
  const { anxin, tenant, now, pass } = await testWorld()
  const asked: string[] = []
  const doors: (() => void)[] = []
  const seen = { asked: () => {}, marked: () => {} }
  const ask = job({
    name: 'remedy.pay',
    payload: z.object({ whom: z.string() }),
    atOnce: 6,
    receiver: 'whom',
    async outward({ payload }) {
      asked.push(payload.whom)
      seen.asked()
      if (payload.whom === 'deaf') await new Promise<void>((answer) => doors.push(answer))
    },
  })
  const mark = job({
    name: 'tenant.mark',
    payload: z.object({}),
    run: async ({ tx }) => tx.onCommit(() => seen.marked()),
  })
  const { db } = anxin.deps
  const errands = (name: string, payloads: Record<string, unknown>[]) =>
    db.transaction({ tenant }, async (tx) =>
      send(
        tx,
        payloads.map((payload) => ({ job: name, payload, dueAt: instant(now()) })),
      ),
    )
  const left = () =>
    db.transaction('worker', (tx) =>
      tx.rows<{ job: string }>(sql`select job from outbox where job in ('tenant.mark', 'remedy.pay')`),
    )
  const answer = () => {
    for (const open of doors.splice(0)) open()
  }
  return { db, deps: anxin.deps, jobs: [ask, mark], asked, seen, errands, left, answer, pass }
}

test('while a receiver outside does not answer, what is done here goes on', { timeout: 30_000 }, async () => {
  const { db, deps, jobs, seen, errands, left, answer } = await scene()
  const worker = startWorker(db, { deps, jobs, lanes: 1 })
  const isAsked = new Promise<void>((resolve) => {
    seen.asked = resolve
  })
  await errands('remedy.pay', [{ whom: 'deaf' }])
  await isAsked
  const isMarked = new Promise<void>((resolve) => {
    seen.marked = resolve
  })
  await errands('tenant.mark', [{}])
  await isMarked
  answer()
  await worker.stop()
  assert.deepEqual(await left(), [])
})

test('of errands to one receiver a few are out at a time; the others go, and who is out long is not sent again', async () => {
  const { db, deps, jobs, asked, errands, left, answer, pass } = await scene()
  let wake = () => {}
  const one = openGoer(openBench(db, deps, jobs), () => wake())
  const other = openGoer(openBench(db, deps, jobs), () => wake())
  const all = [...Array(6).fill('deaf'), 'friend']
  await errands(
    'remedy.pay',
    all.map((whom) => ({ whom })),
  )
  while ((await one.round()) === 'worked');
  assert.deepEqual(asked, ['deaf', 'deaf', 'deaf', 'deaf', 'friend'])
  for (let i = 0; i < 3; i++) {
    pass(40_000)
    await one.round()
  }
  await other.round()
  assert.equal(asked.length, 7, 'the other process sends the two that are left, and none a second time')
  for (const goer of [one, other]) {
    while (goer.isAnyOut()) {
      const isBack = new Promise<void>((resolve) => {
        wake = resolve
      })
      answer()
      if ((await goer.round()) === 'idle') await isBack
    }
  }
  assert.deepEqual(await left(), [])
  assert.equal(asked.length, 7)
})

test('an errand that goes out and was not marked so, by a process of the version before, goes out all the same', async () => {
  const { db, deps, jobs, asked, errands, left } = await scene()
  await errands('remedy.pay', [{ whom: 'a' }, { whom: 'b' }])
  await errands('tenant.mark', [{}])
  await db.transaction('worker', (tx) => tx.rows(sql`update outbox set goes_out = false`))
  const worker = startWorker(db, { deps, jobs, lanes: 0 })
  await worker.settled()
  await worker.settled()
  await worker.stop()
  assert.deepEqual([asked.toSorted(), await left()], [['a', 'b'], []])
})

test('a worker whose jobs go another way than errands are sent does not start', async () => {
  const { anxin } = await testWorld()
  const { db } = anxin.deps
  const run = async () => {}
  const open = (one: Parameters<typeof job>[0]) => () => openBench(db, anxin.deps, [job(one)])
  assert.throws(open({ name: 'tenant.ask', payload: z.object({}), outward: run }), /tenant\.ask goes out/)
  assert.throws(open({ name: 'notice.send', payload: z.object({}), run }), /notice\.send is done here/)
})
