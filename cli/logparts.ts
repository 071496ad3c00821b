import { readFile } from 'node:fs/promises'
import { partedNotes } from '@anxin/record/checkpoint.ts'
import type { Note } from '@anxin/record/logfile.ts'
import type { Config } from '@anxin/server/config.ts'
import { type Database, openDatabase } from '@anxin/server/db/database.ts'
import { tenantIds } from '@anxin/server/log/store.ts'
import { openKeys } from '@anxin/server/private/keys.ts'
import { openPrivate, type Private } from '@anxin/server/private/private.ts'
import { whyNotRead } from './unreadable.ts'

/** What the commands about the log work with. */
export type LogParts = { db: Database; secrets: Private; tenants: string[] }

/** Opens database and keys for as long as `work` takes. Throws one sentence for a database of an older version. */
export async function withLog<T>(
  { config, databaseUrl }: { config: Config; databaseUrl: string },
  work: (parts: LogParts) => Promise<T>,
): Promise<T> {
  const db = openDatabase(databaseUrl)
  try {
    const keys = await openKeys(config, db)
    try {
      const secrets = openPrivate(keys, config.CIPHER)
      return await work({ db, secrets, tenants: await db.transaction('worker', tenantIds) })
    } finally {
      await keys.close()
    }
  } catch (error) {
    const isOlder = error instanceof Error && 'code' in error && error.code === undefinedTable
    throw isOlder ? new Error('The database is older than this program: please run `anxin migrate` first.') : error
  } finally {
    await db.close()
  }
}
/** PostgreSQL, appendix A. */
const undefinedTable = '42P01'

/** The checkpoints in these files. Bytes that are no text make a checkpoint that cannot be read; a file that cannot be
 *  read is wrong use. */
export async function notesIn(files: readonly string[]): Promise<Note[]> {
  const notes: Note[] = []
  for (const name of files) {
    const bytes = await readFile(name).catch((error) => {
      throw new Error(whyNotRead(name, error, 'a checkpoint'))
    })
    for (const note of partedNotes(textOf(bytes) ?? '')) notes.push({ name, note })
  }
  return notes
}

/** Null when it is no UTF-8: nothing is read in place of what is not. */
export function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}
