import { createHash } from 'node:crypto'
import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { backupBegins } from '../db/backing-up.ts'
import { isKeyTable, quoted, sequencesOf, type Table, tablesOf } from './catalogue.ts'
import { copyFolder, requireApart, requireEmpty } from './folders.ts'
import { type Manifest, writeManifest } from './manifest.ts'
import { copyNamed, FilesLacking, filesNamed, type Missing } from './media.ts'

/** What is backed up, and to where. A folder that is null is a store with backups of its own. */
export type BackupPlan = {
  databaseUrl: string
  media: string | null
  keys: string | null
  to: string
  keysTo: string
  /** Files that rows name and that are gone are listed in the manifest; else there is no backup without them. */
  withoutMissing?: boolean
  /** Told what is about to be copied. */
  say(what: string): void | Promise<void>
}
export type Copied = { tables: number; rows: number; files: number; missing: Missing[] }

/** Copies a running installation as it was at one moment: every table in one snapshot, the media that its rows name, and
 *  the keys apart. Throws `FilesLacking` when a file is missing that a row names, unless that is asked for: a backup
 *  without it would be found out when it is needed.
 *  Cost: one pass over all rows and files; writers are not held up, only the end of an erasure waits for the keys' part,
 *  and the removal of files and other backups for the whole. */
export async function backUp(plan: BackupPlan): Promise<Copied> {
  await requireEmpty(plan.to)
  await requireEmpty(plan.keysTo)
  await requireApart(plan.to, plan.keysTo)
  const [client, guard] = [new pg.Client(plan.databaseUrl), new pg.Client(plan.databaseUrl)]
  await client.connect()
  await guard.connect()
  try {
    // Files that rows of the snapshot name stay until they are copied.
    await client.query(backupBegins)
    // While a generation of the wrapping key ends, its file and its rows do not agree: that waits for us.
    await guard.query('begin; lock table keks in share mode')
    await client.query("begin isolation level repeatable read read only; set local timezone = 'UTC'")
    return await copyAll(client, plan, () => guard.query('commit'))
  } finally {
    await guard.end()
    await client.end()
  }
}

async function copyAll(client: pg.Client, plan: BackupPlan, keysAreDone: () => Promise<unknown>): Promise<Copied> {
  const { rows } = await client.query<{ at: Date }>('select now() as at')
  const applied = await client.query<{ name: string }>('select name from migrations order by name')
  const ground = {
    format: 'anxin-backup-1' as const,
    at: (rows[0]?.at ?? new Date()).toISOString(),
    migrations: applied.rows.map(({ name }) => name),
  }
  const tenants = await client.query<{ id: string }>('select id from tenants order by id')
  const copier = { client, tenants: tenants.rows.map(({ id }) => id), say: plan.say }
  const tables = await tablesOf(client)

  const keys = await copyTables(copier, tables.filter(isKeyTable), plan.keysTo)
  if (plan.keys) await copyInto(keys.files, { from: plan.keys, dir: plan.keysTo, name: 'keys' })
  await keysAreDone()
  await writeManifest(plan.keysTo, { ...ground, part: 'keys', sequences: {}, missing: [], ...keys })

  const data = await copyTables(
    copier,
    tables.filter((table) => !isKeyTable(table)),
    plan.to,
  )
  await plan.say('media')
  const missing = await copyMedia(plan, await filesNamed(copier), data.files)
  const sequences = await sequencesOf(client)
  await writeManifest(plan.to, { ...ground, part: 'data', sequences, missing, ...data })
  const counts = Object.values({ ...keys.tables, ...data.tables })
  return {
    tables: counts.length,
    rows: counts.reduce((sum, n) => sum + n, 0),
    files: Object.keys(keys.files).length + Object.keys(data.files).length,
    missing,
  }
}

type Files = Manifest['files']

/** Those that are not there, if that may be. */
async function copyMedia(plan: BackupPlan, named: ReadonlyMap<string, string>, files: Files): Promise<Missing[]> {
  if (!plan.media) return []
  const { copied, missing } = await copyNamed(named, { from: plan.media, to: join(plan.to, 'media') })
  if (missing.length > 0 && !plan.withoutMissing) throw new FilesLacking(plan.media, missing)
  for (const [path, hash] of copied) files[`media/${path}`] = hash
  return missing
}

async function copyInto(files: Files, { from, dir, name }: { from: string; dir: string; name: string }): Promise<void> {
  for (const [path, hash] of await copyFolder({ from, to: join(dir, name) })) files[`${name}/${path}`] = hash
}

type Copier = { client: pg.Client; tenants: readonly string[]; say: BackupPlan['say'] }

async function copyTables(copier: Copier, tables: readonly Table[], dir: string) {
  const copied: Pick<Manifest, 'tables' | 'files'> = { tables: {}, files: {} }
  await mkdir(join(dir, 'tables'), { mode: 0o700 })
  for (const table of tables) {
    await copier.say(table.name)
    const path = `tables/${table.name}.jsonl`
    const { rows, hash } = await copyRows(copier, table, join(dir, path))
    copied.tables[table.name] = rows
    copied.files[path] = hash
  }
  return copied
}

/** One table as JSON Lines, in the order of its key, tenant by tenant: row level security holds for a backup as well. */
async function copyRows({ client, tenants }: Copier, table: Table, path: string) {
  const hash = createHash('sha256')
  const handle = await open(path, 'wx', 0o600)
  let rows = 0
  try {
    for (const scope of table.columns.includes('tenant') ? tenants : [null]) {
      for await (const lines of batches(client, table, scope)) {
        const chunk = Buffer.from(lines.map((line) => `${line}\n`).join(''))
        hash.update(chunk)
        await handle.writeFile(chunk)
        rows += lines.length
      }
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  return { rows, hash: hash.digest('hex') }
}

async function* batches(client: pg.Client, { name, key }: Table, tenant: string | null): AsyncGenerator<string[]> {
  await client.query("select set_config('app.tenant', $1, true)", [tenant ?? ''])
  const where = tenant === null ? '' : `where tenant = ${pg.escapeLiteral(tenant)}`
  const order = key.length > 0 ? key.map(quoted).join(', ') : 'to_jsonb(t)::text'
  await client.query(
    `declare copied no scroll cursor for select to_jsonb(t)::text as line from ${quoted(name)} t ${where} order by ${order}`,
  )
  for (;;) {
    const { rows } = await client.query<{ line: string }>('fetch 500 from copied')
    if (rows.length === 0) break
    yield rows.map(({ line }) => line)
  }
  await client.query('close copied')
}
