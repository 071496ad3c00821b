import { createPublicKey, type KeyObject } from 'node:crypto'
import { signingKey } from '@anxin/record/checkpoint.ts'
import { calculateJwkThumbprint, exportJWK, type JSONWebKeySet } from 'jose'
import type { Deps } from './deps.ts'

/** The key that questions to AI services are signed with (Ed25519), derived from the installation's secret. */
export const inquiryKey = ({ private: secrets }: Pick<Deps, 'private'>): KeyObject =>
  signingKey(secrets.key('inquiries').export())

/** Its public half, as others check questions with it (RFC 7517). */
export async function inquiryKeys(deps: Pick<Deps, 'private'>): Promise<JSONWebKeySet> {
  const jwk = await exportJWK(createPublicKey(inquiryKey(deps)))
  return { keys: [{ ...jwk, kid: await calculateJwkThumbprint(jwk), use: 'sig', alg: 'EdDSA' }] }
}
