import { type Id, instant } from '@anxin/domain/basics.ts'
import { type Badge, badgeEnds } from '@anxin/domain/visits/badge.ts'
import type { Deps } from '../deps.ts'
import { readSigned, signed, uuidBytes, uuidOf } from '../http/signed.ts'

/** A badge is its own proof, like a tracking link: tenant, visit, technician and expiry, signed with a key of the
 *  installation. It is in the technician's telephone before the network ends. */

const hour = 3_600_000

/** A visit's badge as an address for a QR code. All badges of an hour are the same, so that nothing changes on the page. */
export function badgeOf(
  { deps, now }: { deps: Deps; now: number },
  { tenant, visit, technician }: { tenant: Id; visit: Id; technician: Id },
): { url: string; until: string } {
  const until = badgeEnds(instant(Math.floor(now / hour) * hour))
  const seconds = Buffer.alloc(4)
  seconds.writeUInt32BE(until / 1_000)
  const body = Buffer.concat([uuidBytes(tenant), uuidBytes(visit), uuidBytes(technician), seconds])
  const token = signed(deps.private.key('badge'), body)
  return { url: `${deps.config.publicUrl}/b/${token}`, until: new Date(until).toISOString() }
}

/** What a token says, if this installation made it. */
export function readBadge(deps: Deps, token: string): (Badge & { tenant: Id }) | null {
  const body = readSigned(deps.private.key('badge'), token, 52)
  if (!body) return null
  const [tenant, visit, technician] = [0, 16, 32].map((at) => uuidOf(body.subarray(at, at + 16)))
  const until = instant(body.readUInt32BE(48) * 1_000)
  return { tenant: tenant ?? '', visit: visit ?? '', technician: technician ?? '', until }
}
