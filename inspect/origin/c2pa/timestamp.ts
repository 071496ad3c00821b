/** Time stamps in a content credential: RFC 3161 tokens (CMS, RFC 5652) over the claim or over its signature. Checked by
 *  node:crypto; the token is walked by hand, because all of it that matters is six elements deep. */
import { type BinaryLike, constants, createHash, verify, type X509Certificate } from 'node:crypto'
import { certificate, isListed, isValidAt } from './certificates.ts'
import { type Der, elementsIn, inside, oidOf } from './der.ts'

/** When it was signed, as `2026-06-05T10:24:46Z`, and whether the clock's holder is on the C2PA list. */
export type Stamp = { at: string; isListed: boolean }

const hashes: Record<string, string> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}
const tokenInfo = '1.2.840.113549.1.9.16.1.4'
const digestAttribute = '1.2.840.113549.1.9.4'
const pss = '1.2.840.113549.1.1.10'

/** Reads and checks a token over `stamped`; null when it does not hold: wrong form, wrong digest or wrong signature. */
export function stampOf(token: Uint8Array, stamped: BinaryLike): Stamp | null {
  const data = signedData(token)
  if (!data) return null
  const { info, certificates, signers } = data
  const [, , imprint, , time] = inside(elementsIn(info)[0])
  const [algorithm, digest] = inside(imprint)
  const hash = hashes[oidOf(inside(algorithm)[0])]
  if (!hash || !digest || !equal(createHash(hash).update(stamped).digest(), digest.body)) return null
  const moment = momentOf(time)
  const signer = signers.map((one) => signerOf(one, { info, certificates })).find((one) => one !== null)
  if (!signer || !moment || !isValidAt(signer, moment)) return null
  return { at: moment, isListed: isListed([signer, ...certificates], 'clocks') }
}

type Signed = { info: Uint8Array; certificates: X509Certificate[] }

/** The parts of CMS SignedData that count. A token may stand in the whole answer of the server or alone. */
function signedData(token: Uint8Array): (Signed & { signers: Der[] }) | null {
  const outer = inside(elementsIn(token)[0])
  const content = outer[0]?.tag === 6 ? outer : inside(outer[1])
  const data = inside(inside(content[1])[0])
  const encapsulated = inside(data.find(({ tag }) => tag === 0x30))
  const info = inside(encapsulated[1])[0]?.body
  if (!info || oidOf(encapsulated[0]) !== tokenInfo) return null
  const certificates = inside(data.find(({ tag }) => tag === 0xa0)).slice(0, 12)
  const sets = data.filter(({ tag }) => tag === 0x31)
  return {
    info,
    certificates: certificates.flatMap(({ whole }) => certificate(whole) ?? []),
    signers: inside(sets.at(-1)).slice(0, 3),
  }
}

/** Whose key signed: the one certificate under which the signature holds. */
function signerOf(signer: Der, { info, certificates }: Signed): X509Certificate | null {
  const parts = inside(signer)
  const attributes = parts.find(({ tag }) => tag === 0xa0)
  const sequences = parts.filter(({ tag }) => tag === 0x30)
  const signature = parts.findLast(({ tag }) => tag === 4)
  // Issuer and serial stand first where the signer is named so; then the digest, then the signature algorithm.
  const [digestAlgorithm, signatureAlgorithm] = sequences.slice(-2)
  const hash = hashes[oidOf(inside(digestAlgorithm)[0])]
  if (!attributes || !signature || !hash) return null
  const stated = inside(attributes).find((one) => oidOf(inside(one)[0]) === digestAttribute)
  const digest = inside(inside(stated)[1])[0]
  if (!digest || !equal(createHash(hash).update(info).digest(), digest.body)) return null
  // Signed is the set of attributes under its own tag, not under the one by which it stands here.
  const signed = Buffer.concat([Uint8Array.of(0x31), attributes.whole.subarray(1)])
  const isPss = oidOf(inside(signatureAlgorithm)[0]) === pss
  return certificates.find((one) => holds(one, { hash, signed, signature: signature.body, isPss })) ?? null
}

type Signing = { hash: string; signed: Uint8Array; signature: Uint8Array; isPss: boolean }

function holds(one: X509Certificate, { hash, signed, signature, isPss }: Signing): boolean {
  try {
    const padding = isPss
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO }
      : {}
    return verify(hash, signed, { key: one.publicKey, ...padding }, signature)
  } catch {
    return false
  }
}

/** `20260605102446Z`, perhaps with parts of a second, as `2026-06-05T10:24:46Z`. */
function momentOf(time: Der | undefined): string | null {
  if (time?.tag !== 0x18) return null
  const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/.exec(Buffer.from(time.body).toString('latin1'))
  return found ? `${found[1]}-${found[2]}-${found[3]}T${found[4]}:${found[5]}:${found[6]}Z` : null
}

const equal = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0
