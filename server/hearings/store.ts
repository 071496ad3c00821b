import type { Actor, Id } from '@anxin/domain/basics.ts'
import type { Hearing } from '@anxin/domain/hearings/hearing.ts'
import { sql, type Tx } from '../db/database.ts'

export type HearingRow = {
  id: Id
  version: number
  state: Exclude<Hearing, { status: 'none' }>
  claim: Id
  buyer: Id
  merchant: Id
  number: string
  title: string
  amount: number
  grade: string | null
}

const whole = sql`
  select h.id, h.version, h.state, h.claim_id as claim, c.buyer, c.merchant, c.number, c.amount, c.grade, l.title
  from hearings h join claims c on c.id = h.claim_id
  join purchase_lines l on l.purchase = c.purchase and l.line = c.line`

/** The hearings of a side: a merchant's those about its goods, a buyer's those of the own claims. */
function whose(tx: Tx, by: Actor) {
  const me = by.kind === 'person' ? by.id : null
  const asBuyer = sql`h.side = 'buyer' and c.buyer = ${me}`
  return by.kind === 'person' && by.role === 'merchant'
    ? sql`(${asBuyer} or h.side = 'merchant' and c.buyer <> ${me} and c.merchant in (
        select merchant from merchant_members where tenant = ${tx.tenant} and person = ${me}))`
    : asBuyer
}

/** One hearing, if it is the caller's side that is heard. Uses the primary keys. */
export const hearingFor = (tx: Tx, by: Actor, id: Id) =>
  tx.first<HearingRow>(sql`${whole} where h.id = ${id} and ${whose(tx, by)}`)

/** What waits for the caller's answer, the nearest deadline first. Uses `hearings_open`. */
export const openHearings = (tx: Tx, by: Actor, limit: number) =>
  tx.rows<HearingRow>(sql`
    ${whole} where h.tenant = ${tx.tenant} and h.status = 'open' and ${whose(tx, by)} order by h.until, h.id limit ${limit}`)
