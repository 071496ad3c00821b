import type { Actor, Id } from '@anxin/domain/basics.ts'
import { sql, type Tx } from './db/database.ts'

/** Who stands on which side of a claim. */

/** Whose claim it is. Uses the primary key. */
export const buyerOf = async (tx: Tx, claim: Id): Promise<Id | undefined> =>
  (await tx.first<{ buyer: Id }>(sql`select buyer from claims where id = ${claim}`))?.buyer

/** The merchants that a person speaks for. Uses the primary key. */
export const merchantsOfPerson = async (tx: Tx, person: Id): Promise<Id[]> =>
  (
    await tx.rows<{ merchant: Id }>(
      sql`select merchant from merchant_members where tenant = ${tx.tenant} and person = ${person}`,
    )
  ).map(({ merchant }) => merchant)

/** As whom somebody acts in a claim: its buyer always as the buyer, whatever else they are. A reviewer or a merchant who claims
 *  is on the other side of the desk. */
export const asParty = (by: Actor, buyer: Id): Actor =>
  by.kind === 'person' && by.id === buyer ? { ...by, role: 'consumer' } : by

/** Everybody who speaks for a merchant. Uses `merchant_members_of`. */
export const membersOf = async (tx: Tx, merchant: Id): Promise<Id[]> =>
  (
    await tx.rows<{ person: Id }>(
      sql`select person from merchant_members where tenant = ${tx.tenant} and merchant = ${merchant}`,
    )
  ).map(({ person }) => person)

/** Whether a person has a part in what is between this buyer and this merchant: is one of them, or has declared an interest. */
export async function hasInterest(
  tx: Tx,
  { person, buyer, merchant }: { person: Id; buyer: Id; merchant: Id },
): Promise<boolean> {
  if (person === buyer) return true
  const row = await tx.first(sql`
    select from merchant_members where tenant = ${tx.tenant} and person = ${person} and merchant = ${merchant}
    union all
    select from reviewer_interests where tenant = ${tx.tenant} and person = ${person} and merchant = ${merchant}`)
  return row !== undefined
}
