import type { KeyObject } from 'node:crypto'
import {
  checkpointText,
  signedNote,
  signingKey,
  type Verifier,
  verifierOf,
  verifierText,
} from '@anxin/record/checkpoint.ts'
import { originOf } from '@anxin/record/log.ts'
import { type CompactRange, rootOfRange } from '@anxin/record/merkle.ts'

/** Whoever has the installation's secret: the file of KEY_URL, or Vault. The key that signs is derived from it and lies
 *  nowhere by itself; a restored installation signs with the same. */
export type Secrets = { key(purpose: string): KeyObject }

const keyOf = (secrets: Secrets): KeyObject => signingKey(secrets.key('log').export())

/** A text signed for a tenant. What it is must stand in its first line: the same key signs checkpoints of the log. */
export const signedFor = (secrets: Secrets, tenant: string, text: string): string =>
  signedNote(text, { name: originOf(tenant), key: keyOf(secrets) })

/** The checkpoint of a tenant's log. Ed25519 has no randomness: the same log has the same. */
export function signedHead(secrets: Secrets, tenant: string, range: CompactRange): string {
  const origin = originOf(tenant)
  return signedFor(secrets, tenant, checkpointText({ origin, size: range.size, root: rootOfRange(range) }))
}

/** What others check it with, as text and as a key. */
export const verifierTextOf = (secrets: Secrets, tenant: string): string =>
  verifierText(originOf(tenant), keyOf(secrets))
export function ownVerifier(secrets: Secrets, tenant: string): Verifier {
  const own = verifierOf(verifierTextOf(secrets, tenant))
  if (!own) throw new Error('our own key cannot be read')
  return own
}
