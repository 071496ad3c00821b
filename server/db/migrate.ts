import { readdir, readFile } from 'node:fs/promises'
import pg from 'pg'

const folder = new URL('./migrations/', import.meta.url)
/** Any number will do, as long as every Anxin process takes the same: only one of them migrates at a time. */
const lock = 7_265_111

/** Brings the database to the newest version: numbered files, forward only, each in one transaction with its record.
 *  Two processes may call it at once. Throws when the database is newer than this program. */
export async function migrate(url: string): Promise<{ applied: string[] }> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lock])
    await prepare(client)
    const names = (await readdir(folder)).filter((name) => /^\d{4}_.+\.sql$/.test(name)).sort()
    const done = new Set((await client.query('select name from migrations')).rows.map((row) => String(row.name)))
    const unknown = [...done].find((name) => !names.includes(name))
    if (unknown) throw new Error(`The database was made by a newer Anxin (migration ${unknown}); please update Anxin.`)
    const applied = names.filter((name) => !done.has(name))
    for (const name of applied) await apply(client, name)
    return { applied }
  } finally {
    await client.end()
  }
}

/** What was acknowledged must be on disk: throws one sentence when the server at `url` may forget after a crash. */
export async function refuseUnsafe(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client
    .query(
      `select name from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes') and setting = 'off'`,
    )
    .finally(() => client.end())
  const [off] = rows
  if (off)
    throw new Error(`PostgreSQL runs with ${off.name}=off: acknowledged reports could be lost. Please turn it on.`)
}

/** All work is done as `anxin_app`, a role that owns nothing, cannot sign in and is held by row level security. */
async function prepare(client: pg.Client): Promise<void> {
  await client.query(`
    do $$ begin
      if not exists (select from pg_roles where rolname = 'anxin_app') then create role anxin_app nologin; end if;
    exception when duplicate_object or unique_violation then null; end $$`)
  await client.query('grant anxin_app to current_user')
  await client.query(
    `create table if not exists migrations (name text primary key, at timestamptz not null default now())`,
  )
}

async function apply(client: pg.Client, name: string): Promise<void> {
  const text = await readFile(new URL(name, folder), 'utf8')
  try {
    await client.query('begin')
    await client.query(text)
    await client.query(`
      grant usage on schema public to anxin_app;
      grant select, insert, update, delete on all tables in schema public to anxin_app;
      grant usage, select on all sequences in schema public to anxin_app`)
    // The log is only ever added to, whatever the code above it tries.
    await client.query('revoke update, delete on facts from anxin_app')
    await client.query('insert into migrations (name) values ($1)', [name])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`migration ${name} failed: ${error instanceof Error ? error.message : error}`, { cause: error })
  }
}
