import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'

/** Tokens that are their own proof: a body and its signature (HMAC-SHA-256, 160 bits), as one word for an address.
 *  Nothing of them is kept, so nothing of them can leak from a dump. */

const length = 20
const sign = (secret: KeyObject, body: Buffer) => createHmac('sha256', secret).update(body).digest().subarray(0, length)

/** The body with its signature. */
export const signed = (secret: KeyObject, body: Buffer): string =>
  Buffer.concat([body, sign(secret, body)]).toString('base64url')

/** The body of a token that this secret signed, `size` bytes long; null for anything else. */
export function readSigned(secret: KeyObject, token: string, size: number): Buffer | null {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length !== size + length || !/^[\w-]+$/.test(token)) return null
  const body = bytes.subarray(0, size)
  return timingSafeEqual(sign(secret, body), bytes.subarray(size)) ? body : null
}

/** A UUID as its 16 bytes, and back. */
export const uuidBytes = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex')
export const uuidOf = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
