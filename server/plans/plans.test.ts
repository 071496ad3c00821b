import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Id, instant } from '@anxin/domain/basics.ts'
import { act } from '../act.ts'
import { sql } from '../db/database.ts'
import { technicianCase } from '../technicians/case.ts'
import { report, testWorld, type Visitor, type World } from '../testing.ts'

async function engaged(world: World, phone: string, appliance = 'gas-boiler'): Promise<{ id: Id; me: Visitor }> {
  const id = await world.staff(`+86${phone}`, `师傅${phone.slice(-1)}`, ['technician'])
  const stamp = { at: instant(world.now()), by: { kind: 'person' as const, id, role: 'operator' as const } }
  await world.anxin.deps.db.transaction({ tenant: world.tenant }, async (tx) => {
    const skills = [{ appliance, brands: '*' as const }]
    await act(tx, technicianCase, { id }, { type: 'technician.engage', ...stamp, skills, territory: ['623000'] })
    await act(tx, technicianCase, { id }, { type: 'technician.begin', ...stamp })
  })
  return { id, me: await world.signIn(phone) }
}

test('what is left of today: who has what stays with them, what waits is proposed with reasons, what nobody can do says why', async () => {
  const world = await testWorld()
  await world.staff('+8619900000021', '宋调度', ['dispatcher'])
  const desk = await world.signIn('19900000021')
  const { id: boiler, me } = await engaged(world, '19900000061')
  const reported = async (phone: string, more: object = {}) =>
    (await world.nobody.post('/orders', { ...report, phone, ...more })).body.id
  const first = await reported('19900000071')
  await world.settle()
  const [offer] = (await me.get('/offers')).body.items
  assert.equal((await me.post(`/offers/${offer.id}/accept`)).status, 200)
  await world.settle()
  const second = await reported('19900000072')
  const fridge = await reported('19900000073', { appliance: 'refrigerator' })
  await world.settle()

  const planned = async () => (await desk.get('/plans/today')).body
  const before = await planned()
  const [lane] = before.technicians
  assert.deepEqual([lane.id, lane.name, lane.now], [boiler, '师傅1', []])
  const stops = Object.fromEntries(lane.stops.map((stop: { order: string }) => [stop.order, stop]))
  assert.deepEqual(Object.keys(stops).sort(), [first, second].sort())
  assert.deepEqual([stops[first].isNew, stops[second].isNew], [false, true])
  assert.ok(stops[first].why.includes('stays') && stops[second].why.includes('skill.any'))
  assert.ok(Date.parse(stops[second].begins) >= world.now() && stops[second].ends > stops[second].begins)
  assert.deepEqual(
    before.unserved.map(({ order, why }: { order: string; why: string }) => [order, why]),
    [[fridge, 'skill']],
  )
  const text = JSON.stringify(before)
  for (const personal of [report.name, '兰州路', '1990000007']) assert.ok(!text.includes(personal), personal)

  // Placed by hand as proposed, and begun: then it is what they do now.
  const { search } = stops[second]
  assert.equal((await desk.post(`/searches/${search}/assign`, { technician: boiler })).status, 200)
  await world.settle()
  const { items } = (await me.get('/visits')).body
  const visit = items.find(({ order }: { order: string }) => order === second) ?? items[0]
  assert.equal((await me.post(`/visits/${visit.id}/depart`, { minutesAway: 20 })).status, 200)
  const after = await planned()
  assert.deepEqual(
    after.technicians[0].now.map(({ order }: { order: string }) => order),
    [visit.order ?? second],
  )
  assert.equal(after.technicians[0].stops.length, 1)
  assert.equal((await me.get('/plans/today')).status, 403)
})

test('a plan that is not ready in time is told, and nothing is held up by it', async () => {
  const world = await testWorld()
  await world.staff('+8619900000021', '宋调度', ['dispatcher'])
  const desk = await world.signIn('19900000021')
  world.anxin.deps.planner.plan = async () => null
  const { status, body } = await desk.get('/plans/today')
  assert.deepEqual([status, body.code], [503, 'plan.too_long'])
})

/** Two technicians on duty, and an order that the first has taken. */
async function taken() {
  const world = await testWorld()
  await world.staff('+8619900000021', '宋调度', ['dispatcher'])
  await world.staff('+8619900000022', '梁调度', ['dispatcher'])
  const [desk, other] = [await world.signIn('19900000021'), await world.signIn('19900000022')]
  const first = await engaged(world, '19900000061')
  const reported = (await world.nobody.post('/orders', { ...report, phone: '19900000071' })).body
  await world.settle()
  const [offer] = (await first.me.get('/offers')).body.items
  assert.equal((await first.me.post(`/offers/${offer.id}/accept`)).status, 200)
  await world.settle()
  const second = await engaged(world, '19900000062')
  const order: string = reported.id
  const stopOf = async (query = '') => {
    const { technicians } = (await desk.get(`/plans/today${query}`)).body
    const lane = technicians.find(({ stops }: { stops: { order: string }[] }) => stops.some((s) => s.order === order))
    return { technician: lane?.id, stop: lane?.stops.find((s: { order: string }) => s.order === order) }
  }
  const link = world.bearing({ authorization: `Tracking ${reported.tracking.token}` })
  return { world, desk, other, first, second, order, stopOf, link }
}

test('a visit handed over: same time, another technician; both and the consumer are told, the address goes along, and of two dispatchers one is late', async () => {
  const { world, desk, other, first, second, order, stopOf, link } = await taken()
  const { technician, stop } = await stopOf()
  assert.deepEqual([technician, stop.from, stop.isNew], [first.id, null, false])
  const { items } = (await desk.get(`/plans/today/what-if?order=${order}`)).body
  assert.deepEqual(
    items.map((one: { technician: string; refused: null; name: string }) => [one.technician, one.refused, one.name]),
    [[second.id, null, '师傅2']],
  )
  const give = (who: Visitor, to: string) =>
    who.post(`/visits/${stop.visit}/hand-over`, { technician: to }, { version: stop.version })
  assert.deepEqual(
    [(await give(desk, first.id)).body.code, (await give(first.me, second.id)).status],
    ['visit.same_technician', 403],
  )
  const { id: fridges } = await engaged(world, '19900000063', 'refrigerator')
  assert.equal((await give(desk, fridges)).body.code, 'search.cannot_serve')
  const [done, late] = [await give(desk, second.id), await give(other, second.id)]
  assert.deepEqual([done.status, late.status, late.body.code], [200, 412, 'case.stale'])
  await world.settle()
  assert.deepEqual((await first.me.get('/visits')).body.items, [])
  const [mine] = (await second.me.get('/visits')).body.items
  assert.deepEqual([mine.order.id ?? mine.order, mine.status], [order, 'planned'])
  const tooLate = await first.me.post(`/visits/${stop.visit}/depart`, { minutesAway: 5 })
  assert.deepEqual([tooLate.status, tooLate.body.code], [409, 'visit.handed_over'])
  assert.equal((await first.me.get(`/visits/${stop.visit}`)).status, 404)
  assert.equal((await stopOf()).technician, second.id)
  const steps = (await link.get(`/orders/${order}/timeline`)).body.steps.map(({ type }: { type: string }) => type)
  assert.equal(steps.filter((type: string) => type === 'visit.handed-over').length, 1)
  const told = JSON.stringify((await world.nobody.get('/dev/outbox')).body)
  for (const said of ['改由另一位师傅上门，约定时间不变', '改派给您', '已改派给其他师傅'])
    assert.ok(told.includes(said), said)
  // Whoever has it now finishes it: order and visit agree.
  assert.equal((await second.me.post(`/visits/${stop.visit}/depart`, { minutesAway: 5 })).status, 200)
  assert.equal((await give(desk, first.id)).body.code, 'case.stale')
  assert.equal(
    (await desk.post(`/visits/${stop.visit}/hand-over`, { technician: first.id })).body.code,
    'case.wrong_step',
  )
  assert.equal((await desk.get(`/plans/today/what-if?order=${order}`)).body.code, 'case.wrong_step')
})

test('who falls ill: what they had taken is proposed to somebody else, and says from whom', async () => {
  const { first, second, stopOf, world, desk } = await taken()
  assert.equal((await first.me.post('/technicians/me/duty', { onDuty: false })).status, 200)
  await world.settle()
  const { technician, stop } = await stopOf()
  assert.deepEqual([technician, stop.from, stop.isNew], [second.id, first.id, false])
  assert.ok(stop.why.includes(`from.${first.id}`))
  assert.equal((await desk.post(`/visits/${stop.visit}/hand-over`, { technician: second.id })).status, 200)
  assert.equal((await stopOf()).stop.from, null)
})

test('the plan goes by working hours and by the parts on the van that the order has waited for', async () => {
  const { world, desk, first, second, order, stopOf } = await taken()
  const { stop } = await stopOf()
  for (const [step, body] of [
    ['depart', {}],
    ['arrive', {}],
    ['diagnose', { finding: '风压开关坏', cause: 'wear' }],
    ['await-parts', { parts: '风压开关', numbers: ['fy-12 ', 'FY-12'] }],
  ] as const) {
    const done = await first.me.post(`/visits/${stop.visit}/${step}`, body)
    assert.equal(done.status, 200, JSON.stringify(done.body))
    await world.settle()
  }
  assert.equal((await desk.post(`/orders/${order}/resume`)).status, 200)
  await world.settle()
  const mine = await second.me.post('/technicians/me/van', { parts: ['ｆｙ－１２', 'XX 9'] })
  assert.deepEqual(mine.body.van, ['FY-12', 'XX9'])
  const odd = await second.me.post('/technicians/me/van', { parts: ['给张先生的风压开关'] })
  assert.deepEqual([odd.status, odd.body.errors[0].path], [422, 'parts.0'])
  const { items } = (await desk.get(`/plans/today/what-if?order=${order}`)).body
  assert.ok(items[0].why.includes('parts'), items[0].why.join())

  // It is ten in China: whoever works until half past can begin nothing that nobody agreed on.
  const at = (body: object) => first.me.post('/technicians/me/hours', body)
  assert.equal((await at({ from: 600, to: 599 })).body.code, 'technician.hours_shape')
  assert.equal((await at({ from: 8.5, to: 1_000 })).status, 422)
  assert.deepEqual((await at({ from: 480, to: 630 })).body.hours, { from: 480, to: 630 })
  const day = (await desk.get('/plans/today')).body
  const lane = day.technicians.find(({ id }: { id: string }) => id === first.id)
  const late = [...lane.stops, ...day.unserved].find((one: { order: string }) => one.order === order)
  assert.ok(late.why === 'time' || lane.overtime > 0, JSON.stringify(late))
  await world.staff('+8619900000029', '钱运营', ['operator'])
  const operator = await world.signIn('19900000029')
  const { skills, territory, version } = (await operator.get('/technicians')).body.items.find(
    ({ id }: { id: string }) => id === first.id,
  )
  const able = { skills, territory: territory.map(({ code }: { code: string }) => code) }
  const set = (hours: unknown, more = {}) => operator.post(`/technicians/${first.id}/qualify`, { ...able, hours }, more)
  assert.equal((await set({ from: 1_320, to: 360 })).body.code, 'technician.hours_shape')
  assert.deepEqual((await set({ from: 480, to: 1_200 }, { version })).body.hours, { from: 480, to: 1_200 })
  assert.deepEqual((await operator.post(`/technicians/${first.id}/qualify`, able)).body.hours, { from: 480, to: 1_200 })
  assert.equal((await stopOf()).technician, first.id)
  assert.equal((await set(null)).body.hours, null)
})

test('what is agreed for the evening stands on the day of whoever works then; who begins later keeps what they have', async () => {
  const { world, desk, first, order, stopOf } = await taken()
  const window = { from: '2026-11-24T12:30:00Z', to: '2026-11-24T13:30:00Z' }
  const { stop } = await stopOf()
  assert.equal((await desk.post(`/visits/${stop.visit}/reschedule`, { window })).status, 200)
  await world.settle()
  assert.equal((await stopOf()).stop, undefined, 'after the usual end')
  assert.equal((await first.me.post('/technicians/me/hours', { from: 720, to: 1_320 })).status, 200)
  const evening = await stopOf()
  assert.deepEqual([evening.technician, evening.stop.begins], [first.id, '2026-11-24T12:30:00.000Z'])
  // Ten in the morning: they begin at noon.
  assert.equal((await first.me.post('/technicians/me/duty', { onDuty: false })).status, 200)
  const day = (await desk.get('/plans/today')).body
  assert.ok(!JSON.stringify(day).includes(order), 'no part of the plan, and nobody else is asked to take it')
})

test('hand-overs that are noted in another order than they happened leave order and visit with the same technician', async () => {
  const { world, desk, first, second, order, stopOf } = await taken()
  const { stop } = await stopOf()
  const give = async (to: string) =>
    assert.equal((await desk.post(`/visits/${stop.visit}/hand-over`, { technician: to })).status, 200)
  await give(second.id)
  await give(first.id)
  await world.anxin.deps.db.transaction('worker', (tx) =>
    tx.rows(
      sql`update outbox set due_at = due_at + (case when id % 2 = 0 then interval '1 second' else interval '0' end)`,
    ),
  )
  world.pass(5_000)
  await world.settle()
  const row = await world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.first<{ o: string; v: string }>(
      sql`select o.technician as o, v.technician as v from orders o join visits v on v.order_id = o.id where o.id = ${order}`,
    ),
  )
  assert.deepEqual(row, { o: first.id, v: first.id })
})

test('a part that was fitted is waited for no longer when the order comes back', async () => {
  const { world, first, second, order, desk, stopOf, link } = await taken()
  const { stop } = await stopOf()
  const step = async (visit: string, name: string, body: object) => {
    const done = await first.me.post(`/visits/${visit}/${name}`, body)
    assert.equal(done.status, 200, JSON.stringify(done.body))
    await world.settle()
  }
  const diagnosis = { finding: '风压开关坏', cause: 'wear' }
  for (const [name, body] of [
    ['depart', {}],
    ['arrive', {}],
    ['diagnose', diagnosis],
    ['await-parts', { parts: '风压开关', numbers: ['FY-12'] }],
  ] as const)
    await step(stop.visit, name, body)
  assert.equal((await desk.post(`/orders/${order}/resume`)).status, 200)
  await world.settle()
  await second.me.post('/technicians/me/van', { parts: ['FY-12'] })
  const why = async () => (await desk.get(`/plans/today/what-if?order=${order}`)).body.items[0].why
  assert.ok((await why()).includes('parts'))
  const again = (await stopOf()).stop.visit
  await step(again, 'depart', {})
  await step(again, 'arrive', {})
  await step(again, 'unable', { reason: '换了配件，还要再看' })
  assert.equal((await link.post(`/orders/${order}/resume`)).status, 200)
  await world.settle()
  assert.ok(!(await why()).includes('parts'))
})
