import type { Id } from '@anxin/domain/basics.ts'
import type { Custody } from '@anxin/domain/custody/custody.ts'
import { sql, type Tx } from '../db/database.ts'

/** Whose claim it is. Uses the primary key. */
export const buyerOf = async (tx: Tx, claim: Id): Promise<Id | undefined> =>
  (await tx.first<{ buyer: Id }>(sql`select buyer from claims where id = ${claim}`))?.buyer

/** The custody of a claim's evidence; none before the claim has ended or somebody held it. Uses the primary key. */
export const custodyOf = async (tx: Tx, claim: Id): Promise<{ version: number; state: Custody }> =>
  (await tx.first(sql`select version, state from custodies where id = ${claim}`)) ?? {
    version: 0,
    state: { status: 'none' },
  }
