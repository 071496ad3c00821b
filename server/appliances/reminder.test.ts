import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readLabel } from '@anxin/domain/appliances/label.ts'
import { report, testWorld, type Visitor, type World } from '../testing.ts'

const day = 86_400_000
const boiler = { appliance: 'gas-boiler', brand: '暖阳', model: 'NY-24', warrantyUntil: '2027-01-31' }

async function owner(appliance: object): Promise<{ world: World; consumer: Visitor; id: string }> {
  const world = await testWorld()
  const consumer = await world.signIn('19900000001')
  const made = await consumer.post('/appliances', { ...boiler, ...appliance })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  await world.settle()
  return { world, consumer, id: made.body.id }
}
const reminders = async (world: World): Promise<string[]> =>
  (await world.nobody.get('/dev/outbox')).body.items
    .map(({ text }: { text: string }) => text)
    .filter((text: string) => text.includes('到期'))
const dueOf = async (consumer: Visitor, part: string) =>
  (await consumer.get('/appliances')).body.items[0].parts.find(({ name }: { name: string }) => name === part)?.due

test('a month before a part is due its owner is told once, by its name, and one request makes the order', async () => {
  // Sold on 2019-03-01: due on 2027-03-01 (GB 17905-2008), told on 2027-01-30. It is 2026-11-24.
  const { world, consumer, id } = await owner({ soldOn: '2019-03-01' })
  world.pass(66 * day)
  await world.settle()
  assert.deepEqual(await reminders(world), [], 'not on 2027-01-29')
  world.pass(day)
  await world.settle()
  const [said = '', ...more] = await reminders(world)
  assert.deepEqual(more, [])
  assert.match(said, /^您登记的暖阳燃气壁挂炉「整机」2027-03-01 到期/)
  assert.ok(said.endsWith(`/renew/${id}`))
  for (let week = 0; week < 8; week++) {
    world.pass(7 * day)
    await world.settle()
  }
  assert.equal((await reminders(world)).length, 1, 'told once')

  const unknown = (await consumer.get('/me/contact')).body
  assert.deepEqual(unknown, { name: null, phone: '+8619900000001', address: null, isKnown: false })
  const { appliance, brand, fault, name, phone, address } = report
  await consumer.post('/orders', { appliance, brand, fault, name, phone, address })
  const contact = (await consumer.get('/me/contact')).body
  assert.deepEqual(contact, { name, phone: '+8619900000001', address, isKnown: true })
  const tapped = await consumer.post('/orders', {
    appliance,
    brand: '别的牌子',
    fault: '更换配件：整机',
    name: contact.name,
    phone: contact.phone,
    address: contact.address,
    registered: id,
    channel: 'reminder',
  })
  assert.equal(tapped.status, 201, JSON.stringify(tapped.body))
  const order = (await consumer.get(`/orders/${tapped.body.id}`)).body
  const { channel, model, makerWarrantyUntil } = order
  assert.deepEqual([channel, order.brand, model, makerWarrantyUntil], ['reminder', '暖阳', 'NY-24', '2027-01-31'])
})

test('a part that ages by hours or by cycles is due where its readings lead, and is told of once though they go on', async () => {
  for (const life of [{ hours: 1_000 }, { cycles: 1_000 }]) {
    const { world, consumer, id } = await owner({ parts: [{ name: '滤芯', life, since: '2026-11-24' }] })
    assert.equal(await dueOf(consumer, '滤芯'), null, 'nobody can tell without a reading')
    world.pass(50 * day)
    assert.equal((await consumer.post(`/appliances/${id}/read`, { part: '滤芯', used: 500 })).status, 200)
    assert.equal(await dueOf(consumer, '滤芯'), '2027-03-04', '10 a day: 500 more take 50 days')
    await world.settle()
    assert.deepEqual(await reminders(world), [])
    world.pass(25 * day)
    await consumer.post(`/appliances/${id}/read`, { part: '滤芯', used: 900 })
    assert.equal(await dueOf(consumer, '滤芯'), '2027-02-16')
    await world.settle()
    assert.equal((await reminders(world)).length, 1)
    for (const used of [930, 960, 1_010]) {
      world.pass(2 * day)
      await consumer.post(`/appliances/${id}/read`, { part: '滤芯', used })
      await world.settle()
    }
    assert.equal((await reminders(world)).length, 1, 'a day that moves a little is no news')
    await consumer.post(`/appliances/${id}/renew`, { part: '滤芯' })
    world.pass(80 * day)
    await consumer.post(`/appliances/${id}/read`, { part: '滤芯', used: 900 })
    await world.settle()
    assert.equal((await reminders(world)).length, 2, 'the new one has a life of its own')
  }
})

test('somebody else’s appliance cannot be ordered for, nor can anybody see another’s contact', async () => {
  const { world, consumer, id } = await owner({})
  await consumer.post('/orders', report)
  const stranger = await world.signIn('19900000009')
  for (const visitor of [stranger, world.nobody]) {
    const refused = await visitor.post('/orders', { ...report, phone: '19900000009', registered: id })
    assert.equal(refused.status, 422)
    assert.equal(refused.body.errors[0].path, 'registered')
  }
  assert.equal((await stranger.get('/me/contact')).body.address, null)
  assert.equal((await world.nobody.get('/me/contact')).status, 401)
  const link = (await consumer.post('/orders', report)).body.tracking.token
  assert.equal((await world.holding(link).get('/me/contact')).status, 401)
  await world.staff('+8619900000021', '何调度', ['dispatcher'])
  const dispatcher = await world.signIn('19900000021')
  assert.equal((await dispatcher.get('/me/contact')).body.address, null, 'the desk has no contact but its own')
})

test('model and warranty of a label travel with the report to the desk', async () => {
  const world = await testWorld()
  const told = { model: 'NY-24', makerWarrantyUntil: '2027-03-01' }
  const opened = (await world.nobody.post('/orders', { ...report, ...told })).body
  await world.staff('+8619900000021', '何调度', ['dispatcher'])
  const seen = (await (await world.signIn('19900000021')).get(`/orders/${opened.id}`)).body
  assert.deepEqual([seen.model, seen.makerWarrantyUntil], ['NY-24', '2027-03-01'])
  assert.equal((await world.nobody.post('/orders', { ...report, makerWarrantyUntil: 'soon' })).status, 422)
})

test('the QR code of a label holds the address that says it all, as SVG and as PNG', async () => {
  const { consumer, world } = await owner({})
  const label = { kind: 'gas-boiler', brand: '暖阳', model: 'NY-24', serial: 'SN-1', soldOn: '2026-01-01' }
  const made = await consumer.post('/labels', label)
  assert.equal(made.status, 200)
  assert.deepEqual(readLabel(made.body.url), { ...label, warrantyUntil: null })
  assert.match(made.body.svg, /^<svg /)
  assert.match(made.body.png, /^data:image\/png;base64,/)
  assert.equal((await world.nobody.post('/labels', label)).status, 401)
  assert.equal((await consumer.post('/labels', { ...label, soldOn: '2026-02-30' })).body.errors[0].path, 'soldOn')
})
