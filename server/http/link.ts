import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { Deps } from '../deps.ts'

/** A tracking link is its own proof: order and expiry, signed with a key of the installation (HMAC-SHA-256, 160 bits).
 *  Nothing of it is kept, so nothing of it can leak from a dump. */

export const TrackingLink = z.object({ url: z.string(), token: z.string(), expiresAt: z.string() })

/** A link shows an order for 120 days: the repair and its warranty. */
const lives = 120 * 86_400_000

const sign = (secret: KeyObject, body: Buffer) => createHmac('sha256', secret).update(body).digest().subarray(0, 20)

/** The link for one order of one tenant. */
export function linkFor(
  { deps, now, caller }: { deps: Deps; now: number; caller: { tenant: string } },
  order: string,
): z.output<typeof TrackingLink> {
  const expires = now + lives
  const body = Buffer.alloc(36)
  Buffer.from(caller.tenant.replaceAll('-', ''), 'hex').copy(body, 0)
  Buffer.from(order.replaceAll('-', ''), 'hex').copy(body, 16)
  body.writeUInt32BE(Math.floor(expires / 1_000), 32)
  const token = Buffer.concat([body, sign(deps.private.key('tracking'), body)]).toString('base64url')
  return { url: `${deps.config.publicUrl}/t/${token}`, token, expiresAt: new Date(expires).toISOString() }
}

const uuid = (bytes: Buffer) => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

/** What a token stands for; `expired` when it is genuine but too old; null when it is not ours. */
export function readLink(deps: Deps, token: string): { tenant: string; order: string } | 'expired' | null {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length !== 56 || !/^[\w-]+$/.test(token)) return null
  const body = bytes.subarray(0, 36)
  if (!timingSafeEqual(sign(deps.private.key('tracking'), body), bytes.subarray(36))) return null
  if (body.readUInt32BE(32) * 1_000 < deps.now()) return 'expired'
  return { tenant: uuid(body.subarray(0, 16)), order: uuid(body.subarray(16, 32)) }
}
