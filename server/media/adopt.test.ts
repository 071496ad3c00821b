import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '../db/database.ts'
import { report, testWorld, type World } from '../testing.ts'
import { engaged, photo, taken } from '../trust/town.ts'
import { keptIn } from './testing.ts'

async function scene() {
  const world = await testWorld()
  await world.staff('+8619900000031', '孙操作', ['operator'])
  const operator = await world.signIn('19900000031')
  return { world, operator, technician: await engaged(world, operator, '19900000032') }
}

const mediaOf = (world: World) =>
  world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.rows<{ id: string; person: string | null; file: string }>(sql`select id, person, file from media order by id`),
  )

test('a technician is looked for while the photos of a report are still being sealed anew', async () => {
  const { world } = await scene()
  const { media, db } = world.anxin.deps
  const { rekey } = media
  const begun: number[] = []
  media.rekey = async (...given) => {
    const [searches] = await db.transaction({ tenant: world.tenant }, (tx) =>
      tx.rows<{ n: number }>(sql`select count(*)::int as n from searches`),
    )
    begun.push(searches?.n ?? 0)
    return rekey(...given)
  }
  const { status } = await world.nobody.post('/orders', { ...report, media: [await photo(world)] })
  assert.equal(status, 201)
  await world.settle()
  assert.deepEqual(begun, [1])
  assert.ok((await mediaOf(world)).every(({ person }) => person !== null))
})

test('what is pictured for an open order after its person was forgotten is not kept; the step counts', async () => {
  const { world, operator, technician } = await scene()
  const order = await taken(world, technician)
  const before = await mediaOf(world)
  const consumer = await world.signIn(report.phone)
  assert.equal((await consumer.post('/me/erase', { confirm: 'erase' })).body.erased, true)
  await world.settle()
  const step = async (name: string, body: object) => {
    const { status, body: answer } = await technician.post(`/visits/${order.visit}/${name}`, body)
    assert.equal(status, 200, `${name}: ${JSON.stringify(answer)}`)
    await world.settle()
    return answer
  }
  await step('arrive', {})
  await step('diagnose', { finding: '点火针积碳', cause: 'ignition' })
  await step('quote', { lines: [{ what: '更换点火针', quantity: 1, each: 12_000 }] })
  const signature = async () => ({ kind: 'signature', media: await photo(world) })
  assert.equal((await step('agree', { given: await signature() })).status, 'agreed')
  const picture = await photo(world)
  assert.equal((await step('finish', { media: [picture], given: await signature() })).status, 'done')
  assert.deepEqual(await mediaOf(world), before)
  assert.equal((await keptIn(world)).files, 1, 'the photo of the report, whose key is gone')
  assert.equal((await operator.get(`/media/${picture}`)).status, 404)
})

test('a file is adopted once: who was slower, or hears nothing of the commit, removes what it sealed and nothing else', async () => {
  const { world, operator } = await scene()
  const { db } = world.anxin.deps
  const { transaction } = db
  const id = await photo(world)
  assert.equal((await world.nobody.post('/orders', { ...report, media: [id] })).status, 201)
  let isBroken = false
  db.transaction = async (scope, run) => {
    let isAdoption = false
    const result = await transaction(scope, async (tx) => {
      const done = await run(tx)
      // The one that wrote the row itself, not one that only comes after it.
      const own = sql`select from media where id = ${id} and person is not null
        and xmin = pg_current_xact_id_if_assigned()::xid`
      isAdoption = !isBroken && scope !== 'worker' && (await tx.first(own)) !== undefined
      return done
    })
    if (!isAdoption) return result
    isBroken = true
    throw new Error('the line broke')
  }
  await world.settle()
  db.transaction = transaction
  assert.ok(isBroken)
  world.pass(3_600_000)
  await world.settle()
  assert.deepEqual([(await keptIn(world)).files, (await operator.get(`/media/${id}`)).status], [1, 200])
})
