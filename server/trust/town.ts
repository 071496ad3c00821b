import assert from 'node:assert/strict'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Role } from '@anxin/domain/basics.ts'
import sharp from 'sharp'
import { answered, submitted, waiting } from '../claims/testing.ts'
import { sql } from '../db/database.ts'
import type { Who } from '../http/route.ts'
import { newId } from '../ids.ts'
import { sha256 } from '../media/media.ts'
import { grant } from '../private/grants.ts'
import { copiesOf, report, testWorld, type Visitor, type World } from '../testing.ts'
import { courtIn } from './disputes.ts'
import { packed } from './packing.ts'

/** Somebody who asks: with a session, a link, a key or nothing. */
export type Somebody = {
  name: string
  visitor: Visitor
  holds: readonly Who[]
  /** May know of the town's things: its own desk and programs, the consumer, the assigned technician. */
  isConcerned: boolean
  /** Things of these kinds are theirs to read besides. */
  reads?: readonly (keyof Things)[]
}

/** One thing of each kind that a path can name. */
export type Things = Record<
  | 'order'
  | 'finished order'
  | 'visit'
  | 'finished visit'
  | 'search'
  | 'promise'
  | 'appliance'
  | 'media'
  | 'person'
  | 'technician'
  | 'claim'
  | 'hearing'
  | 'decision'
  | 'merchant'
  | 'recording',
  string
>

export type Town = { world: World; things: Things; people: Somebody[]; secrets: readonly string[]; owner: Visitor }

/** What the town's consumer would not want told. */
export const told = {
  phone: report.phone,
  address: report.address,
  street: '兰州路1号',
  fault: report.fault,
  finding: '点火针积碳严重',
  serial: 'SN-778899',
  comment: '师傅迟到了两个小时',
  ownSerial: 'WH-2026-4471',
  claimed: '收到时杯口裂了一道',
}

const staffRoles = ['technician', 'agent', 'dispatcher', 'supervisor', 'operator', 'merchant', 'reviewer'] as const
const deskRoles: readonly string[] = ['agent', 'dispatcher', 'supervisor', 'operator']

/** A photo as it is after its upload; the upload itself has tests of its own. */
export async function photo({ anxin, tenant }: World): Promise<string> {
  const bytes = await sharp({ create: { width: 8, height: 6, channels: 3, background: '#468' } })
    .jpeg()
    .toBuffer()
  const { deps } = anxin
  const file = await deps.media.put(bytes, deps.private.key('media'))
  const id = randomUUID()
  await deps.db.transaction({ tenant }, (tx) =>
    tx.rows(sql`
      insert into media (id, tenant, kind, mime, size, width, height, sha256, file)
      values (${id}, ${tenant}, 'photo', 'image/jpeg', ${bytes.length}, 8, 6, ${sha256(bytes)}, ${file})`),
  )
  return id
}

const ok = ({ status, body }: Awaited<ReturnType<Visitor['get']>>) => {
  assert.ok(status < 300, `${status} ${JSON.stringify(body)}`)
  return body
}

/** Reports with a photo, and has the technician take the order. */
export async function taken(world: World, technician: Visitor, who = report) {
  const media = await photo(world)
  const order = ok(await world.nobody.post('/orders', { ...who, media: [media] }))
  await world.settle()
  const [offer] = ok(await technician.get('/offers')).items
  ok(await technician.post(`/offers/${offer.id}/accept`))
  await world.settle()
  const visit = ok(await technician.get('/visits')).items.find((one: { order: string }) => one.order === order.id)
  return {
    id: order.id as string,
    token: order.tracking.token as string,
    visit: visit.id as string,
    media,
    search: offer.id as string,
  }
}

type Taken = Awaited<ReturnType<typeof taken>>
type Words = Pick<typeof told, 'finding' | 'serial' | 'comment'>

/** The technician does the work of a visit, and the consumer rates it low. */
export async function finished(world: World, technician: Visitor, { order, words }: { order: Taken; words: Words }) {
  const consumer = world.holding(order.token)
  const step = async (name: string, body: unknown = {}) =>
    ok(await technician.post(`/visits/${order.visit}/${name}`, body))
  await step('arrive')
  await step('diagnose', { finding: words.finding, cause: 'ignition' })
  await step('quote', { lines: [{ what: '更换点火针', quantity: 1, each: 12_000 }] })
  ok(await consumer.post(`/visits/${order.visit}/agree`, { given: { kind: 'page' } }))
  await step('fit', { part: 'igniter', name: '点火针', serial: words.serial })
  const { visits } = ok(await consumer.get(`/orders/${order.id}`))
  await step('finish', { media: [await photo(world)], given: { kind: 'code', code: visits[0].code } })
  await world.settle()
  ok(await consumer.post(`/visits/${order.visit}/rating`, { stars: 1, reasons: [], comment: words.comment }))
  await world.settle()
}

/** Engages technicians for the town's kind of appliance, on duty; the first is asked first. */
export async function engaged(world: World, operator: Visitor, phone: string, skill = 'gas-boiler'): Promise<Visitor> {
  const skills = [{ appliance: skill, brands: '*' }]
  ok(await operator.post('/technicians', { name: '扎西顿珠', phone, skills, territory: ['623000'] }))
  const technician = await world.signIn(phone)
  ok(await technician.post('/technicians/me/duty', { onDuty: true }))
  return technician
}

async function staffOf({ anxin, signIn, now }: World, tenant: string, host: string, first: number) {
  const found = new Map<Role, Visitor>()
  for (const [i, role] of staffRoles.entries()) {
    const phone = `19900000${first + i}`
    await anxin.deps.db.transaction({ tenant }, async (tx) =>
      grant(tx, await anxin.deps.private.meet(tx, { phone: `+86${phone}`, name: `员工${role}`, now: now() }), role),
    )
    found.set(role, await signIn(phone, { host }))
  }
  return found
}

/** A program's key, as an operator would have been given it. */
async function keyOf({ anxin }: World, tenant: string): Promise<string> {
  const key = `anx_${tenant.replaceAll('-', '')}_${randomBytes(32).toString('base64url')}`
  await anxin.deps.db.transaction({ tenant }, (tx) =>
    tx.rows(sql`
      insert into api_keys (id, tenant, name, hash)
      values (${newId()}, ${tenant}, 'erp', ${createHash('sha256').update(key).digest()})`),
  )
  return key
}

/** A tenant with one thing of every kind, and everybody who might ask for it, of this tenant and of another. */
export async function town(options: Parameters<typeof testWorld>[0] = {}): Promise<Town> {
  const world = await testWorld(options)
  const { db } = world.anxin.deps
  const two =
    (await db.transaction('worker', (tx) => tx.first<{ id: string }>(sql`select id from tenants where slug = 'two'`)))
      ?.id ?? ''
  const [ours, theirs] = [
    await staffOf(world, world.tenant, 'localhost', 510),
    await staffOf(world, two, 'two.test', 520),
  ]
  const operator = ours.get('operator') ?? world.nobody
  const technician = await engaged(world, operator, '19900000531')
  const done = await taken(world, technician)
  await finished(world, technician, { order: done, words: told })
  const open = await taken(world, technician)
  const neighbour = ok(await world.nobody.post('/orders', { ...report, phone: '19900000532', name: '另一人' }))
  const abroad = ok(await world.nobody.post('/orders', { ...report, phone: '19900000533' }, { host: 'two.test' }))
  await world.settle()
  const owner = await world.signIn(report.phone)
  const appliance = ok(
    await owner.post('/appliances', { appliance: 'gas-boiler', brand: '暖阳', model: 'N1', serial: told.ownSerial }),
  )
  const promise = await db.transaction({ tenant: world.tenant }, (tx) =>
    tx.first<{ id: string }>(sql`select id from promises where order_id = ${open.id} limit 1`),
  )
  const court = await courtIn(world, { operator, me: owner, phone: report.phone, merchantPhone: '19900000536' })
  const claim = await submitted(court, { purchase: await court.buys(), amount: 300_000, words: told.claimed })
  const heard = await waiting(court.merchant, claim)
  const decision = await answered(court, claim)
  const recording = (await packed(court)).start.id
  const things: Things = {
    order: open.id,
    'finished order': done.id,
    visit: open.visit,
    'finished visit': done.visit,
    search: open.search,
    promise: promise?.id ?? '',
    appliance: appliance.id,
    media: done.media,
    person: ok(await owner.get('/me')).id,
    technician: ok(await technician.get('/me')).id,
    ...{ claim, hearing: heard, decision, merchant: court.merchantId, recording },
  }
  const bearing = (key: string): Visitor => world.bearing({ authorization: `Bearer ${key}` })
  const [ourKey, theirKey] = [await keyOf(world, world.tenant), await keyOf(world, two)]
  const stray = (name: string, visitor: Visitor, holds: readonly Who[]): Somebody => ({
    name,
    visitor,
    holds,
    isConcerned: false,
  })
  const people: Somebody[] = [
    { name: 'the consumer', visitor: owner, holds: ['consumer'], isConcerned: true },
    { name: 'the technician', visitor: technician, holds: ['technician', 'consumer'], isConcerned: true },
    { name: 'the link', visitor: world.holding(open.token), holds: ['link'], isConcerned: true },
    { name: 'the merchant', visitor: court.merchant, holds: ['merchant', 'consumer'], isConcerned: true },
    { name: 'our program', visitor: bearing(ourKey), holds: ['system'], isConcerned: true },
    stray('nobody', world.nobody, []),
    stray('another consumer', await world.signIn('19900000534'), ['consumer']),
    stray('the link of another order', world.holding(neighbour.tracking.token), ['link']),
    stray('a link of the other tenant', world.holding(abroad.tracking.token), ['link']),
    stray('a consumer of the other tenant', await world.signIn('19900000535', { host: 'two.test' }), ['consumer']),
    stray('a program of the other tenant', bearing(theirKey), ['system']),
    stray('a program with a wrong key', bearing(`${ourKey.slice(0, -4)}AAAA`), []),
    ...[...ours].map(([role, visitor]) => ({
      name: `our ${role}`,
      visitor,
      holds: [role, 'consumer' as const],
      isConcerned: deskRoles.includes(role),
      ...(role === 'reviewer' ? { reads: ['claim', 'decision', 'merchant', 'recording'] as const } : {}),
    })),
    ...[...theirs].map(([role, visitor]) => stray(`the other tenant’s ${role}`, visitor, [role, 'consumer'])),
  ]
  return {
    world,
    things,
    people,
    owner,
    secrets: [...Object.values(told), `+86${report.phone}`, done.token, open.token],
  }
}

/** Towns that begin as one that was just built, each in a world of its own. */
export async function townsAlike(): Promise<(env?: Record<string, string>) => Promise<Town>> {
  const built = await town()
  const copy = await copiesOf(built.world)
  return async (env = {}) => {
    const world = await copy(env)
    const same = ({ bears }: Visitor) => world.bearing(bears)
    const people = built.people.map((one) => ({ ...one, visitor: same(one.visitor) }))
    return { ...built, world, people, owner: same(built.owner) }
  }
}
