import type { Id } from '@anxin/domain/basics.ts'
import { sql, type Tx } from '../db/database.ts'

/** Only where a technician is now is kept, not where they were: the facts of earlier places lead nowhere. */
export const forgetPlace = (tx: Tx, technician: Id) =>
  tx.rows(sql`
    delete from private_values
    where id = (select (state->'position'->>'place')::uuid from technicians where id = ${technician} for update)`)

/** Technicians whose shared position is over and was not ended, some at a time. Uses `technicians_of_tenant`. */
export const lapsedPlaces = (tx: Tx, now: number, most: number) =>
  tx.rows<{ id: Id }>(sql`
    select id from technicians
    where tenant = ${tx.tenant} and status = 'on-duty' and place_until <= ${new Date(now)} order by id limit ${most}`)
