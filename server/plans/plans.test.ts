import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Id, instant } from '@anxin/domain/basics.ts'
import { act } from '../act.ts'
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
