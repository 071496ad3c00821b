import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '../db/database.ts'
import { testWorld } from '../testing.ts'

async function stage() {
  const world = await testWorld()
  const id = await world.staff('+8619900000023', '苏运营', ['operator'])
  await world.staff('+8619900000022', '程主管', ['supervisor'])
  return { world, id, boss: await world.signIn('19900000023'), lead: await world.signIn('19900000022') }
}
const types = async (visitor: Awaited<ReturnType<typeof stage>>['boss']) =>
  (await visitor.get('/audit')).body.items.map((entry: { type: string }) => entry.type)

test('an operator gives and takes roles, at once and on record, but never the last operator’s', async () => {
  const { world, id, boss, lead } = await stage()
  const given = await boss.post('/roles', { phone: '199 0000 0031', name: '新同事', role: 'dispatcher' })
  assert.equal(given.status, 201)
  const fresh = given.body.items.find((one: { name: string }) => one.name === '新同事')
  assert.deepEqual(fresh.roles, ['dispatcher'])
  assert.equal(fresh.phone, '****0031')
  const colleague = await world.signIn('19900000031')
  assert.equal((await colleague.get('/promises')).status, 200)
  await boss.post(`/roles/${fresh.id}/revoke`, { role: 'dispatcher' })
  assert.equal((await colleague.get('/promises')).status, 403, 'the very next request')
  assert.equal((await boss.post(`/roles/${fresh.id}/revoke`, { role: 'dispatcher' })).status, 404)
  assert.equal((await boss.post(`/roles/${id}/revoke`, { role: 'operator' })).body.code, 'role.last_operator')
  assert.equal((await boss.get('/roles')).status, 200)
  assert.equal((await boss.post('/roles', { phone: '12', name: '甲', role: 'agent' })).status, 422)
  assert.equal((await boss.post('/roles', { phone: '19900000031', name: '甲', role: 'technician' })).status, 422)
  for (const path of ['/roles', '/api-keys', '/errands/dead']) assert.equal((await lead.get(path)).status, 403)
  assert.deepEqual(await types(boss), ['role.revoked', 'role.granted'])
})

test('two operators who take the role from each other at the same moment: one of them keeps it', async () => {
  const { world, id, boss } = await stage()
  const other = await world.staff('+8619900000024', '钱运营', ['operator'])
  const second = await world.signIn('19900000024')
  const answers = await Promise.all([
    boss.post(`/roles/${other}/revoke`, { role: 'operator' }),
    second.post(`/roles/${id}/revoke`, { role: 'operator' }),
  ])
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  const left = await world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.rows(sql`select from grants where role = 'operator'`),
  )
  assert.equal(left.length, 1)
})

test('a key is told once, opens what programs may, and opens nothing once revoked', async () => {
  const { world, boss } = await stage()
  const made = (await boss.post('/api-keys', { name: '商城' })).body
  assert.match(made.key, /^anx_[0-9a-f]{32}_[\w-]{43}$/)
  const program = { headers: { authorization: `Bearer ${made.key}` } }
  assert.equal((await world.nobody.get('/orders', program)).status, 200)
  assert.equal((await world.nobody.get('/api-keys', program)).status, 403)
  const list = await boss.get('/api-keys')
  assert.ok(!JSON.stringify(list.body).includes(made.key))
  assert.equal(list.body.items[0].name, '商城')
  assert.equal((await boss.post(`/api-keys/${made.id}/revoke`)).status, 200)
  assert.equal((await world.nobody.get('/orders', program)).status, 401)
  assert.equal((await boss.post(`/api-keys/${made.id}/revoke`)).status, 404)
  assert.deepEqual(await types(boss), ['key.revoked', 'key.made'])
})

test('an errand that was given up is shown with its reason, and done when tried again', async () => {
  const { world, boss } = await stage()
  const { db } = world.anxin.deps
  await db.transaction({ tenant: world.tenant }, (tx) =>
    tx.rows(sql`
      insert into outbox (tenant, job, payload, due_at, attempts, last_error, dead_at)
      values (${tx.tenant}, 'order.close', ${JSON.stringify({ order: crypto.randomUUID() })}::jsonb, now(), 12, 'the gateway did not answer', now())`),
  )
  const [errand] = (await boss.get('/errands/dead')).body.items
  assert.deepEqual([errand.job, errand.attempts, errand.reason], ['order.close', 12, 'the gateway did not answer'])
  assert.equal((await boss.post(`/errands/${errand.id}/retry`)).status, 200)
  assert.deepEqual((await boss.get('/errands/dead')).body.items, [])
  await world.settle()
  const left = await db.transaction('worker', (tx) => tx.rows(sql`select from outbox where id = ${errand.id}`))
  assert.equal(left.length, 0)
  assert.equal((await boss.post(`/errands/${errand.id}/retry`)).status, 404)
  assert.deepEqual(await types(boss), ['errand.retried'])
})

test('what is noted can be neither changed nor removed', async () => {
  const { world, boss } = await stage()
  await boss.post('/api-keys', { name: '甲' })
  await world.anxin.deps.db.transaction({ tenant: world.tenant }, async (tx) => {
    await tx.rows(sql`update audit set type = 'nothing'`)
    await tx.rows(sql`delete from audit`)
  })
  assert.deepEqual(await types(boss), ['key.made'])
})
