import assert from 'node:assert/strict'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { sql } from '../db/database.ts'
import { isOutside, openOutside, Unreached } from '../outside.ts'
import { report, testWorld, type Visitor, type World } from '../testing.ts'

const hour = 3_600_000
type Seen = { id: string; text: string; headers: Record<string, string> }

/** Another system's receiver; `answer` says what it replies. */
async function receiver() {
  const seen: Seen[] = []
  const state = { answer: (response: ServerResponse): unknown => response.writeHead(204).end() }
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      const headers = request.headers as Record<string, string> // single values, as ours are
      seen.push({ id: String(headers['webhook-id']), text, headers })
      state.answer(response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => server.close())
  const { port } = server.address() as AddressInfo // listens on TCP
  return { url: `http://127.0.0.1:${port}/hook?k=v`, port, seen, state }
}

async function scene(types = ['order.opened', 'order.cancelled']) {
  const other = await receiver()
  const world = await testWorld({ env: { WEBHOOK_PRIVATE: '1' } })
  // Signatures carry the sender's clock, which the library compares with the real one.
  world.pass(Date.now() - world.now())
  await world.staff('+8619900000023', '苏运营', ['operator'])
  const operator = await world.signIn('19900000023')
  const made = await operator.post('/webhooks', { url: other.url, types })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  return { world, other, operator, endpoint: made.body as { id: string; secret: string } }
}
/** What the desk reads of who did what, newest first. */
const onRecord = async (operator: Visitor) =>
  (await operator.get('/audit')).body.items.map(({ type, by, about }: Record<string, unknown>) => [type, by, about])
const waiting = (world: World) =>
  world.anxin.deps.db.transaction('worker', (tx) =>
    tx.rows<{ attempts: number; due_at: Date; dead_at: Date | null; last_error: string }>(
      sql`select attempts, due_at, dead_at, last_error from outbox where job = 'webhook.deliver'`,
    ),
  )

test('a system hears, signed, of what it asked for and of nothing personal; others’ secrets do not verify', async () => {
  const { world, other, operator, endpoint } = await scene()
  const opened = (await world.nobody.post('/orders', report)).body
  await world.settle()
  assert.equal(other.seen.length, 1)
  const [got] = other.seen
  const heard = new Webhook(endpoint.secret).verify(got?.text ?? '', got?.headers ?? {})
  assert.deepEqual(Object.keys(heard as object), ['type', 'timestamp', 'data'])
  assert.deepEqual((heard as { data: unknown }).data, { order: opened.id, number: opened.number, n: 1 }) // just verified
  assert.doesNotMatch(got?.text ?? '', /卓玛措|19900000001|兰州路|点不着火/)
  assert.throws(() =>
    new Webhook(`whsec_${Buffer.alloc(32).toString('base64')}`).verify(got?.text ?? '', got?.headers ?? {}),
  )
  const { items } = (await operator.get(`/webhooks/${endpoint.id}/deliveries`)).body
  assert.deepEqual([items[0].state, items[0].tries, items[0].answer], ['delivered', 1, 'status 204'])

  await operator.post(`/webhooks/${endpoint.id}/redeliver`, { event: items[0].event })
  await world.settle()
  assert.deepEqual(
    other.seen.map(({ id }) => id),
    [got?.id, got?.id],
  )
  assert.equal(other.seen[1]?.text, got?.text)

  for (let times = 0; times < 2; times++)
    assert.equal((await operator.post(`/webhooks/${endpoint.id}/revoke`)).body.endedBy, 'operator')
  await world.nobody.post('/orders', { ...report, phone: '19900000002' })
  await world.settle()
  assert.equal(other.seen.length, 2)
  assert.ok(!JSON.stringify((await operator.get('/webhooks')).body).includes(endpoint.secret))
  const about = { webhook: endpoint.id, host: `127.0.0.1:${other.port}` }
  assert.deepEqual(await onRecord(operator), [
    ['webhook.stopped', '苏运营', about],
    ['webhook.added', '苏运营', about],
  ])
})

test('failures are tried again by the table of Standard Webhooks, ten times under one id, then it is dead', async () => {
  const { world, other } = await scene()
  other.state.answer = (response) => response.writeHead(500).end('a secret of theirs')
  await world.nobody.post('/orders', report)
  await world.settle()
  const waits: number[] = []
  for (let [errand] = await waiting(world); errand && !errand.dead_at; [errand] = await waiting(world)) {
    waits.push((errand.due_at.getTime() - world.now()) / 1_000)
    world.pass(errand.due_at.getTime() - world.now())
    await world.settle()
  }
  const table = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]
  assert.equal(waits.length, table.length)
  for (const [i, least] of table.entries())
    assert.ok((waits[i] ?? 0) >= least - 0.01 && (waits[i] ?? 0) <= least * 1.1 + 0.01, `${i}: ${waits[i]}`)
  assert.equal(other.seen.length, 10)
  assert.equal(new Set(other.seen.map(({ id }) => id)).size, 1)
  assert.equal((await waiting(world))[0]?.last_error, 'webhook: status 500')
})

test('Retry-After is honoured, a redirect is not followed, and 410 ends it', async () => {
  const { world, other, operator, endpoint } = await scene()
  other.state.answer = (response) => response.writeHead(429, { 'retry-after': '7200' }).end()
  await world.nobody.post('/orders', report)
  await world.settle()
  assert.equal((await waiting(world))[0]?.due_at.getTime(), world.now() + 2 * hour)
  other.state.answer = (response) => response.writeHead(302, { location: other.url }).end()
  world.pass(2 * hour)
  await world.settle()
  assert.equal(other.seen.length, 2)
  assert.equal((await waiting(world))[0]?.attempts, 2)
  other.state.answer = (response) => response.writeHead(410).end()
  world.pass(hour)
  await world.settle()
  assert.equal((await waiting(world)).length, 0)
  const { items } = (await operator.get('/webhooks')).body
  assert.equal(items[0].endedBy, 'gone')
  await world.nobody.post('/orders', { ...report, phone: '19900000002' })
  await world.settle()
  assert.equal(other.seen.length, 3)
  assert.equal((await operator.get(`/webhooks/${endpoint.id}/deliveries`)).body.items[0].state, 'refused')
  const [[type, by, about]] = await onRecord(operator)
  assert.deepEqual([type, by, about.gone], ['webhook.stopped', '', true])
})

const inside = [
  '127.0.0.1',
  '127.8.8.8',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '192.0.0.8',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:a9fe:a9fe]',
  '[64:ff9b::7f00:1]',
  '[fe80::1]',
  '[fd00:ec2::254]',
  '[fc00::1]',
  '[ff02::1]',
  '[2002:7f00:1::]',
  '[2001:db8::1]',
  '[2001::1]',
  '[::7f00:1]',
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  '127.1',
]

test('no connection is made to 30 addresses inside, however written, nor by a name that leads there or turns', async () => {
  const { port, seen } = await receiver()
  const strict = openOutside({ allowsPrivate: false })
  const sent = { headers: {}, body: '{}' }
  assert.equal(inside.length, 30)
  for (const host of inside) {
    await assert.rejects(strict.post(`https://${host}:${port}/`, sent), Unreached, host)
    const named = openOutside({
      allowsPrivate: false,
      lookup: async () => [{ address: new URL(`https://${host}`).hostname.replace(/[[\]]/g, ''), family: 4 }],
    })
    await assert.rejects(named.post(`https://inside.test:${port}/`, sent), /an address inside/, host)
  }
  const mixed = openOutside({
    allowsPrivate: false,
    lookup: async () => [
      { address: '1.1.1.1', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ],
  })
  await assert.rejects(mixed.post('https://mixed.test/', sent), /an address inside/)
  assert.throws(() => strict.check('http://example.com/'), /https/)
  assert.throws(() => strict.check('https://user:pass@example.com/'), /password/)
  assert.equal(seen.length, 0)
  assert.ok(isOutside('1.1.1.1') && isOutside('2606:4700::1111'))
  // Rebinding: the name is asked once, and the connection goes to that answer.
  let asked = 0
  const turning = openOutside({
    allowsPrivate: true,
    lookup: async () => [{ address: asked++ === 0 ? '127.0.0.1' : '192.0.2.1', family: 4 }],
  })
  assert.equal((await turning.post(`http://turning.test:${port}/`, sent)).status, 204)
  assert.equal(asked, 1)
})

test('an operator cannot name an address inside unless the installation allows it', async () => {
  const world = await testWorld()
  await world.staff('+8619900000023', '苏运营', ['operator'])
  const operator = await world.signIn('19900000023')
  const answer = await operator.post('/webhooks', { url: 'https://169.254.169.254/', types: ['order.opened'] })
  assert.equal(answer.status, 422)
  assert.equal(answer.body.errors[0].path, 'url')
})
