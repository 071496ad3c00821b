import type { Id } from '@anxin/domain/basics.ts'
import { sql, type Tx } from '../db/database.ts'

export type PurchaseLine = {
  line: number
  sku: string
  title: string
  category: string
  quantity: number
  paid: number
  pictures: Id[]
  /** The claim that is under way for this line, if there is one. */
  claim: Id | null
}
export type Purchase = {
  id: Id
  merchant: Id
  merchantName: string
  buyer: Id
  number: string
  placedAt: Date
  deliveredAt: Date | null
  lines: PurchaseLine[]
}

const whole = sql`
  select p.id, p.merchant, m.name as "merchantName", p.buyer, p.number, p.placed_at as "placedAt",
    p.delivered_at as "deliveredAt",
    (select json_agg(json_build_object('line', l.line, 'sku', l.sku, 'title', l.title, 'category', l.category,
        'quantity', l.quantity, 'paid', l.paid, 'pictures', l.pictures, 'claim', c.id) order by l.line)
      from purchase_lines l left join claims c on c.purchase = l.purchase and c.line = l.line
        and c.status in ('collecting', 'examining', 'hearing', 'review', 'decided')
      where l.purchase = p.id) as lines
  from purchases p join merchants m on m.id = p.merchant`

/** A purchase of this side, if it is theirs. Uses the primary key. */
export const purchaseById = (tx: Tx, id: Id) => tx.first<Purchase>(sql`${whole} where p.id = ${id}`)

/** The one with the shop's own number. Uses the unique index. */
export const purchaseByNumber = (tx: Tx, merchant: Id, number: string) =>
  tx.first<Purchase>(sql`${whole} where p.tenant = ${tx.tenant} and p.merchant = ${merchant} and p.number = ${number}`)

/** What a buyer bought, the newest first. Uses `purchases_of_buyer`. */
export const purchasesOfBuyer = (tx: Tx, buyer: Id, limit: number) =>
  tx.rows<Purchase>(sql`
    ${whole} where p.tenant = ${tx.tenant} and p.buyer = ${buyer} order by p.placed_at desc, p.id desc limit ${limit}`)
