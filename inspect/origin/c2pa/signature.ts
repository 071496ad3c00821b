/** The signature of a claim: COSE_Sign1 (RFC 9052) with certificates (RFC 9360) and a time stamp, as C2PA 2.2, chapter 13
 *  asks. Signature, certificate and time are kept apart: each can fail alone and means something else. */
import { constants, type KeyObject, verify, type X509Certificate } from 'node:crypto'
import { encode } from 'cbor2/encoder'
import { at, bytesAt, bytesOf, cbor, listOf, numberAt, type Value } from './cbor.ts'
import { certificate, holderOf, isListed, isValidAt } from './certificates.ts'
import { type Stamp, stampOf } from './timestamp.ts'

/** What is known of a signature. */
export type Signature = {
  isValid: boolean
  signer: string
  isListed: boolean
  stamp: Stamp | null
  /** Whether the certificate was valid when it was signed; null when no time stamp tells when that was. */
  isInTime: boolean | null
}

const algorithms: Record<number, { hash: string | null; isPss?: true }> = {
  [-7]: { hash: 'sha256' },
  [-35]: { hash: 'sha384' },
  [-36]: { hash: 'sha512' },
  [-37]: { hash: 'sha256', isPss: true },
  [-38]: { hash: 'sha384', isPss: true },
  [-39]: { hash: 'sha512', isPss: true },
  [-8]: { hash: null },
}

/** Checks a signature box over the bytes of its claim; null when it is no COSE signature with a certificate. */
export function signatureOf(box: Uint8Array, claim: Uint8Array): Signature | null {
  const [head, unprotected, , mark] = listOf(cbor(box))
  const protectedHead = bytesOf(head)
  const signature = bytesOf(mark)
  if (!protectedHead || !signature) return null
  const header = cbor(protectedHead)
  const chain = chainIn([header, unprotected])
  const [signer] = chain
  if (!signer) return null
  const stamp = stampIn(unprotected, { protectedHead, claim, signature })
  return {
    isValid: holds(numberAt(header, 1), signer.publicKey, {
      signed: structure('Signature1', protectedHead, claim),
      signature,
    }),
    signer: holderOf(signer),
    isListed: isListed(chain, 'signers'),
    stamp,
    isInTime: stamp ? isValidAt(signer, stamp.at) : null,
  }
}

/** What is signed: RFC 9052, 4.4. */
const structure = (context: string, head: Uint8Array, payload: Uint8Array): Uint8Array =>
  encode([context, plain(head), new Uint8Array(0), plain(payload)])

/** The same bytes as what every encoder takes for a byte string: not a Buffer. */
const plain = (bytes: Uint8Array) => new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)

function chainIn(headers: Value[]): X509Certificate[] {
  const found = headers
    .flatMap((header) => [at(header, 33), at(header, 'x5chain')])
    .find((value) => value !== undefined)
  const single = bytesOf(found)
  return (single ? [single] : listOf(found))
    .slice(0, 10)
    .flatMap((der) => certificate(bytesOf(der) ?? new Uint8Array(0)) ?? [])
}

type Signed = { signed: Uint8Array; signature: Uint8Array }

function holds(number: number | null, key: KeyObject, { signed, signature }: Signed): boolean {
  const algorithm = algorithms[number ?? 0]
  if (!algorithm) return false
  const padding = algorithm.isPss
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : {}
  try {
    return verify(algorithm.hash, signed, { key, dsaEncoding: 'ieee-p1363', ...padding }, signature)
  } catch {
    return false
  }
}

type Stamped = { protectedHead: Uint8Array; claim: Uint8Array; signature: Uint8Array }

/** The older form stamps the claim, the newer the signature. */
function stampIn(unprotected: Value, { protectedHead, claim, signature }: Stamped): Stamp | null {
  for (const [name, payload] of [
    ['sigTst2', encode(plain(signature))],
    ['sigTst', claim],
  ] as const) {
    const token = bytesAt(listOf(at(at(unprotected, name), 'tstTokens'))[0], 'val')
    if (token) return stampOf(token, structure('CounterSignature', protectedHead, payload))
  }
  return null
}
