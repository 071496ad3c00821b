import { X509Certificate } from 'node:crypto'
import trust from '../data/c2pa-trust.json' with { type: 'json' }

/** Which of the two lists of the C2PA programme a certificate should lead to. */
export type Purpose = 'signers' | 'clocks'

const lists = new Map<Purpose, X509Certificate[]>()

/** The certificates of a list, read when they are first needed. */
function anchorsOf(purpose: Purpose): X509Certificate[] {
  const before = lists.get(purpose)
  if (before) return before
  const anchors = trust[purpose].flatMap((base64) => certificate(Buffer.from(base64, 'base64')) ?? [])
  lists.set(purpose, anchors)
  return anchors
}

/** A certificate out of DER; null when it is none, or when its key or its dates cannot be read. */
export function certificate(der: Uint8Array): X509Certificate | null {
  try {
    const one = new X509Certificate(der)
    // Node decodes these only when they are asked for, and throws then.
    const isReadable = one.publicKey.type === 'public' && one.validFromDate.getTime() <= one.validToDate.getTime()
    return isReadable ? one : null
  } catch {
    return null
  }
}

/** Whether one certificate was issued by the other: by name and by signature. */
function isIssuedBy(one: X509Certificate, other: X509Certificate): boolean {
  try {
    return one.checkIssued(other) && one.verify(other.publicKey)
  } catch {
    return false
  }
}

/** Whether the first certificate leads, link by link, to one of the list; each link signed, each issuer an authority. */
export function isListed(chain: readonly X509Certificate[], purpose: Purpose): boolean {
  const anchors = anchorsOf(purpose)
  let one = chain[0]
  for (let step = 0; one && step < 8; step++) {
    const current: X509Certificate = one
    if (anchors.some((anchor) => anchor.fingerprint256 === current.fingerprint256 || isIssuedBy(current, anchor)))
      return true
    one = chain.find((other) => other !== current && other.ca && isIssuedBy(current, other))
  }
  return false
}

/** Organisation and name of the holder, as the certificate states them. */
export function holderOf(one: X509Certificate): string {
  const part = (key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(one.subject)?.[1]?.trim() ?? ''
  const organisation = part('O')
  const name = part('CN')
  return organisation && name && organisation !== name ? `${organisation}, ${name}` : organisation || name
}

/** Whether a moment (as `2026-06-05T10:24:46Z`) lies in the time for which the certificate was issued. */
export function isValidAt(one: X509Certificate, moment: string): boolean {
  return one.validFromDate.toISOString() <= moment && moment <= one.validToDate.toISOString()
}
