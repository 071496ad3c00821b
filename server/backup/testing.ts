import assert from 'node:assert/strict'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import sharp from 'sharp'
import { sql } from '../db/database.ts'
import { newId } from '../ids.ts'
import { copiesOf, report, testWorld, type Visitor, type World } from '../testing.ts'

/** An installation that has been used: as many tables as possible hold rows. */
export type Lived = {
  world: World
  desk: Visitor
  consumer: Visitor
  order: string
  /** The consumer's tracking link. */
  token: string
  photo: string
  /** Program's key (`Authorization: Bearer`). */
  apiKey: string
}

const numbers = { operator: '19900000051', dispatcher: '19900000052', technician: '19900000053' }

/** Plays an order from the report to the rating by the real routes, and registers an appliance. */
export async function livedWorld(): Promise<Lived> {
  const world = await testWorld({ env: { LOG_LEVEL: 'error' } })
  await world.staff(`+86${numbers.operator}`, '苏运营', ['operator'])
  await world.staff(`+86${numbers.dispatcher}`, '何调度', ['dispatcher', 'supervisor', 'agent'])
  const operator = await world.signIn(numbers.operator)
  const desk = await world.signIn(numbers.dispatcher)
  const skills = [{ appliance: 'gas-boiler', brands: '*' }]
  const engaged = { name: '扎西顿珠', phone: numbers.technician, skills, territory: ['623000'] }
  assert.equal((await operator.post('/technicians', engaged)).status, 201)
  const technician = await world.signIn(numbers.technician)
  await technician.post('/technicians/me/duty', { onDuty: true })

  const photo = await addPhoto(world)
  const opened = await world.nobody.post('/orders', { ...report, media: [photo] }, { key: randomUUID() })
  await world.settle()
  const { id: order, tracking } = opened.body
  const consumer = await world.signIn(report.phone)
  const lived = { world, desk, consumer, order, token: tracking.token, photo, apiKey: await addApiKey(world) }
  await repair(lived, technician)
  await sendPicture(world, photo)
  const appliance = { appliance: 'gas-boiler', brand: '暖阳', model: 'B20', soldOn: '2019-03-01' }
  assert.equal((await consumer.post('/appliances', appliance)).status, 201)
  await world.settle()
  assert.equal((await consumer.post('/me/calendar')).status, 201)
  assert.equal((await desk.post('/saved-views', { name: '等配件', query: 'status=waiting' })).status, 201)
  // Last of all: nobody is there to be told.
  const told = { url: 'https://erp.example/anxin', types: ['order.opened'] }
  assert.equal((await operator.post('/webhooks', told)).status, 201)
  return lived
}

/** Installations that begin as one that has been used, each in a world of its own. */
export async function livedWorlds(): Promise<() => Promise<Lived>> {
  const lived = await livedWorld()
  const copy = await copiesOf(lived.world)
  return async () => {
    const world = await copy({ LOG_LEVEL: 'error' })
    const same = ({ bears }: Visitor) => world.bearing(bears)
    return { ...lived, world, desk: same(lived.desk), consumer: same(lived.consumer) }
  }
}

async function repair({ world, order, token }: Lived, technician: Visitor): Promise<void> {
  const [offer] = (await technician.get('/offers')).body.items
  await technician.post(`/offers/${offer.id}/accept`)
  await world.settle()
  const [visit] = (await technician.get('/visits')).body.items
  const step = async (name: string, body: unknown = {}) => {
    const answer = await technician.post(`/visits/${visit.id}/${name}`, body)
    assert.equal(answer.status, 200, `${name}: ${JSON.stringify(answer.body)}`)
    await world.settle()
  }
  await technician.post(`/orders/${order}/call`)
  await step('depart', { minutesAway: 25 })
  await step('arrive', { place: { latitude: 34.05, longitude: 103.22, accuracy: 20 } })
  await step('diagnose', { finding: '点火针积碳', cause: 'ignition' })
  await step('quote', { lines: [{ what: '更换点火针', part: 'igniter', quantity: 1, each: 12_000 }] })
  const holder = world.holding(token)
  await holder.post(`/visits/${visit.id}/agree`, { given: { kind: 'page' } })
  await step('fit', { part: 'igniter', name: '点火针', serial: 'SN-778899' })
  const { code } = (await holder.get(`/orders/${order}`)).body.visits[0]
  await step('finish', { media: [await addPhoto(world)], given: { kind: 'code', code } })
  const rated = await holder.post(`/visits/${visit.id}/rating`, { stars: 4, reasons: ['on-time'] })
  assert.equal(rated.status, 201)
  await world.settle()
}

/** A photo, sent as a phone sends it (tus 1.0). */
export async function addPhoto({ anxin }: World): Promise<string> {
  const photo = sharp({ create: { width: 80, height: 60, channels: 3, background: '#468' } }).jpeg()
  const payload = await photo.toBuffer()
  const answer = await anxin.app.inject({
    method: 'POST',
    url: '/api/v1/uploads',
    headers: {
      'tus-resumable': '1.0.0',
      'upload-length': String(payload.length),
      'content-type': 'application/offset+octet-stream',
    },
    payload,
  })
  assert.equal(answer.statusCode, 201, answer.body)
  return String(answer.headers.location).split('/').at(-1) ?? ''
}

async function addApiKey(world: World): Promise<string> {
  const key = `anxin_${randomBytes(24).toString('base64url')}`
  const hash = createHash('sha256').update(key).digest()
  await world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.rows(sql`insert into api_keys (id, tenant, name, hash) values (${newId()}, ${world.tenant}, '商城', ${hash})`),
  )
  return key
}

/** A picture that was sent with a claim, as it is found again. */
async function sendPicture(world: World, media: string): Promise<void> {
  const looks = { hashes: [new Uint32Array(8).fill(7)], features: new Uint8Array(48).fill(1), width: 8, height: 6 }
  await world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
    world.anxin.deps.reuse.remember(tx, { media, claim: randomUUID(), person: null, looks }),
  )
}
