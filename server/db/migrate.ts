import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

/** Where the numbered files lie. */
export const migrationsFolder = fileURLToPath(new URL('./migrations/', import.meta.url))
/** Any number will do, as long as every Anxin process takes the same: only one of them migrates at a time. */
const lock = 7_265_111

/** The names of all migrations, in order. */
export const migrationNames = async (folder = migrationsFolder): Promise<string[]> =>
  (await readdir(folder)).filter((name) => /^\d{4}_.+\.sql$/.test(name)).sort()

/** Brings the database to the newest version: numbered files, forward only, each in one transaction with its record.
 *  Two processes may call it at once. Throws when the database is newer than this program.
 *  `last`: stops after that one, for a backup made by an older version. `folder`: others than ours, for tests. */
export async function migrate(
  url: string,
  { folder = migrationsFolder, last }: { folder?: string; last?: string | undefined } = {},
): Promise<{ applied: string[] }> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lock])
    await prepare(client)
    const names = await migrationNames(folder)
    const done = new Set((await client.query('select name from migrations')).rows.map((row) => String(row.name)))
    const unknown = [...done].find((name) => !names.includes(name))
    if (unknown) throw new Error(`The database was made by a newer Anxin (migration ${unknown}); please update Anxin.`)
    const applied = names.filter((name) => !done.has(name) && (last === undefined || name <= last))
    for (const name of applied) await apply(client, join(folder, name))
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

async function apply(client: pg.Client, path: string): Promise<void> {
  const text = await readFile(path, 'utf8')
  const name = basename(path)
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
