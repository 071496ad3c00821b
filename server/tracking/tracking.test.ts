import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get } from 'node:http'
import { test } from 'node:test'
import { sql } from '../db/database.ts'
import { everyNight, nextNight } from '../retention/jobs.ts'
import { report, testWorld, type Visitor, type World } from '../testing.ts'

const minute = 60_000
// Beside the county town of 迭部; the technician is a tenth of a degree (11.1 km) north of it.
const home = { latitude: 34.05, longitude: 103.22 }
const away = { latitude: 34.15, longitude: 103.22 }

type Scene = { world: World; technician: Visitor; consumer: Visitor; order: string; token: string; visit: string }

async function taken(): Promise<Scene> {
  const world = await testWorld()
  await world.staff('+8619900000023', '苏运营', ['operator'])
  const operator = await world.signIn('19900000023')
  await operator.post('/technicians', {
    name: '扎西顿珠',
    phone: '19900000011',
    skills: [{ appliance: 'gas-boiler', brands: '*' }],
    territory: ['623000'],
  })
  const technician = await world.signIn('19900000011')
  await technician.post('/technicians/me/duty', { onDuty: true })
  const opened = (await world.nobody.post('/orders', { ...report, place: home })).body
  await world.settle()
  const [offer] = (await technician.get('/offers')).body.items
  await technician.post(`/offers/${offer.id}/accept`)
  await world.settle()
  const [visit] = (await technician.get('/visits')).body.items
  const { token } = opened.tracking
  return { world, technician, consumer: world.holding(token), order: opened.id, token, visit: visit.id }
}

test('the consumer sees how far the technician is on the way there, as long as it is shared, and never where', async () => {
  const { world, technician, consumer, order, visit } = await taken()
  const seen = async () => (await consumer.get(`/orders/${order}`)).body
  const share = (place: object, minutes = 60) => technician.post('/technicians/me/position', { ...place, minutes })
  assert.deepEqual([(await seen()).technician, (await seen()).technicianPhone], ['扎西顿珠', '199****0011'])
  await share(away)
  assert.equal((await seen()).approach, null, 'not before the technician sets out')
  await technician.post(`/visits/${visit}/depart`, { minutesAway: 40 })
  const { approach } = await seen()
  assert.equal(approach.kilometres, 11.1)
  assert.equal(Math.round((Date.parse(approach.arrivesAt) - world.now()) / minute), 32)
  assert.ok(!JSON.stringify(await seen()).includes('34.1'), 'no coordinates')
  await share({ ...away, latitude: 34.06 }, 30)
  assert.equal((await seen()).approach.kilometres, 1.1)
  world.pass(29 * minute)
  assert.equal((await seen()).approach.kilometres, 1.1)
  world.pass(2 * minute)
  assert.equal((await seen()).approach, null, 'the time of sharing is over')
  await share(away)
  assert.equal((await seen()).approach.kilometres, 11.1)
  await technician.post(`/visits/${visit}/arrive`, { place: { ...home, accuracy: 20 } })
  assert.equal((await seen()).approach, null, 'there, and not on the way')
})

test('a position is the technician’s to give: seen from the moment it is shared until it is ended, by its own consumer alone', async () => {
  const { world, technician, consumer, order, visit } = await taken()
  const { body: other } = await world.nobody.post('/orders', { ...report, phone: '19900000002', place: home })
  const seen = async () => (await consumer.get(`/orders/${order}`)).body.approach
  const until = async () => (await technician.get('/technicians/me')).body.positionUntil
  const share = (minutes: number) => technician.post('/technicians/me/position', { ...away, minutes })
  await technician.post(`/visits/${visit}/depart`, { minutesAway: 40 })
  assert.deepEqual([await seen(), await until()], [null, null], 'on the way, and nothing shared')

  assert.equal((await share(30)).status, 200)
  assert.equal((await seen()).until, new Date(world.now() + 30 * minute).toISOString())
  assert.equal((await world.holding(other.tracking.token).get(`/orders/${other.id}`)).body.approach, null)
  assert.equal((await technician.post('/technicians/me/position/stop')).status, 200)
  assert.deepEqual([await seen(), await until()], [null, null], 'ended with one tap')

  await share(120)
  world.pass(119 * minute)
  assert.ok(await seen())
  world.pass(minute)
  assert.equal(await seen(), null, 'over to the minute')
  for (const minutes of [0, 121]) assert.equal((await share(minutes)).status, 422, 'two hours at the most')
  assert.equal(await seen(), null)

  await share(60)
  assert.ok(await seen())
  const kept = async () =>
    (await technician.get('/me/data')).body.items.filter(({ kind }: { kind: string }) => kind === 'technician')
  assert.equal((await kept()).length, 1, 'where they are now, and not where they were')
  await technician.post('/technicians/me/duty', { onDuty: false })
  assert.deepEqual([await seen(), await kept()], [null, []], 'off duty, nobody is looked for')
})

test('a position that nobody ended is shown nowhere once its time is over, and gone after the night', async () => {
  const { world, technician, consumer, order, visit } = await taken()
  const { db } = world.anxin.deps
  await everyNight(db, world.now())
  await technician.post(`/visits/${visit}/depart`, { minutesAway: 40 })
  await technician.post('/technicians/me/position', { ...away, minutes: 60 })
  const kept = async () =>
    (await technician.get('/me/data')).body.items.filter(({ kind }: { kind: string }) => kind === 'technician').length
  const shown = async () => {
    const { approach } = (await consumer.get(`/orders/${order}`)).body
    return [approach !== null, (await technician.get('/technicians/me')).body.positionUntil !== null]
  }
  assert.deepEqual([await shown(), await kept()], [[true, true], 1])
  world.pass(61 * minute)
  assert.deepEqual(await shown(), [false, false], 'over, and shown to nobody')
  const before = world.now()
  world.pass(nextNight(before) - before)
  await technician.post('/technicians/me/position', { ...away, minutes: 60 })
  await world.settle()
  assert.equal(await kept(), 1, 'one whose time is not over stays')
  const next = world.now()
  world.pass(nextNight(next) - next)
  await world.settle()
  assert.equal(await kept(), 0)
  const facts = await db.transaction({ tenant: world.tenant }, (tx) =>
    tx.rows<{ type: string; by: { kind: string } }>(
      sql`select type, by from facts where kind = 'technician' order by seq desc limit 1`,
    ),
  )
  assert.deepEqual(
    facts.map(({ type, by }) => [type, by.kind]),
    [['technician.hidden', 'clock']],
  )
})

/** Reads the live page until it has said `n` changes. */
async function changesOf(stream: ReadableStreamDefaultReader<Uint8Array>, n: number): Promise<void> {
  let text = ''
  while (text.split('event: change').length <= n) {
    const { value, done } = await stream.read()
    if (done) throw new Error('the live page ended')
    text += Buffer.from(value).toString('utf8')
  }
}

test('a position that the technician shares reaches the live page of the order, and only of that order', async () => {
  const { world, technician, order, token } = await taken()
  const url = await world.anxin.app.listen({ port: 0, host: '127.0.0.1' })
  const stop = new AbortController()
  const open = async () => {
    const response = await fetch(`${url}/api/v1/orders/${order}/events?token=${token}`, { signal: stop.signal })
    assert.ok(response.body)
    return response.body.getReader()
  }
  const live = await open()
  await changesOf(live, 1)
  // The page looks up its technician after it opened: share until it says so, which it must within the test's time.
  const heard = changesOf(live, 1)
  let isHeard = false
  void heard.then(() => {
    isHeard = true
  })
  while (!isHeard) await technician.post('/technicians/me/position', { ...away, minutes: 60 })
  await heard
  stop.abort()
})

test('the live page of an order hears of its visits and promises, and of nobody else’s', async () => {
  const { world, technician, order, token, visit } = await taken()
  const url = await world.anxin.app.listen({ port: 0, host: '127.0.0.1' })
  const request = get(`${url}/api/v1/orders/${order}/events?token=${token}`)
  const [live] = await once(request, 'response')
  let text = ''
  live.setEncoding('utf8').on('data', (part: string) => {
    text += part
  })
  await once(live, 'data')
  // Another order: opened, promised, offered, taken, a visit planned and begun.
  await world.nobody.post('/orders', { ...report, phone: '19900000002' })
  await world.settle()
  const [offer] = (await technician.get('/offers')).body.items
  await technician.post(`/offers/${offer.id}/accept`)
  await world.settle()
  const other = (await technician.get('/visits')).body.items.find(({ id }: { id: string }) => id !== visit)
  await technician.post(`/visits/${other.id}/depart`, { minutesAway: 40 })
  // Its own: the visit, then the promise of a first call.
  await technician.post(`/visits/${visit}/depart`, { minutesAway: 40 })
  await technician.post(`/orders/${order}/call`)
  // What was written before the connection ends arrives before its end.
  const ended = new Promise((resolve) => live.once('error', () => {}).once('close', resolve))
  world.anxin.app.server.closeAllConnections()
  await ended
  assert.equal(text.split('event: change').length - 1, 3, 'on opening, the visit, the promise')
})

test('number and phone find the order with the code of that phone; a wrong code, number or phone finds nothing', async () => {
  const { world, order } = await taken()
  const number = (await (await world.signIn('19900000001')).get(`/orders/${order}`)).body.number as string
  world.pass(2 * minute)
  const codeFor = async (phone: string) => {
    const asked = await world.nobody.post('/session/code', { phone })
    world.pass(2 * minute)
    return asked.body.demoCode as string
  }
  const find = (number: string, phone: string, code: string) => world.nobody.post('/tracking', { number, phone, code })
  const phone = '19900000001'
  const code = await codeFor(phone)
  const wrong = await find(number, phone, code === '000000' ? '000001' : '000000')
  assert.deepEqual([wrong.status, wrong.body.code], [422, 'http.code_wrong'])
  assert.match(wrong.body.title, /验证码/)
  const found = await find(`${number.slice(0, 5)} ${number.slice(5)}`, phone, code)
  assert.equal(found.status, 200, 'people write spaces')
  assert.equal((await world.holding(found.body.tracking.token).get(`/orders/${order}`)).status, 200)
  assert.equal((await find(number, phone, code)).body.code, 'http.code_wrong', 'a code works once')
  const absent = await find('1000000000', phone, await codeFor(phone))
  assert.deepEqual([absent.status, absent.body.code], [404, 'case.absent'])
  const foreign = await find(number, '19900000009', await codeFor('19900000009'))
  assert.deepEqual([foreign.status, foreign.body.code], [404, 'case.absent'], 'not the phone that reported it')
  assert.equal((await find(number, '12345', '123456')).body.code, 'http.code_wrong')
  world.pass(121 * 24 * 60 * minute)
  const expired = await world.nobody.get(`/tracking/${found.body.tracking.token}`)
  assert.deepEqual([expired.status, expired.body.code], [410, 'http.link_expired'])
})
