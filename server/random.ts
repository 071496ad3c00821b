import { randomFillSync } from 'node:crypto'

const pool = Buffer.allocUnsafeSlow(4_096)
let used = pool.length

/** Random bytes for ids and nonces, drawn from the system's generator a page at a time: one draw costs as much as the
 *  encryption that it is for. Each byte is handed out once, and overwritten with the next page. Not for keys. */
export function drawn(count: number): Buffer {
  if (used + count > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += count
  return Buffer.from(pool.subarray(used - count, used))
}
