import assert from 'node:assert/strict'
import { test } from 'node:test'
import { report, testWorld, type Visitor, type World } from '../testing.ts'

const hour = 3_600_000

type Scene = { world: World; technician: Visitor; operator: Visitor; dispatcher: Visitor; number: string }
/** A report that a technician has taken. */
async function taken(): Promise<Scene> {
  const world = await testWorld()
  await world.staff('+8619900000023', '苏运营', ['operator'])
  await world.staff('+8619900000021', '何调度', ['dispatcher'])
  const operator = await world.signIn('19900000023')
  const dispatcher = await world.signIn('19900000021')
  for (const [name, phone] of [
    ['扎西顿珠', '19900000011'],
    ['周平安', '19900000012'],
  ])
    await operator.post('/technicians', {
      ...{ name, phone, skills: [{ appliance: 'gas-boiler', brands: '*' }], territory: ['623000'] },
    })
  const technician = await world.signIn('19900000011')
  await technician.post('/technicians/me/duty', { onDuty: true })
  const { number } = (await world.nobody.post('/orders', report)).body
  await world.settle()
  const [offer] = (await technician.get('/offers')).body.items
  assert.equal((await technician.post(`/offers/${offer.id}/accept`)).status, 200)
  await world.settle()
  return { world, technician, operator, dispatcher, number }
}

const visitOf = async ({ technician }: Scene) => (await technician.get('/visits')).body.items[0]
const tokenOf = (visit: { badge: { url: string } }) => visit.badge.url.split('/b/')[1] ?? ''
const ask = ({ world }: Scene, token: string, mine?: string) =>
  world.nobody.get(`/badges/${token}${mine ? `?mine=${mine}` : ''}`)

test('a badge is checked at the door without an account: whose, what for, and whether it is for this order', async () => {
  const scene = await taken()
  const visit = await visitOf(scene)
  const token = tokenOf(visit)
  const { body } = await ask(scene, token)
  assert.deepEqual(
    [body.standing, body.isMine, body.technician, body.brand, body.region],
    ['genuine', null, '扎西顿珠', '暖阳', '甘肃省甘南藏族自治州迭部县'],
  )
  assert.equal((await ask(scene, token, scene.number.slice(-4))).body.isMine, true)
  assert.equal((await ask(scene, token, report.phone.slice(-4))).body.isMine, true)
  // A copy, shown at another door: genuine, and not for whoever asks.
  assert.equal((await ask(scene, token, '9876')).body.isMine, false)
  assert.equal((await ask(scene, token, 'abcd')).status, 422)
  const tries = Array.from({ length: 12 }, (_, i) => ask(scene, token, String(1_000 + i)))
  const statuses = (await Promise.all(tries)).map(({ status }) => status)
  assert.ok(statuses.filter((status) => status === 429).length >= 6, 'the digits cannot be found out by trying')
  const text = JSON.stringify(body)
  assert.ok(!text.includes(scene.number) && !text.includes(report.phone) && !text.includes('兰州路'))
  // Nobody but the technician has it.
  assert.equal((await scene.dispatcher.get(`/visits/${visit.id}`)).body.badge, null)
})

test('a badge ends after a day, with its visit, and with the technician; an altered one was never ours', async () => {
  const scene = await taken()
  const { world, technician, operator, dispatcher } = scene
  const visit = await visitOf(scene)
  const token = tokenOf(visit)
  world.pass(22 * hour)
  assert.equal((await ask(scene, token)).body.standing, 'genuine')
  world.pass(3 * hour)
  assert.equal((await ask(scene, token)).body.standing, 'expired')
  const fresh = tokenOf(await visitOf(scene))
  assert.equal((await ask(scene, fresh)).body.standing, 'genuine')
  for (const forged of [`B${fresh.slice(1)}`, `${fresh.slice(0, -1)}_`, fresh.slice(4), 'x', `${fresh}AAAA`]) {
    const answer = await ask(scene, forged)
    assert.deepEqual([answer.status, answer.body.code], [404, 'badge.not_ours'], forged)
  }
  // Whatever name the installation is asked at, the badge says whose it is.
  const elsewhere = await world.nobody.get(`/badges/${fresh}`, { host: 'two.test' })
  assert.deepEqual([elsewhere.body.standing, elsewhere.body.technician], ['genuine', '扎西顿珠'])
  const others = (await operator.get('/technicians')).body.items
  const other = others.find(({ name }: { name: string }) => name === '周平安').id
  const moved = await dispatcher.post(`/visits/${visit.id}/hand-over`, { technician: other })
  assert.equal(moved.status, 200, JSON.stringify(moved.body))
  const given = (await ask(scene, fresh, scene.number.slice(-4))).body
  assert.deepEqual(
    [given.standing, given.isMine, given.technician, given.window, given.region],
    ['not-theirs', null, null, null, null],
  )
  assert.equal((await technician.get('/visits')).body.items.length, 0)
  const second = await world.signIn('19900000012')
  const theirs = (await second.get('/visits')).body.items[0]
  assert.equal((await ask(scene, tokenOf(theirs))).body.technician, '周平安')
  const cancelled = await dispatcher.post(`/orders/${theirs.order}/cancel`, { reason: '不修了' })
  assert.equal(cancelled.status, 200, JSON.stringify(cancelled.body))
  await world.settle()
  assert.equal((await ask(scene, tokenOf(theirs))).body.standing, 'over')
})
