import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { routes, streams } from '../capabilities.ts'
import { sql } from '../db/database.ts'
import { report, testWorld } from '../testing.ts'
import { openApi } from './openapi.ts'
import type { Route, StreamRoute } from './route.ts'

test('a repetition from another address (Wi-Fi, then mobile) is the same request', async () => {
  const world = await testWorld()
  const key = randomUUID()
  const from = (address: string) =>
    world.nobody.post('/orders', report, { key, headers: { 'x-forwarded-for': address } })
  const [first, again] = [await from('203.0.113.7'), await from('198.51.100.9')]
  assert.equal(first.status, 201)
  assert.deepEqual(again.body, first.body)
})

test('the description offers an Idempotency-Key where it is honoured, and nowhere else', () => {
  const offered = (all: readonly (Route | StreamRoute)[]) =>
    Object.values(openApi(all).paths).flatMap((path) =>
      Object.entries(path).map(
        ([method, { parameters }]) => method !== 'get' && JSON.stringify(parameters).includes('Idempotency-Key'),
      ),
    )
  assert.deepEqual(
    offered(routes),
    Object.values(openApi(routes).paths).flatMap((path) => Object.keys(path).map((method) => method !== 'get')),
  )
  assert.ok(offered(streams).every((is) => !is))
})

test('a version that cannot be read is that of no case: nothing is changed', async () => {
  const world = await testWorld()
  const { id, tracking } = (await world.nobody.post('/orders', report)).body
  const holder = world.holding(tracking.token)
  for (const version of ['"abc"', '"1", "2"', '-1']) {
    const answer = await holder.post(`/orders/${id}/cancel`, { reason: '不修了' }, { headers: { 'if-match': version } })
    assert.deepEqual([answer.status, answer.body.code], [412, 'case.stale'], version)
  }
  assert.equal((await holder.get(`/orders/${id}`)).body.status, 'received')
})

test('text that no database holds is refused with its field, or finds nothing; it is never our fault', async () => {
  const world = await testWorld()
  const broken = await world.nobody.post('/orders', { ...report, brand: 'a\ud800b' })
  assert.deepEqual([broken.status, broken.body.errors?.[0]?.path], [422, 'brand'])
  await world.staff('+8619900000021', '何调度', ['dispatcher'])
  const desk = await world.signIn('19900000021')
  const cursor = Buffer.from(JSON.stringify(['nonsense', randomUUID()])).toString('base64url')
  assert.equal((await desk.get(`/orders?cursor=${cursor}`)).status, 200)
  assert.equal((await desk.get('/orders?number=%00')).status, 422)
})

test('a filter that asks for what there is not is refused with its field, in the list as in its export', async () => {
  const world = await testWorld()
  await world.staff('+8619900000021', '何调度', ['dispatcher'])
  const desk = await world.signIn('19900000021')
  await world.nobody.post('/orders', report)
  for (const [asked, field] of [
    ['/orders?status=bogus', 'status'],
    ['/orders?status=received,bogus', 'status'],
    ['/orders?status=none', 'status'],
    ['/orders?appliance=bogus', 'appliance'],
    ['/orders?urgency=bogus', 'urgency'],
    ['/orders/export?status=bogus', 'status'],
    ['/promises/kept?promised=bogus', 'promised'],
  ] as const) {
    const { status, body } = await desk.get(asked, { headers: { 'accept-language': 'en' } })
    assert.deepEqual([status, body.errors?.[0]?.path], [422, field], asked)
    assert.match(body.errors[0].message, /^expected one of/, asked)
  }
  const found = async (asked: string) => (await desk.get(`/orders?status=${asked}`)).body.items.length
  assert.deepEqual([await found('received,closed'), await found('closed'), await found('')], [1, 0, 1])
})

test('an order called off before anybody looked for a technician is looked after no more', async () => {
  const world = await testWorld()
  const { id, tracking } = (await world.nobody.post('/orders', report)).body
  const errands = await world.anxin.deps.db.transaction('worker', async (tx) => {
    const rows = await tx.rows<{ id: number }>(sql`update outbox set due_at = due_at + interval '1 hour' returning id`)
    return rows.length
  })
  assert.ok(errands > 0)
  await world.holding(tracking.token).post(`/orders/${id}/cancel`, { reason: '不修了' })
  await world.settle()
  world.pass(2 * 3_600_000)
  await world.settle()
  const left = await world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.first(sql`
      select (select count(*) from searches where status not in ('taken', 'stopped')) as searches,
        (select count(*) from promises where status in ('running', 'paused')) as promises`),
  )
  assert.deepEqual(left, { searches: 0, promises: 0 })
})

test('one address that is not signed in asks for six hundred regions a minute; who is signed in goes on', async () => {
  const world = await testWorld()
  const ask = (who = world.nobody) =>
    who.get('/regions?text=甘南迭部县', { headers: { 'x-forwarded-for': '203.0.113.7' } })
  for (let asked = 0; asked < 600; asked += 60)
    for (const { status } of await Promise.all(Array.from({ length: 60 }, () => ask()))) assert.equal(status, 200)
  const refused = await ask()
  assert.deepEqual([refused.status, refused.body.code, refused.headers['retry-after']], [429, 'http.too_many', '60'])
  assert.equal((await ask(await world.signIn('19900000001'))).status, 200)
})

test('one address takes sixty anonymous reports a minute and is then told to wait; others, people signed in and this machine are not', async () => {
  const world = await testWorld({ env: { TRUSTED_PROXIES: '192.0.2.0/24' } })
  const from = (address: string, who = world.nobody) =>
    who.post('/orders', report, { headers: { 'x-forwarded-for': address, 'accept-language': 'en' } })
  const statuses = async (addresses: readonly string[]) =>
    (await Promise.all(addresses.map((address) => from(address)))).map(({ status }) => status)
  const same = (count: number, address: string): string[] => Array(count).fill(address)
  assert.deepEqual(new Set(await statuses(same(60, '203.0.113.7, 192.0.2.5'))), new Set([201]))
  const refused = await from('203.0.113.7')
  assert.deepEqual(
    [refused.status, refused.body.code, refused.headers['retry-after'], refused.headers['content-type']],
    [429, 'http.too_many', '60', 'application/problem+json; charset=utf-8'],
  )
  assert.deepEqual(await statuses(['203.0.113.8', '127.0.0.1', '::1']), [201, 201, 201])
  assert.equal((await from('203.0.113.7', await world.signIn('19900000001'))).status, 201)
  // A household has a whole /64 to itself.
  const within = Array.from({ length: 61 }, (_, i) => `2001:db8:1:2::${(i + 1).toString(16)}`)
  assert.deepEqual(
    (await statuses(within)).filter((status) => status !== 201),
    [429],
  )
  assert.deepEqual(await statuses(['2001:db8:1:3::1']), [201])
  world.pass(59_000)
  assert.equal((await from('203.0.113.7')).headers['retry-after'], '1')
  world.pass(1_000)
  assert.equal((await from('203.0.113.7')).status, 201)
})
