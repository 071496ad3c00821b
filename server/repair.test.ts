import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import sharp from 'sharp'
import { sql } from './db/database.ts'
import { sha256 } from './media/media.ts'
import { report, testWorld, type Visitor, type World } from './testing.ts'

const minute = 60_000

/** A photo as it is after its upload; the upload itself has tests of its own. */
async function photo(world: World): Promise<string> {
  const bytes = await sharp({ create: { width: 80, height: 60, channels: 3, background: '#468' } })
    .jpeg()
    .toBuffer()
  const { deps } = world.anxin
  const file = await deps.media.put(bytes, deps.private.key('media'))
  const id = randomUUID()
  await deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.rows(sql`
      insert into media (id, tenant, kind, mime, size, width, height, sha256, file)
      values (${id}, ${world.tenant}, 'photo', 'image/jpeg', ${bytes.length}, 80, 60, ${sha256(bytes)}, ${file})`),
  )
  return id
}

type Scene = { world: World; technician: Visitor; operator: Visitor; dispatcher: Visitor }

async function scene(): Promise<Scene> {
  const world = await testWorld()
  await world.staff('+8619900000023', '苏运营', ['operator'])
  await world.staff('+8619900000021', '何调度', ['dispatcher', 'supervisor'])
  const operator = await world.signIn('19900000023')
  const engaged = await operator.post('/technicians', {
    name: '扎西顿珠',
    phone: '19900000011',
    skills: [{ appliance: 'gas-boiler', brands: '*' }],
    territory: ['623000'],
  })
  assert.equal(engaged.status, 201, JSON.stringify(engaged.body))
  const technician = await world.signIn('19900000011')
  assert.equal((await technician.post('/technicians/me/duty', { onDuty: true })).status, 200)
  return { world, technician, operator, dispatcher: await world.signIn('19900000021') }
}

async function taken({ world, technician }: Scene) {
  const opened = await world.nobody.post('/orders', { ...report, media: [await photo(world)] })
  assert.equal(opened.status, 201, JSON.stringify(opened.body))
  await world.settle()
  const [offer] = (await technician.get('/offers')).body.items
  assert.equal((await technician.post(`/offers/${offer.id}/accept`)).status, 200)
  await world.settle()
  const [visit] = (await technician.get('/visits')).body.items
  return {
    order: opened.body.id as string,
    token: opened.body.tracking.token as string,
    visit: visit.id as string,
    number: opened.body.number,
  }
}

test('a broken boiler in 甘南迭部县 goes all the way, and the same fault within warranty costs nothing', async () => {
  const all = await scene()
  const { world, technician, dispatcher } = all
  const { order, token, visit } = await taken(all)
  const consumer = world.holding(token)
  const orderNow = async () => (await consumer.get(`/orders/${order}`)).body

  let seen = await orderNow()
  assert.equal(seen.region.name, '甘肃省甘南藏族自治州迭部县电尕镇')
  assert.equal(seen.status, 'assigned')
  assert.equal(seen.technician, '扎西顿珠')
  assert.deepEqual(seen.contact, { name: '卓**', phone: '199****0001' })

  world.pass(8 * minute)
  const called = await technician.post(`/orders/${order}/call`)
  assert.equal(called.body.phone, '+8619900000001')
  const kept = (await dispatcher.get('/promises/kept')).body.items
  assert.deepEqual([kept[0].county.code, kept[0].kept, kept[0].p50Ms], ['623024', 1, 8 * minute])

  const step = async (name: string, body: unknown = {}) => {
    const answer = await technician.post(`/visits/${visit}/${name}`, body)
    assert.equal(answer.status, 200, `${name}: ${JSON.stringify(answer.body)}`)
    await world.settle()
    return answer.body
  }
  assert.match((await step('depart', { minutesAway: 25 })).address, /兰州路1号/)
  await step('arrive', { place: { latitude: 34.05, longitude: 103.22, accuracy: 20 } })
  assert.equal((await orderNow()).status, 'serving')
  await step('diagnose', { finding: '点火针积碳', cause: 'ignition' })
  assert.equal(
    (await technician.post(`/visits/${visit}/fit`, { part: 'igniter', name: '点火针' })).body.code,
    'visit.quote_first',
  )
  await step('quote', { lines: [{ what: '更换点火针', part: 'igniter', quantity: 1, each: 12_000 }] })
  seen = await orderNow()
  assert.equal(seen.visits[0].quote.total, 12_000)
  assert.deepEqual(seen.visits[0].moves, ['visit.agree', 'visit.decline'])
  assert.equal((await consumer.post(`/visits/${visit}/agree`, { given: { kind: 'page' } })).status, 200)
  await step('fit', { part: 'igniter', name: '点火针', serial: 'SN-778899' })
  const done = [await photo(world)]
  const wrong = await technician.post(`/visits/${visit}/finish`, {
    media: done,
    given: { kind: 'code', code: '000000' },
  })
  assert.equal(wrong.body.code, 'visit.code_wrong')
  await step('finish', { media: done, given: { kind: 'code', code: seen.visits[0].code } })

  seen = await orderNow()
  assert.equal(seen.status, 'completed')
  assert.equal(seen.visits[0].charged, 12_000)
  assert.equal(
    (await technician.get(`/visits/${visit}`)).body.address,
    '甘南迭部县电****',
    'the address is gone after completion',
  )
  const steps = (await consumer.get(`/orders/${order}/timeline`)).body.steps.map((one: { type: string }) => one.type)
  for (const type of [
    'order.opened',
    'order.assigned',
    'promise.met',
    'visit.arrived',
    'visit.quoted',
    'visit.agreed',
    'visit.done',
    'order.completed',
  ])
    assert.ok(steps.includes(type), type)
  assert.equal(
    steps.filter((type: string) => type === 'promise.met').length,
    1,
    'the call; the repair has a step of its own',
  )

  assert.equal((await consumer.post(`/visits/${visit}/rating`, { stars: 5, reasons: ['on-time'] })).status, 201)
  assert.equal((await consumer.post(`/visits/${visit}/rating`, { stars: 1 })).body.code, 'rating.given')

  world.pass(20 * 24 * 60 * minute)
  const again = await consumer.post(`/orders/${order}/reopen`, { fault: '又点不着了' })
  assert.equal(again.body.status, 'received')
  assert.equal(again.body.isFree, true)
  await world.settle()
  const [offer] = (await technician.get('/offers')).body.items
  assert.equal(offer.free, true)
  await technician.post(`/offers/${offer.id}/accept`)
  await world.settle()
  const second = (await technician.get('/visits')).body.items.find(
    (one: { status: string }) => one.status === 'planned',
  )
  assert.deepEqual([second.ordinal, second.free], [2, true])
  await technician.post(`/visits/${second.id}/arrive`, {})
  await technician.post(`/visits/${second.id}/diagnose`, { finding: '点火针松动', cause: 'ignition' })
  const charged = await technician.post(`/visits/${second.id}/quote`, {
    lines: [{ what: '人工', quantity: 1, each: 100 }],
  })
  assert.equal(charged.body.code, 'visit.free_of_charge')
})

test('what people write on a visit is read again wherever it belongs, and nobody is shown a reference', async () => {
  const all = await scene()
  const { world, technician, dispatcher } = all
  const { order, token, visit } = await taken(all)
  const consumer = world.holding(token)
  const does = async (who: Visitor, path: string, body: object = {}) => {
    const answer = await who.post(path, body)
    assert.equal(answer.status, 200, `${path}: ${JSON.stringify(answer.body)}`)
    await world.settle()
    return answer.body
  }
  const line = { what: '更换点火针', part: 'igniter', quantity: 2, each: 6_000 }
  await does(technician, `/visits/${visit}/arrive`)
  await does(technician, `/visits/${visit}/diagnose`, { finding: '点火针积碳', cause: '点火' })
  await does(technician, `/visits/${visit}/quote`, { lines: [line, { what: '上门费', quantity: 1, each: 0 }] })
  for (const who of [technician, dispatcher]) {
    const { quote, cause, finding } = (await who.get(`/visits/${visit}`)).body
    assert.deepEqual([quote.lines[0], quote.lines[1].what, cause, finding], [line, '上门费', '点火', '点火针积碳'])
  }
  await does(consumer, `/visits/${visit}/agree`, { given: { kind: 'page' } })
  const fitted = await does(technician, `/visits/${visit}/fit`, { part: 'igniter', name: '点火针', serial: 'SN-1' })
  assert.deepEqual(fitted.parts, [{ part: 'igniter', name: '点火针', quantity: 1 }])
  const ended = await does(technician, `/visits/${visit}/unable`, { reason: '缺少专用工具' })
  assert.equal(ended.reason, '缺少专用工具')
  const seen = (await consumer.get(`/orders/${order}`)).body
  assert.deepEqual([seen.reason, seen.visits[0].status], ['缺少专用工具', 'unable'])
  await does(dispatcher, `/orders/${order}/release`, { reason: '换人' })
  const [offer] = (await technician.get('/offers')).body.items
  await does(technician, `/offers/${offer.id}/decline`, { reason: '太远' })
  assert.equal((await does(consumer, `/orders/${order}/cancel`, { reason: '不修了' })).reason, '不修了')

  const told = async (who: Visitor) =>
    (await who.get(`/orders/${order}/timeline`)).body.steps.flatMap(
      ({ type, detail }: { type: string; detail: Record<string, unknown> }) =>
        ['cause', 'name', 'reason']
          .filter((field) => typeof detail[field] === 'string')
          .map((field) => [type, detail[field]]),
    )
  const forBoth = [
    ['visit.diagnosed', '点火'],
    ['visit.fitted', '点火针'],
    ['visit.unable', '缺少专用工具'],
    ['order.paused', '缺少专用工具'],
    ['order.cancelled', '不修了'],
  ]
  assert.deepEqual(await told(consumer), forBoth)
  const atDesk = await told(dispatcher)
  assert.deepEqual(
    forBoth.filter(([type, text]) => !atDesk.some((one: string[]) => one[0] === type && one[1] === text)),
    [],
  )
  assert.ok(atDesk.some(([type, text]: string[]) => type === 'search.declined' && text === '太远'))
  const shown = [...atDesk.map(([, text]: string[]) => text), seen.reason, ...Object.values(seen.visits[0].quote ?? {})]
  assert.doesNotMatch(JSON.stringify(shown), /[0-9a-f]{8}-[0-9a-f]{4}-/)
})

test('an offer that nobody answers goes to the next technician after a minute, and the dispatcher hears when nobody is left', async () => {
  const all = await scene()
  const { world, technician, operator, dispatcher } = all
  await operator.post('/technicians', {
    name: '马建国',
    phone: '19900000012',
    skills: [{ appliance: 'gas-boiler', brands: '*' }],
    territory: ['620000'],
  })
  const second = await world.signIn('19900000012')
  await second.post('/technicians/me/duty', { onDuty: true })
  await world.nobody.post('/orders', report)
  await world.settle()
  assert.equal((await technician.get('/offers')).body.items.length, 1, 'the closer territory is asked first')
  assert.equal((await second.get('/offers')).body.items.length, 0)
  world.pass(61_000)
  await world.settle()
  const [offer] = (await second.get('/offers')).body.items
  assert.ok(offer)
  assert.equal((await technician.post(`/offers/${offer.id}/accept`)).body.code, 'search.not_yours')
  await second.post(`/offers/${offer.id}/decline`, { reason: '太远' })
  world.pass(11 * minute)
  await world.settle()
  const told = (await dispatcher.get('/notices')).body.items.map((one: { text: string }) => one.text)
  assert.ok(told.includes('desk.promise_at_risk'))
})

test('a promise that was broken and never met counts against the share, however its order ended', async () => {
  const { world, technician, dispatcher } = await scene()
  const open = async () => (await world.nobody.post('/orders', report)).body
  const figures = async () => {
    const [county] = (await dispatcher.get('/promises/kept')).body.items
    return county && [county.met, county.broken, county.kept, county.share, county.p50Ms]
  }
  const { id } = await open()
  await world.settle()
  const [offer] = (await technician.get('/offers')).body.items
  await technician.post(`/offers/${offer.id}/accept`)
  await world.settle()
  const given = await open()
  await open()
  await world.settle()
  world.pass(5 * minute)
  await technician.post(`/orders/${id}/call`)
  assert.deepEqual(await figures(), [1, 0, 1, 1, 5 * minute], 'what may still be kept is not judged')
  world.pass(25 * minute)
  assert.deepEqual(await figures(), [1, 2, 1, 1 / 3, 5 * minute], 'nor does it wait for the clock to say so')
  await world.settle()
  await world.holding(given.tracking.token).post(`/orders/${given.id}/cancel`, { reason: '没人打电话' })
  await world.settle()
  assert.deepEqual(await figures(), [1, 2, 1, 1 / 3, 5 * minute])
  const fresh = await open()
  await world.settle()
  await world.holding(fresh.tracking.token).post(`/orders/${fresh.id}/cancel`, { reason: '修好了' })
  await world.settle()
  assert.deepEqual(await figures(), [1, 2, 1, 1 / 3, 5 * minute], 'released in time: neither kept nor broken')
})

test('two who press at once: the stale page is refused and changes nothing', async () => {
  const all = await scene()
  const { dispatcher } = all
  const { order } = await taken(all)
  const { version } = (await dispatcher.get(`/orders/${order}`)).body
  assert.equal((await dispatcher.post(`/orders/${order}/notes`, { note: '门禁 3 号' }, { version })).status, 200)
  const stale = await dispatcher.post(`/orders/${order}/notes`, { note: '另一条' }, { version })
  assert.equal(stale.status, 412)
  assert.equal(stale.body.code, 'case.stale')
})

test('bad reports are refused with the field and a sentence in the reader’s language, and nothing is kept', async () => {
  const { world } = await scene()
  const bad = async (change: object, path: string, language = 'zh-CN') => {
    const answer = await world.nobody.post(
      '/orders',
      { ...report, ...change },
      { headers: { 'accept-language': language } },
    )
    assert.equal(answer.status, 422)
    assert.equal(answer.body.errors[0].path, path)
    assert.match(String(answer.headers['content-type']), /problem\+json/)
    return answer.body.errors[0].message as string
  }
  assert.match(await bad({ phone: '12345' }, 'phone'), /电话/)
  assert.match(await bad({ phone: '12345' }, 'phone', 'en'), /phone number/)
  assert.match(await bad({ address: 'aaaa' }, 'address'), /认不出/)
  assert.match(await bad({ address: '鼓楼区中山路1号' }, 'address'), /多个可能/)
  assert.match(await bad({ address: '广东省 中山路1号' }, 'address'), /只认出广东省，请补充市、区县/)
  assert.match(await bad({ address: '北京市' }, 'address', 'en'), /only 北京市 .* add the district or county/)
  assert.match(await bad({ region: '500000' }, 'region'), /只认出重庆市/)
  assert.match(await bad({ appliance: 'spaceship' }, 'appliance'), /其中之一/)
  assert.match(await bad({ fault: '\u202e坏了' }, 'fault'), /不可见/)
  const past = { from: '2026-11-01T00:00:00Z', to: '2026-11-01T04:00:00Z' }
  assert.equal((await world.nobody.post('/orders', { ...report, window: past })).body.code, 'order.window_past')
  const count = await world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.first<{ n: number }>(sql`select count(*) as n from orders`),
  )
  assert.equal(count?.n, 0)
})

test('a place of repair need not have a county where there is none, or where a zone stands for it', async () => {
  const { world } = await scene()
  for (const [address, code] of [
    ['东莞市鸿福路1号', '441900'],
    ['中山市长江路2号', '442000'],
    ['儋州市中兴大街3号', '460400'],
    ['嘉峪关市新华街1号', '620200'],
    ['成都市高新区天府大道4号', '510100'],
    ['北京市朝阳区建国路5号', '110105'],
    ['香港九龙弥敦道6号', '810000'],
  ] as const) {
    const { status, body } = await world.nobody.post('/orders', { ...report, address })
    assert.equal(status, 201, `${address}: ${JSON.stringify(body)}`)
    const seen = await world.holding(body.tracking.token).get(`/orders/${body.id}`)
    assert.equal(seen.body.region.code, code)
  }
})

test('a path that cannot be read is a problem document like any other', async () => {
  const { world } = await scene()
  for (const url of ['/%E0%A4%A', `/api/v1/orders/${'x'.repeat(200)}`]) {
    const answer = await world.anxin.app.inject({ url })
    assert.match(String(answer.headers['content-type']), /problem\+json/)
    assert.match(answer.json().title, /\p{Script=Han}/u)
    assert.ok(answer.statusCode >= 400 && answer.statusCode < 500)
  }
})

test('a repeated report with the same key is one order, and the same key with another body is refused', async () => {
  const { world } = await scene()
  const key = randomUUID()
  const first = await world.nobody.post('/orders', report, { key })
  const again = await world.nobody.post('/orders', report, { key })
  assert.deepEqual(again.body, first.body)
  assert.equal(again.headers['idempotency-replayed'], 'true')
  assert.equal((await world.nobody.post('/orders', { ...report, fault: '别的' }, { key })).body.code, 'http.key_reused')
})

test('an expired link, a broken one and that of another order open nothing', async () => {
  const all = await scene()
  const { world } = all
  const { order, token } = await taken(all)
  const other = await world.nobody.post('/orders', { ...report, phone: '19900000002' })
  assert.equal((await world.holding(token).get(`/orders/${other.body.id}`)).status, 404)
  assert.equal((await world.holding(`${token.slice(0, -2)}xx`).get(`/orders/${order}`)).status, 404)
  world.pass(121 * 24 * 60 * minute)
  assert.equal((await world.holding(token).get(`/orders/${order}`)).status, 410)
})

test('an order of another tenant is not there', async () => {
  const all = await scene()
  const { order } = await taken(all)
  assert.equal((await all.dispatcher.get(`/orders/${order}`, { host: 'two.test' })).status, 401)
  const theirs = await all.world.signIn('19900000001', { host: 'two.test' })
  assert.equal((await theirs.get(`/orders/${order}`, { host: 'two.test' })).status, 404)
})
