import { createHash, getHashes } from 'node:crypto'
import type { Digests } from '@anxin/record/seal.ts'

/** Whether this Node has SM3 (GB/T 32905-2016); builds with a restricted OpenSSL have not. */
export const hasSm3 = getHashes().includes('sm3')

/** Throws one sentence where there is none. */
export function requireSm3(): void {
  if (!hasSm3) throw new Error('This Node has no SM3: one with an unrestricted OpenSSL was expected.')
}

/** Reads to the end: how many bytes, and their hashes. Throws what the stream throws. */
export async function digestsOf(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { sm3 = false } = {},
): Promise<Digests> {
  const hashes = { sha256: createHash('sha256'), ...(sm3 && { sm3: createHash('sm3') }) }
  let size = 0
  for await (const part of bytes) {
    size += part.length
    for (const hash of Object.values(hashes)) hash.update(part)
  }
  return { size, sha256: hashes.sha256.digest('hex'), ...(hashes.sm3 && { sm3: hashes.sm3.digest('hex') }) }
}
