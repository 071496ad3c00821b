import type { Fen, Id } from '@anxin/domain/basics.ts'
import type { OpenedClaim } from '@anxin/domain/claims/claim.ts'
import type { RemedyState } from '@anxin/domain/remedies/remedy.ts'
import { sql, type Tx } from '../db/database.ts'
import { rowsInto } from '../db/rows.ts'

export type RemedyRow = { id: Id; version: number; state: Exclude<RemedyState, { status: 'none' }>; claim: OpenedClaim }

/** A remedy with its claim, which has the same id. Uses the primary keys. */
export const remedyOf = (tx: Tx, claim: Id) =>
  tx.first<{ claim: OpenedClaim; version: number | null; state: RemedyState | null; purchase: string }>(sql`
    select c.state as claim, r.version, r.state, p.number as purchase
    from claims c join purchases p on p.id = c.purchase left join remedies r on r.id = c.id where c.id = ${claim}`)

/** The remedy that a repair order was opened for. Uses `remedies_of_order`. */
export const remedyOfOrder = (tx: Tx, order: Id) =>
  tx.first<{ id: Id }>(sql`select id from remedies where order_id = ${order}`)

export type Movement = {
  claim: Id
  kind: 'refund' | 'overturned'
  n: number
  from: string
  to: string
  fen: Fen
  at: number
  receipt: string
}

/** Keeps one movement: what one account loses the other gains. */
export function move(tx: Tx, { claim, from, to, fen, at, ...rest }: Movement): void {
  const row = { tenant: tx.tenant, claim_id: claim, at: new Date(at), ...rest }
  tx.write(
    rowsInto('ledger', [
      { ...row, account: from, fen: -fen },
      { ...row, account: to, fen },
    ]),
  )
}

export type LedgerRow = {
  id: number
  claim: Id
  number: string
  kind: string
  account: string
  fen: number
  at: Date
  receipt: string
}

/** The ledger, newest first; of one claim if one is named. Uses `ledger_newest` or the unique index. */
export const ledgerRows = (
  tx: Tx,
  { claim, before, limit }: { claim: Id | null; before: number | null; limit: number },
) =>
  tx.rows<LedgerRow>(sql`
    select l.id, l.claim_id as claim, c.number, l.kind, l.account, l.fen, l.at, l.receipt
    from ledger l join claims c on c.id = l.claim_id
    where l.tenant = ${tx.tenant} ${claim ? sql`and l.claim_id = ${claim}` : sql``}
      ${before ? sql`and l.id < ${before}` : sql``}
    order by l.id desc limit ${limit}`)

/** What each account holds; all of them together are nothing. */
export const balances = (tx: Tx) =>
  tx.rows<{ kind: string; fen: number }>(sql`
    select split_part(account, ':', 1) as kind, sum(fen)::bigint as fen from ledger
    where tenant = ${tx.tenant} group by 1 order by 1`)
