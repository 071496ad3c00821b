import type { Appliance } from '@anxin/domain/appliances/appliance.ts'
import type { Id } from '@anxin/domain/basics.ts'
import { sql, type Tx } from '../db/database.ts'

export type ApplianceRow = { id: Id; version: number; state: Exclude<Appliance, { status: 'none' }> }

/** The appliances in use of a person, or the one of them that is asked for. Uses `appliances_of_person`. */
export const appliancesOf = (tx: Tx, person: Id, id: Id | null = null) =>
  tx.rows<ApplianceRow>(sql`
    select id, version, state from appliances
    where tenant = ${tx.tenant} and person = ${person} and status = 'in-use' and ${id === null ? sql`true` : sql`id = ${id}`} order by id`)
