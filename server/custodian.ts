import { createPrivateKey, createPublicKey, type KeyObject, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { CompactEncrypt, calculateJwkThumbprint, compactDecrypt, errors, exportJWK } from 'jose'
import { z } from 'zod'

/** Somebody outside the installation who keeps what opens evidence of buyers who were forgotten: we have the public half of
 *  their key and can seal for them, and never open. */
export type Custodian = {
  /** Thumbprint of the key (RFC 7638, SHA-256). */
  id: string
  /** The keys of a claim's files as a JWE (RFC 7516) that only the custodian opens. */
  seal(entrusted: Entrusted): Promise<string>
}

const OneFile = z.strictObject({
  media: z.uuid(),
  file: z.string().regex(/^[\w-]{32}$/),
  mime: z.string(),
  sha256: z.string(),
  /** 32 bytes, base64url: opens this file alone. */
  key: z.string(),
})
const Contents = z.strictObject({ claim: z.uuid(), files: z.array(OneFile) })
/** What `anxin custodian take` writes beside the files. */
const Handed = z.strictObject({ format: z.literal('anxin-custody-1'), claim: z.string(), sealed: z.array(z.string()) })
export type Handed = z.output<typeof Handed>

/** The list of what was handed over; null when the text is none. */
export function handedIn(text: string): Handed | null {
  try {
    return Handed.parse(JSON.parse(text))
  } catch {
    return null
  }
}

export type Entrusted = z.output<typeof Contents>

const kinds = 'X25519, an elliptic curve of NIST, or RSA of 3,072 bits or more'

/** The way a key of this kind is agreed on or carried (RFC 7518, 4.6 and 4.3; RFC 8037). Throws one sentence. */
function algorithmOf(key: KeyObject, name: string): string {
  const { modulusLength = 0 } = key.asymmetricKeyDetails ?? {}
  if (key.asymmetricKeyType === 'x25519' || key.asymmetricKeyType === 'ec') return 'ECDH-ES+A256KW'
  if (key.asymmetricKeyType === 'rsa' && modulusLength >= 3_072) return 'RSA-OAEP-256'
  throw new Error(`${name} is a key of another kind: ${kinds} was expected.`)
}

/** The custodian whose public key (PEM) lies in this file; null where none is named. Throws one sentence when it is unusable. */
export async function openCustodian(path: string | undefined): Promise<Custodian | null> {
  if (path === undefined) return null
  const pem = await pemOf(path)
  if (pem.includes('PRIVATE KEY'))
    throw new Error('CUSTODIAN_KEY names a private key: it must be kept outside, and its public half be given here.')
  const key = parsed(() => createPublicKey(pem), path)
  const alg = algorithmOf(key, path)
  const id = await calculateJwkThumbprint(await exportJWK(key))
  const seal: Custodian['seal'] = (entrusted) =>
    new CompactEncrypt(Buffer.from(JSON.stringify(entrusted)))
      .setProtectedHeader({ alg, enc: 'A256GCM', kid: id, typ: 'anxin-entrusted+jwe' })
      .encrypt(key)
  // A key that cannot be used is told now, and not to the first who asks to be forgotten.
  await seal({ claim: randomUUID(), files: [] }).catch((error) => {
    throw new Error(`${path} cannot be sealed for (${error.message}): ${kinds} was expected.`)
  })
  return { id, seal }
}

/** What was sealed, opened with the custodian's private key (a PEM file). Throws one sentence when it is not theirs. */
export async function openEntrusted(sealed: string, path: string): Promise<Entrusted> {
  const pem = await pemOf(path)
  const key = parsed(() => createPrivateKey(pem), path)
  algorithmOf(key, path)
  try {
    return Contents.parse(JSON.parse(Buffer.from((await compactDecrypt(sealed, key)).plaintext).toString()))
  } catch (error) {
    if (!(error instanceof errors.JOSEError || error instanceof TypeError)) throw error
    throw new Error(`${path} does not open what was sealed: it is another key.`)
  }
}

async function pemOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error) => {
    throw new Error(`${path} cannot be read (${error.code}): a key in PEM form was expected.`)
  })
}

function parsed(parse: () => KeyObject, path: string): KeyObject {
  try {
    return parse()
  } catch {
    throw new Error(`${path} is no key in PEM form: ${kinds} was expected.`)
  }
}
