import type { Id, Role } from '@anxin/domain/basics.ts'
import { sql, type Tx } from '../db/database.ts'

/** Gives a person a role in the tenant; once is as good as twice. */
export const grant = (tx: Tx, person: Id, role: Role) =>
  tx.rows(
    sql`insert into grants (tenant, person, role) values (${tx.tenant}, ${person}, ${role}) on conflict do nothing`,
  )

/** Takes the role away. Sessions notice within seconds. */
export const revoke = (tx: Tx, person: Id, role: Role) =>
  tx.rows(sql`delete from grants where person = ${person} and role = ${role}`)
