import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Id, instant } from '@anxin/domain/basics.ts'
import { act } from '../act.ts'
import { sql, type Tx } from '../db/database.ts'
import { technicianCase } from '../technicians/case.ts'
import { report, testWorld, type World } from '../testing.ts'
import { offerJobs } from './jobs.ts'
import { offering } from './offering.ts'

const within = <T>({ anxin, tenant }: World, run: (tx: Tx) => Promise<T>) => anxin.deps.db.transaction({ tenant }, run)

/** Technicians who are equal in everything, on duty and idle, and as many orders that came at the same moment. */
async function scene(count: number) {
  const world = await testWorld()
  for (let i = 0; i < count; i++) {
    const id = await world.staff(`+861990000006${i}`, '扎西顿珠', ['technician'])
    const stamp = { at: instant(world.now()), by: { kind: 'person' as const, id, role: 'operator' as const } }
    const skills = [{ appliance: 'gas-boiler', brands: '*' as const }]
    await within(world, async (tx) => {
      const engage = { type: 'technician.engage' as const, ...stamp, skills, territory: ['623000'] }
      await act(tx, technicianCase, { id }, engage)
      await act(tx, technicianCase, { id }, { type: 'technician.begin', ...stamp })
    })
  }
  const orders: Id[] = []
  for (let i = 0; i < count; i++) {
    const answer = await world.nobody.post('/orders', { ...report, phone: `1990000007${i}` })
    assert.equal(answer.status, 201)
    orders.push(answer.body.id)
  }
  return { world, orders }
}

/** How many offers each technician holds who holds any; by order who holds it. */
async function offered(world: World) {
  const rows = await within(world, (tx) =>
    tx.rows<{ order: Id; technician: Id }>(
      sql`select order_id as order, asked[1] as technician from searches where status = 'offering'`,
    ),
  )
  const each = Map.groupBy(rows, ({ technician }) => technician)
  return {
    counts: [...each.values()].map((all) => all.length),
    holders: new Map(rows.map((r) => [r.order, r.technician])),
  }
}

test('orders that look for somebody at the same moment find one technician each, as they come and when offers lapse', async () => {
  const { world, orders } = await scene(4)
  await world.settle()
  const first = await offered(world)
  assert.deepEqual(first.counts, [1, 1, 1, 1])
  world.pass(61_000)
  await world.settle()
  const second = await offered(world)
  assert.deepEqual(second.counts, [1, 1, 1, 1])
  for (const order of orders) assert.notEqual(second.holders.get(order), first.holders.get(order))
})

test('two transactions at once offer two orders to two technicians', async () => {
  const { world, orders } = await scene(2)
  const { deps } = world.anxin
  const start = offerJobs.find(({ name }) => name === 'search.start')
  assert.ok(start && 'run' in start)
  const search = (tx: Tx, order: Id | undefined) => start.run({ tx, payload: { order }, deps, now: world.now() })
  await within(world, async (one) => {
    await search(one, orders[0])
    await within(world, (other) => search(other, orders[1]))
  })
  assert.deepEqual((await offered(world)).counts, [1, 1])
})

test('searches that begin anew at once, after the same technician was asked for both, find one each', async () => {
  const { world, orders } = await scene(2)
  await world.settle()
  const [asked] = [...(await offered(world)).holders.values()]
  await within(world, (tx) =>
    tx.rows(sql`
      update searches set status = 'exhausted',
        state = state || jsonb_build_object('status', 'exhausted', 'asked', jsonb_build_array(${asked}::text))`),
  )
  const searches = await within(world, (tx) => tx.rows<{ id: Id }>(sql`select id from searches order by id`))
  const first = (tx: Tx, search: Id | undefined) =>
    offering(tx, { search: search ?? '', deps: world.anxin.deps, now: world.now() }, async ([best]) => best?.technician)
  const found = await within(world, async (one) => [
    await first(one, searches[0]?.id),
    await within(world, (other) => first(other, searches[1]?.id)),
  ])
  assert.equal(new Set(found.filter((technician) => technician !== undefined)).size, orders.length)
})
