import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { routes, streams } from '../capabilities.ts'
import { sql } from '../db/database.ts'
import { report, testWorld, type Visitor } from '../testing.ts'

/** T8: every route as everybody else; the list of routes comes from their declarations, so that none is missed. */

const staffRoles = ['agent', 'dispatcher', 'supervisor', 'operator', 'technician', 'merchant', 'reviewer'] as const

async function stage() {
  const world = await testWorld()
  const numbers = Object.fromEntries(staffRoles.map((role, i) => [role, `1990000005${i}`]))
  for (const role of staffRoles) await world.staff(`+86${numbers[role]}`, `员工${role}`, [role])
  const opened = (await world.nobody.post('/orders', report)).body
  const victim = await world.signIn(report.phone)
  const me = (await victim.get('/me')).body.id as string
  const visitors: Record<string, Visitor> = { nobody: world.nobody, stranger: await world.signIn('19900000077') }
  for (const role of staffRoles) visitors[role] = await world.signIn(numbers[role] ?? '')
  visitors['other tenant'] = await world.signIn('19900000078', { host: 'two.test' })
  return { world, opened, me, visitors }
}

test('no route tells, or changes, anything of an order to whoever is not declared or not concerned', async (t) => {
  const { world, opened, me, visitors } = await stage()
  const before = await fingerprint(world.databaseUrl)
  const secrets = [report.fault, '+8619900000001', '19900000001', opened.number, report.address]
  let asked = 0
  for (const route of [...routes, ...streams].filter(
    ({ path }) => !path.includes('events') && !path.startsWith('/session'),
  )) {
    const ids = [opened.id, me].flatMap((id) =>
      route.path.replace(':id', id).replace(':token', 'x').replace(':code', '623024'),
    )
    for (const path of new Set(ids)) {
      for (const [name, visitor] of Object.entries(visitors)) {
        const isDeclared = route.who.some((who) => who === 'anyone' || heldBy(name).includes(who))
        // What a declared role may do to this order is the business of other tests.
        if (isDeclared && ['agent', 'dispatcher', 'supervisor', 'operator'].includes(name)) continue
        if (route.method !== 'GET' && route.who.includes('anyone')) continue
        const host = name === 'other tenant' ? { host: 'two.test' } : {}
        const answer = await visitor.send(route.method as 'GET', path, {
          ...host,
          ...(route.method === 'GET' ? {} : { body: {} }),
        })
        asked++
        const text = JSON.stringify(answer.body)
        for (const secret of secrets)
          assert.ok(!text.includes(secret), `${route.method} ${path} as ${name} tells ${secret}`)
        if (!isDeclared)
          assert.ok([401, 403, 404].includes(answer.status), `${route.method} ${path} as ${name}: ${answer.status}`)
      }
    }
  }
  t.diagnostic(`${asked} requests over ${routes.length + streams.length} routes`)
  assert.ok(asked > 300)
  assert.equal(await fingerprint(world.databaseUrl), before, 'nothing of the order changed')
})

/** Everybody who is signed in is a consumer too. */
const heldBy = (name: string): readonly string[] => (name === 'nobody' ? [] : [name, 'consumer'])

/** The versions of all cases that were there. */
async function fingerprint(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(`select string_agg(id || ':' || version, ',' order by id) as all from orders`)
  await client.end()
  return String(rows[0].all)
}

const unguarded = `
  select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant' and not a.attisdropped
  where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and not (c.relrowsecurity and c.relforcerowsecurity)`

test('every table with a tenant is held by forced row level security; a table without is named', async () => {
  const { databaseUrl } = await testWorld()
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  assert.deepEqual((await client.query(unguarded)).rows, [])
  await client.query('create table mutant (id int, tenant uuid)')
  assert.deepEqual((await client.query(unguarded)).rows, [{ relname: 'mutant' }])
  await client.end()
})

test('a transaction of one tenant sees no row of another in any table, and without a tenant none at all', async () => {
  const { world } = await stage()
  const { db } = world.anxin.deps
  const other = await db.transaction('worker', (tx) =>
    tx.first<{ id: string }>(sql`select id from tenants where slug = 'two'`),
  )
  const tables = await db.transaction('worker', (tx) =>
    tx.rows<{ name: string }>(sql`
      select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant'
      where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`),
  )
  assert.ok(tables.length > 12)
  for (const { name } of tables) {
    const seen = await db.transaction({ tenant: other?.id ?? '' }, (tx) =>
      tx.first<{ n: number }>(sql`select count(*) as n from ${sql.table(name)} where tenant <> ${other?.id ?? ''}`),
    )
    assert.equal(seen?.n, 0, name)
  }
})
