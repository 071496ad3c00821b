import { createHmac, type KeyObject } from 'node:crypto'

/** The six digits that the consumer's page shows and the technician asks for; only the server can work them out. Others
 *  each time that it was renewed. */
export function visitCode(secret: KeyObject, { id, renewed }: { id: string; renewed: number }): string {
  const mac = createHmac('sha256', secret)
    .update(renewed === 0 ? id : `${id}/${renewed}`)
    .digest()
  return String(mac.readUInt32BE(0) % 1_000_000).padStart(6, '0')
}
