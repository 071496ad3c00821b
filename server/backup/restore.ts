import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { migrate, migrationNames } from '../db/migrate.ts'
import { quoted, type Table, tablesOf } from './catalogue.ts'
import { copyFolder, requireEmpty } from './folders.ts'
import { type Manifest, verifiedManifest } from './manifest.ts'
import type { Missing } from './media.ts'

/** Where a backup lies and where it goes. A folder that is null is a store with backups of its own. */
export type RestorePlan = {
  from: string
  keysFrom: string
  databaseUrl: string
  media: string | null
  keys: string | null
  /** Told what is being restored. */
  say(what: string): void
}

/** What was put back, and which files were gone already when it was backed up. */
export type Restored = { rows: number; missing: Missing[] }

/** Puts a backup into an empty installation and brings it to the newest version. `keysFrom` may be, and should be, newer
 *  than the data: whoever was erased since stays erased. Throws before anything is written when a file of the backup is
 *  not as it was, when the keys are older than the data, or when there is anything in the way. */
export async function restore(plan: RestorePlan): Promise<Restored> {
  const restored = await restoreAsItWas(plan)
  await migrate(plan.databaseUrl)
  return restored
}

/** The same without the last step: the database stays at the version of the backup. */
export async function restoreAsItWas(plan: RestorePlan): Promise<Restored> {
  plan.say('hashes')
  const data = await verifiedManifest(plan.from, 'data')
  const keys = await verifiedManifest(plan.keysFrom, 'keys')
  if (keys.at < data.at)
    throw new Error(
      `The keys in ${plan.keysFrom} are of ${keys.at}, older than the data (${data.at}): take keys of the same backup or a later one.`,
    )
  await requireKnown([data, keys])
  await requireEmptyDatabase(plan.databaseUrl)
  for (const dir of [plan.media, plan.keys]) if (dir) await requireEmpty(dir)

  await migrate(plan.databaseUrl, { last: data.migrations.at(-1) })
  const dataRows = await restoreRows(plan, data, plan.from)
  // The keys are in the form of their own version.
  await migrate(plan.databaseUrl, { last: keys.migrations.at(-1) })
  const keyRows = await restoreRows(plan, keys, plan.keysFrom)
  plan.say('files')
  if (plan.keys) await copyFolder({ from: join(plan.keysFrom, 'keys'), to: plan.keys })
  if (plan.media && hasMedia(data)) await copyFolder({ from: join(plan.from, 'media'), to: plan.media })
  return { rows: dataRows + keyRows, missing: data.missing }
}

const hasMedia = ({ files }: Manifest) => Object.keys(files).some((path) => path.startsWith('media/'))

async function requireKnown(parts: readonly Manifest[]): Promise<void> {
  const known = await migrationNames()
  const unknown = parts.flatMap(({ migrations }) => migrations).find((name) => !known.includes(name))
  if (unknown) throw new Error(`The backup was made by a newer Anxin (migration ${unknown}); please update Anxin.`)
}

async function requireEmptyDatabase(url: string): Promise<void> {
  const tables = await within(url, (client) => tablesOf(client))
  if (tables.length > 0)
    throw new Error(`The database is not empty (it has a table ${tables[0]?.name}); restore into a new one.`)
}

/** All rows of a part in one transaction. */
const restoreRows = (plan: RestorePlan, part: Manifest, dir: string): Promise<number> =>
  within(plan.databaseUrl, async (client) => {
    await client.query('begin')
    const tables = await tablesOf(client)
    // Triggers and row level security were heeded when the rows were made.
    for (const { name } of tables)
      await client.query(`alter table ${quoted(name)} disable trigger user, no force row level security`)
    let rows = 0
    for (const table of tables.filter(({ name }) => name in part.tables)) {
      plan.say(table.name)
      for await (const lines of linesOf(join(dir, `tables/${table.name}.jsonl`)))
        rows += await insert(client, table, lines)
    }
    for (const { name, isForced } of tables)
      await client.query(
        `alter table ${quoted(name)} enable trigger user, ${isForced ? '' : 'no'} force row level security`,
      )
    for (const [name, last] of Object.entries(part.sequences))
      await client.query('select setval($1::regclass, $2::bigint, true)', [`public.${quoted(name)}`, last])
    await client.query('commit')
    return rows
  })

/** Keys of people who came after the data was backed up open nothing here: they are left out. */
const ofKnownPeople = 'where exists (select from people p where p.id = r.person)'

async function insert(client: pg.Client, { name, columns }: Table, lines: readonly string[]): Promise<number> {
  const list = columns.map(quoted).join(', ')
  const { rowCount } = await client.query(
    `insert into ${quoted(name)} (${list}) overriding system value
     select ${list} from jsonb_populate_recordset(null::${quoted(name)}, $1::jsonb) r
     ${name === 'person_keys' ? ofKnownPeople : ''}`,
    [`[${lines.join(',')}]`],
  )
  return rowCount ?? 0
}

/** Lines in batches. Split at line feeds alone: a text may hold other characters that readers of lines take for ends. */
async function* linesOf(path: string): AsyncGenerator<string[]> {
  let rest = ''
  for await (const chunk of createReadStream(path, { encoding: 'utf8' })) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    if (lines.length > 0) yield lines
  }
}

async function within<T>(url: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return await run(client)
  } finally {
    await client.end()
  }
}
