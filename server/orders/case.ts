import type { OrderCommand } from '@anxin/domain/orders/decide.ts'
import { orders } from '@anxin/domain/orders/decide.ts'
import { orderNumber } from '@anxin/domain/orders/number.ts'
import type { Order, OrderFact } from '@anxin/domain/orders/order.ts'
import type { Case } from '../act.ts'
import { type Database, sql, type Tx } from '../db/database.ts'

/** Orders as the server keeps them. */
export const orderCase: Case<Order, OrderCommand, OrderFact> = {
  machine: orders,
  table: 'orders',
  isTold: true,
  columns(order) {
    if (order.status === 'none') return {}
    const { number, person, region, appliance, brand, urgency } = order.asked
    return {
      number,
      person,
      region,
      appliance,
      brand,
      urgency,
      technician: 'technician' in order ? order.technician : null,
      visit: 'visit' in order ? order.visit : null,
      opened_at: new Date(order.openedAt),
      warranty_until: 'warrantyUntil' in order ? new Date(order.warrantyUntil) : null,
    }
  },
}

const blockSize = 64
/** What is left of the block that this process drew, for each database that it works on. */
const blocks = new WeakMap<Database, { next: number; end: number }>()

/** The next order number. Blocks of 64 are drawn from the database, so that most reports need no round trip for one;
 *  numbers left over when a process ends are never used. */
export async function nextOrderNumber(tx: Tx, db: Database): Promise<string> {
  let block = blocks.get(db)
  if (!block || block.next >= block.end) {
    const row = await tx.first<{ first: number }>(sql`select nextval('order_numbers') as first`)
    const first = row?.first ?? 0
    block = { next: first, end: first + blockSize }
    blocks.set(db, block)
  }
  return orderNumber(block.next++)
}
