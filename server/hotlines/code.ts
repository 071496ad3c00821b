import { createHash } from 'node:crypto'
import type { Id } from '@anxin/domain/basics.ts'
import type { Deps } from '../deps.ts'
import { readSigned, signed, uuidBytes, uuidOf } from '../http/signed.ts'

/** A call-back code as it is kept: good for this entry only. It lives for a quarter of an hour and five tries. */
export const codeHash = (id: string, code: string): string => createHash('sha256').update(`${id}/${code}`).digest('hex')

/** Where the code is typed, as the end of an address: tenant and entry, signed. Whoever is not called does not know it. */
export const codePage = (deps: Deps, { tenant, hotline }: { tenant: Id; hotline: Id }): string =>
  `${deps.config.publicUrl}/hotline/${signed(deps.private.key('hotline-code'), Buffer.concat([uuidBytes(tenant), uuidBytes(hotline)]))}`

export function readCodePage(deps: Deps, token: string): { tenant: Id; hotline: Id } | null {
  const body = readSigned(deps.private.key('hotline-code'), token, 32)
  return body && { tenant: uuidOf(body.subarray(0, 16)), hotline: uuidOf(body.subarray(16)) }
}
