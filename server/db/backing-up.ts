import { sql, type Tx } from './database.ts'

/** A backup copies rows as they were at its beginning, and the files that they name some time later: until then no file
 *  may go. Any number will do, as long as every Anxin process takes the same. */
const lock = 7_265_115

/** Held by the backup's connection from before its snapshot until it ends. */
export const backupBegins = `select pg_advisory_lock(${lock})`

/** Whether no backup runs; none begins before the end of the transaction then. */
export const mayRemoveFiles = async (tx: Tx): Promise<boolean> =>
  (await tx.first<{ may: boolean }>(sql`select pg_try_advisory_xact_lock_shared(${lock}::bigint) as may`))?.may === true
