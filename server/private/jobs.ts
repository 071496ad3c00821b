import { z } from 'zod'
import { type Database, sql, type Tx } from '../db/database.ts'
import { job } from '../worker.ts'
import type { Keys } from './keys.ts'

const batch = 500

/** Any number will do, as long as every Anxin process takes the same. */
const lock = 7_265_113

/** Making and ending generations is done by one process at a time. */
const alone = (db: Database, work: () => Promise<void>): Promise<void> =>
  db.transaction('worker', async (tx) => {
    await tx.rows(sql`select pg_advisory_xact_lock(${lock}::bigint)`)
    await work()
  })

/** Ends the present generation of the wrapping key: every person's key is wrapped anew, then the old one is destroyed.
 *  After it, no copy of a deleted key that lies in a log, a dump or a backup can be opened any more.
 *  May be broken off anywhere and begun again; several servers may run meanwhile. */
export const rotateKeys = (db: Database, keys: Keys): Promise<void> =>
  alone(db, async () => {
    const before = await keys.generations()
    await keys.load(before)
    const next = Math.max(0, ...before) + 1
    await keys.make(next)
    await db.transaction('worker', (tx) => tx.rows(sql`insert into keks (id) values (${next}) on conflict do nothing`))
    while (await rewrapSome(db, keys, next));
    const kept = await db.transaction('worker', (tx) => retire(tx, next))
    // Also those that an earlier rotation retired but could not destroy.
    for (const generation of before) if (!kept.has(generation)) await keys.destroy(generation)
  })

/** Takes generations that wrap nothing any more out of use; those that are left. */
async function retire(tx: Tx, next: number): Promise<Set<number>> {
  await tx.rows(sql`delete from keks where id < ${next} and not exists (select from person_keys where kek = keks.id)`)
  return new Set((await tx.rows<{ id: number }>(sql`select id from keks`)).map(({ id }) => id))
}

/** Rewraps one batch; false when none was left. */
const rewrapSome = (db: Database, keys: Keys, next: number): Promise<boolean> =>
  db.transaction('worker', async (tx) => {
    const rows = await tx.rows<{ person: string; kek: number; wrapped: Buffer }>(sql`
      select person, kek, wrapped from person_keys where kek < ${next} limit ${batch} for update`)
    for (const row of rows) {
      const wrapped = keys.wrap(next, keys.unwrap(row.kek, row.wrapped))
      await tx.rows(sql`update person_keys set kek = ${next}, wrapped = ${wrapped} where person = ${row.person}`)
    }
    return rows.length > 0
  })

/** Sees to it that the first generation exists, outside the database and in it. */
export const firstKey = (db: Database, keys: Keys): Promise<void> =>
  alone(db, async () => {
    const newest = await db.transaction('worker', (tx) =>
      tx.first<{ id: number }>(sql`select id from keks order by id desc limit 1`),
    )
    await keys.load(newest ? [newest.id] : [])
    if (newest && keys.newest() < newest.id)
      throw new Error(
        `KEY_URL lacks generation ${newest.id} of the wrapping key: without it no personal data can be read.`,
      )
    if (newest) return
    await keys.make(1)
    await db.transaction('worker', (tx) => tx.rows(sql`insert into keks (id) values (1)`))
  })

export const privateJobs = (keys: Keys) => [
  job({ name: 'keys.rotate', payload: z.object({}), atOnce: 1, outward: ({ deps }) => rotateKeys(deps.db, keys) }),
]
