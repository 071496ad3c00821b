import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { readSigned, signed, uuidBytes, uuidOf } from './signed.ts'

/** A tracking link is its own proof: tenant, order and expiry, signed with a key of the installation. */

export const TrackingLink = z.object({ url: z.string(), token: z.string(), expiresAt: z.string() })

/** A link shows an order for 120 days: the repair and its warranty. */
const lives = 120 * 86_400_000

/** The link for one order of one tenant. */
export function linkFor(
  { deps, now, caller }: { deps: Deps; now: number; caller: { tenant: string } },
  order: string,
): z.output<typeof TrackingLink> {
  const expires = now + lives
  const until = Buffer.alloc(4)
  until.writeUInt32BE(Math.floor(expires / 1_000))
  const body = Buffer.concat([uuidBytes(caller.tenant), uuidBytes(order), until])
  const token = signed(deps.private.key('tracking'), body)
  return { url: `${deps.config.publicUrl}/t/${token}`, token, expiresAt: new Date(expires).toISOString() }
}

/** What a token stands for; `expired` when it is genuine but too old; null when it is not ours. */
export function readLink(deps: Deps, token: string): { tenant: string; order: string } | 'expired' | null {
  const body = readSigned(deps.private.key('tracking'), token, 36)
  if (!body) return null
  if (body.readUInt32BE(32) * 1_000 < deps.now()) return 'expired'
  return { tenant: uuidOf(body.subarray(0, 16)), order: uuidOf(body.subarray(16, 32)) }
}
