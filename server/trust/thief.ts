import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import type { Anxin } from '../start.ts'

/** What somebody sees who has stolen the disk: no row level security, every byte. */
export async function asThief<T>(url: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    // The owner is held by row level security as well: a thief is not.
    for (const name of await tablesOf(client)) await client.query(`alter table ${name} no force row level security`)
    return await run(client)
  } finally {
    for (const name of await tablesOf(client)) await client.query(`alter table ${name} force row level security`)
    await client.end()
  }
}

async function tablesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query(`
    select c.relname from pg_class c
    where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and c.relrowsecurity order by 1`)
  return rows.map(({ relname }) => String(relname))
}

export type Dump = Map<string, Record<string, unknown>[]>

/** Every row of every table. */
export const dump = (url: string): Promise<Dump> =>
  asThief(url, async (client) => {
    const { rows } = await client.query(`select tablename from pg_tables where schemaname = 'public'`)
    const all: Dump = new Map()
    for (const { tablename } of rows) all.set(tablename, (await client.query(`select * from ${tablename}`)).rows)
    return all
  })

/** A dump as one text; bytes as Latin-1. */
export const textOf = (all: Dump): string =>
  JSON.stringify([...all], (_, value) =>
    value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
  )

/** Every file below a folder. */
export const filesIn = (dir: string): { path: string; bytes: Buffer }[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return { path, bytes: readFileSync(path) }
    })

/** Keeps what the server logs from now on, instead of printing it. */
export function listenIn({ deps }: Anxin): string[] {
  const lines: string[] = []
  // pino's own name for where it writes to; children of the logger find it through their parent.
  Object.assign(deps.log, { [pino.symbols.streamSym]: { write: (line: string) => void lines.push(line) } })
  return lines
}
