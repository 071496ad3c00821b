import { z } from 'zod'
import { type Database, sql } from '../db/database.ts'
import { job } from '../worker.ts'
import type { Keys } from './keys.ts'

const batch = 500

/** Ends the present generation of the wrapping key: every person's key is wrapped anew, then the old one is destroyed.
 *  After it, no copy of a deleted key that lies in a log, a dump or a backup can be opened any more.
 *  May be broken off anywhere and begun again; several servers may run meanwhile. */
export async function rotateKeys(db: Database, keys: Keys): Promise<void> {
  const next = keys.newest() + 1
  keys.make(next)
  await db.transaction('worker', (tx) => tx.rows(sql`insert into keks (id) values (${next}) on conflict do nothing`))
  while (await rewrapSome(db, keys, next));
  const retired = await db.transaction('worker', (tx) =>
    tx.rows<{ id: number }>(sql`
      delete from keks where id < ${next} and not exists (select from person_keys where kek = keks.id) returning id`),
  )
  for (const { id } of retired) keys.destroy(id)
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

/** Sees to it that the first generation exists, in the directory and in the database. */
export async function firstKey(db: Database, keys: Keys): Promise<void> {
  await db.transaction('worker', async (tx) => {
    await tx.rows(sql`lock table keks in share row exclusive mode`)
    const newest = await tx.first<{ id: number }>(sql`select id from keks order by id desc limit 1`)
    if (newest && keys.newest() < newest.id)
      throw new Error(
        `KEY_URL lacks generation ${newest.id} of the wrapping key: without it no personal data can be read.`,
      )
    if (newest) return
    keys.make(1)
    await tx.rows(sql`insert into keks (id) values (1)`)
  })
}

export const privateJobs = (keys: Keys) => [
  job({ name: 'keys.rotate', payload: z.object({}), outward: ({ deps }) => rotateKeys(deps.db, keys) }),
]
