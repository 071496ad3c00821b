import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { type Database, sql } from '../db/database.ts'
import { testWorld } from '../testing.ts'
import { asThief } from './thief.ts'
import { town } from './town.ts'

/** T8, at the level of SQL: a transaction of one tenant sees and writes no row of another. */

const unguarded = `
  select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant' and not a.attisdropped
  where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and not (c.relrowsecurity and c.relforcerowsecurity)
  order by 1`

const tablesOf = (db: Database) =>
  db.transaction('worker', (tx) =>
    tx.rows<{ name: string }>(sql`
      select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant' and not a.attisdropped
      where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by 1`),
  )

const isOnlyAddedTo = (table: string) => ['audit', 'log_leaves', 'log_checkpoints'].includes(table)

/** What a transaction of `mine` sees of the rows of `theirs`, by table. */
async function foreignRows(db: Database, { mine, theirs }: { mine: string; theirs: string }) {
  const seen: Record<string, number> = {}
  for (const { name } of await tablesOf(db)) {
    const row = await db.transaction({ tenant: mine }, (tx) =>
      tx.first<{ n: number }>(sql`select count(*) as n from ${sql.table(name)} where tenant = ${theirs}`),
    )
    if (row?.n) seen[name] = row.n
  }
  return seen
}

test('a transaction of one tenant sees no row of another in any table, writes none, and without a tenant sees none at all', {
  timeout: 120_000,
}, async (t) => {
  const { world } = await town()
  const { db } = world.anxin.deps
  const one = world.tenant
  const two =
    (await db.transaction('worker', (tx) => tx.first<{ id: string }>(sql`select id from tenants where slug = 'two'`)))
      ?.id ?? ''
  const own = await foreignRows(db, { mine: one, theirs: one })
  const tables = await tablesOf(db)
  t.diagnostic(`${tables.length} tables with a tenant, ${Object.keys(own).length} of them hold rows here`)
  assert.ok(Object.keys(own).length >= 15, 'there are rows to be seen in nearly every table')
  assert.deepEqual(await foreignRows(db, { mine: two, theirs: one }), {})
  assert.deepEqual(await foreignRows(db, { mine: one, theirs: two }), {})
  assert.deepEqual(await foreignRows(db, { mine: '00000000-0000-0000-0000-000000000000', theirs: one }), {})
  for (const name of Object.keys(own).filter((table) => table !== 'facts')) {
    const given = db.transaction({ tenant: one }, (tx) =>
      tx.rows(sql`update ${sql.table(name)} set tenant = ${two} returning 1 as given`),
    )
    // Of a table that is only ever added to, no row can be changed at all.
    if (isOnlyAddedTo(name)) assert.deepEqual(await given, [], `${name}: rows given away`)
    else await assert.rejects(given, /row-level security|violates/, `${name}: rows given away`)
    const taken = await db.transaction({ tenant: two }, (tx) =>
      tx.rows(sql`delete from ${sql.table(name)} where tenant = ${one} returning 1 as gone`),
    )
    assert.deepEqual(taken, [], `${name}: rows of others removed`)
  }

  // The mutant: one table whose guard is not forced, and has no policy that looks at the tenant.
  await asThief(world.databaseUrl, async (client) => {
    await client.query('drop policy own on orders')
    await client.query('create policy own on orders using (true)')
  })
  assert.deepEqual(Object.keys(await foreignRows(db, { mine: two, theirs: one })), ['orders'])
})

test('every table with a tenant is held by forced row level security; one without, or unforced, is named', async () => {
  const world = await testWorld()
  const client = new pg.Client({ connectionString: world.databaseUrl })
  await client.connect()
  assert.deepEqual((await client.query(unguarded)).rows, [])
  await client.query('create table mutant (id int, tenant uuid)')
  await client.query('alter table visits no force row level security')
  assert.deepEqual((await client.query(unguarded)).rows, [{ relname: 'mutant' }, { relname: 'visits' }])
  await client.end()
})
