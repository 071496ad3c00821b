/** Time stamps of RFC 3161: an authority signs that a hash was known at a moment. The bytes of a request and what a reply
 *  says; asking is the caller's. Tokens are CMS (RFC 5652), read and verified by pkijs. */
import { createHash } from 'node:crypto'
import { Integer, OctetString } from 'asn1js'
import {
  AlgorithmIdentifier,
  Certificate,
  ContentInfo,
  ExtKeyUsage,
  MessageImprint,
  SignedData,
  TimeStampReq,
  TimeStampResp,
  TSTInfo,
} from 'pkijs'

const sha256 = '2.16.840.1.101.3.4.2.1'
const tstInfo = '1.2.840.113549.1.9.16.1.4'
const extKeyUsage = '2.5.29.37'
const timeStamping = '1.3.6.1.5.5.7.3.8'

/** What a token says. `by`: the subject of the certificate that signed. `isTrusted`: it leads to a root that was given. */
export type Stamp = { at: string; by: string; policy: string; serial: string; isTrusted: boolean }
/** What can be wrong with one. */
export type StampWrong =
  | 'stamp.unreadable'
  | 'stamp.refused'
  | 'stamp.nonce'
  | 'stamp.other'
  | 'stamp.signature'
  | 'stamp.purpose'
  | 'stamp.untrusted'
/** `detail`: what the authority or the library said. */
export type BadStamp = { wrong: StampWrong; detail?: string }

export const isBadStamp = (stamp: Stamp | Uint8Array | BadStamp): stamp is BadStamp => 'wrong' in stamp

const bufferOf = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer

/** The DER of a request for a SHA-256, with the authority's certificates wanted in the reply (section 2.4.1). `nonce`: at
 *  least eight random bytes, by which an old reply is known. */
export function timestampRequest(digest: Uint8Array, nonce: Uint8Array): Uint8Array {
  const request = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: sha256 }),
      hashedMessage: new OctetString({ valueHex: bufferOf(digest) }),
    }),
    nonce: new Integer({ valueHex: bufferOf(positive(nonce)) }),
    certReq: true,
  })
  return new Uint8Array(request.toSchema().toBER(false))
}

/** An INTEGER whose first bit is set would be negative, one that begins with zeros not in its shortest form. */
const positive = (nonce: Uint8Array): Uint8Array =>
  Uint8Array.from(nonce, (byte, i) => (i === 0 ? (byte & 0x3f) | 0x40 : byte))

/** The token in an authority's reply to that request (section 2.4.2), still to be checked. */
export function timestampToken(reply: Uint8Array, nonce: Uint8Array): Uint8Array | BadStamp {
  try {
    const { status, timeStampToken } = TimeStampResp.fromBER(bufferOf(reply))
    const isGranted = status.status === 0 || status.status === 1
    if (!isGranted || !timeStampToken)
      return {
        wrong: 'stamp.refused',
        detail: status.statusStrings?.map(({ valueBlock }) => valueBlock.value).join(' ') ?? `status ${status.status}`,
      }
    const token = new Uint8Array(timeStampToken.toSchema().toBER(false))
    const said = infoOf(signedOf(token))
    const isOurs =
      said.nonce && Buffer.compare(new Uint8Array(said.nonce.valueBlock.valueHexView), positive(nonce)) === 0
    return isOurs ? token : { wrong: 'stamp.nonce' }
  } catch (error) {
    return unreadable(error)
  }
}

const unreadable = (error: unknown): BadStamp => ({
  wrong: 'stamp.unreadable',
  detail: error instanceof Error ? error.message : String(error),
})

function signedOf(token: Uint8Array): SignedData {
  const content = ContentInfo.fromBER(bufferOf(token))
  if (content.contentType !== ContentInfo.SIGNED_DATA) throw new Error('no signed data')
  const signed = new SignedData({ schema: content.content })
  if (signed.encapContentInfo.eContentType !== tstInfo) throw new Error('no time stamp')
  return signed
}

function infoOf({ encapContentInfo: { eContent } }: SignedData): TSTInfo {
  if (!eContent) throw new Error('a time stamp of nothing')
  return TSTInfo.fromBER(eContent.getValue())
}

/** Certificates of a PEM file; throws for one that cannot be read. */
export const certificatesIn = (pem: string): Certificate[] =>
  [...pem.matchAll(/-----BEGIN CERTIFICATE-----([\s\S]+?)-----END CERTIFICATE-----/g)].map(([, body = '']) =>
    Certificate.fromBER(bufferOf(Buffer.from(body, 'base64'))),
  )

/** Whether a token is a time stamp of these bytes, signed by a certificate that is there for nothing else (section 2.3) and
 *  was valid then. With `roots`, it must lead to one of them; without, who signed is named and not judged. */
export async function checkedStamp(
  token: Uint8Array,
  { data, roots }: { data: Uint8Array; roots: readonly Certificate[] },
): Promise<Stamp | BadStamp> {
  try {
    const signed = signedOf(token)
    const info = infoOf(signed)
    const { hashAlgorithm, hashedMessage } = info.messageImprint
    const digest = createHash('sha256').update(data).digest()
    const isOfThis = hashAlgorithm.algorithmId === sha256 && digest.equals(hashedMessage.valueBlock.valueHexView)
    if (!isOfThis) return { wrong: 'stamp.other' }
    const signer = await signerOf(signed, data)
    if ('wrong' in signer) return signer
    const at = info.genTime
    if (at < signer.notBefore.value || at > signer.notAfter.value)
      return { wrong: 'stamp.signature', detail: 'expired' }
    if (!isForStamps(signer)) return { wrong: 'stamp.purpose', detail: nameOf(signer) }
    const isTrusted = roots.length > 0 && (await leadsTo(signed, data, roots))
    if (roots.length > 0 && !isTrusted) return { wrong: 'stamp.untrusted', detail: nameOf(signer) }
    const serial = Buffer.from(info.serialNumber.valueBlock.valueHexView).toString('hex')
    return { at: at.toISOString(), by: nameOf(signer), policy: info.policy, serial, isTrusted }
  } catch (error) {
    return unreadable(error)
  }
}

/** The certificate whose key signed it. */
async function signerOf(signed: SignedData, data: Uint8Array): Promise<Certificate | BadStamp> {
  try {
    const said = await signed.verify({ signer: 0, data: bufferOf(data), extendedMode: true })
    return said.signatureVerified && said.signerCertificate ? said.signerCertificate : { wrong: 'stamp.signature' }
  } catch (error) {
    return { wrong: 'stamp.signature', detail: error instanceof Error ? error.message : String(error) }
  }
}

/** Whether the certificate leads to one of these, as of the moment of the stamp. That one of them was called back is not
 *  asked for: it works offline. */
const leadsTo = (signed: SignedData, data: Uint8Array, roots: readonly Certificate[]): Promise<boolean> =>
  signed
    .verify({
      signer: 0,
      data: bufferOf(data),
      checkChain: true,
      trustedCerts: [...roots],
      passedWhenNotRevValues: true,
    })
    .catch(() => false)

/** Its one extended key usage is time stamping, and it is critical. */
function isForStamps({ extensions = [] }: Certificate): boolean {
  const usage = extensions.find(({ extnID }) => extnID === extKeyUsage)
  const purposes = usage?.parsedValue instanceof ExtKeyUsage ? usage.parsedValue.keyPurposes : []
  return usage?.critical === true && purposes.length === 1 && purposes[0] === timeStamping
}

/** What people call the subject of a certificate: its common name, else its organisation. */
function nameOf({ subject: { typesAndValues } }: Certificate): string {
  const of = (type: string) => typesAndValues.find((one) => one.type === type)?.value.valueBlock.value
  return of('2.5.4.3') ?? of('2.5.4.10') ?? '?'
}
