import { createHmac, type KeyObject } from 'node:crypto'

/** The six digits that the consumer's page shows and the technician asks for; only the server can work them out. */
export function visitCode(secret: KeyObject, visit: string): string {
  const mac = createHmac('sha256', secret).update(visit).digest()
  return String(mac.readUInt32BE(0) % 1_000_000).padStart(6, '0')
}
