import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import { answers, type Failure, type Kind, type Said } from '@anxin/domain/inquiries/inquiry.ts'
import type { LabelRead } from '@anxin/inspect/report.ts'
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  errors,
  exportJWK,
  type JSONWebKeySet,
  type JWK,
  jwtVerify,
  SignJWT,
} from 'jose'
import { z } from 'zod'

/** The texts that go to and fro (docs/ai-channel.md): JSON Web Signatures in compact form (RFC 7515, 7519), POSTed. */
export const mediaType = 'application/jose'
const types = { question: 'anxin-question+jwt', answer: 'anxin-answer+jwt' } as const
const algorithms = ['EdDSA', 'Ed25519', 'ES256']

/** What is known of the picture. `pdq`: its perceptual hash, 256 bits as hex, by which it is told from its like after
 *  re-compression; null where the picture shows too little. `findings`: codes, of a report only. */
export type Question = {
  question: Kind
  picture: { sha256: string; pdq: string | null }
  labels: readonly LabelRead[]
  findings: readonly string[]
}
type Between = { from: string; to: string }

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Our public key, as others check questions with it. */
export async function publicKeys(key: KeyObject): Promise<JSONWebKeySet> {
  const jwk = await exportJWK(createPublicKey(key))
  return { keys: [{ ...jwk, kid: await calculateJwkThumbprint(jwk), use: 'sig', alg: 'EdDSA' }] }
}

/** A question as it is sent. */
export async function asked(
  question: Question,
  { key, id, now, from, to }: Between & { key: KeyObject; id: string; now: number },
): Promise<string> {
  const [own] = (await publicKeys(key)).keys
  return new SignJWT({ ...question })
    .setProtectedHeader({ alg: 'EdDSA', typ: types.question, kid: own?.kid ?? '' })
    .setIssuer(from)
    .setAudience(to)
    .setJti(id)
    .setIssuedAt(Math.floor(now / 1_000))
    .sign(key)
}

const Answer = z.object({
  re: z.string(),
  request: z.string(),
  answer: z.enum(answers),
  producedAt: z.iso.datetime({ offset: true }).optional(),
})
export type Read = { said: Said; producedAt: number | null } | { failure: Failure }

type Expected = Between & { id: string; request: string; question: Kind; keys: JSONWebKeySet; now: number }

/** Reads what came back: whether this service signed it, for this very question, and what it says. */
export async function answerIn(text: string, { keys, from, to, id, request, question, now }: Expected): Promise<Read> {
  try {
    const checks = { issuer: to, audience: from, typ: types.answer, algorithms }
    const when = { currentDate: new Date(now), requiredClaims: ['iat'], maxTokenAge: '7 days', clockTolerance: 300 }
    const { payload } = await jwtVerify(text.trim(), createLocalJWKSet(keys), { ...checks, ...when })
    const read = Answer.safeParse(payload)
    if (!read.success) return { failure: 'malformed' }
    const { re, request: about, answer: said, producedAt } = read.data
    if (re !== id || about !== hashOf(request)) return { failure: 'other-request' }
    if ((said === 'received') !== (question === 'report')) return { failure: 'malformed' }
    return { said, producedAt: producedAt === undefined ? null : Date.parse(producedAt) }
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error
    const isOther = error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired
    return { failure: isOther ? 'other-request' : 'unsigned' }
  }
}

/** Keys that a service gives: only public ones, of kinds that are taken here. */
export const Keys = z.object({
  keys: z
    .array(z.looseObject({ kty: z.string() }))
    .min(1)
    .max(10),
})

/** The fingerprints of keys (RFC 7638), to be compared by telephone; null when one is none that is taken here, or is
 *  somebody's private key. */
export async function fingerprints(set: JSONWebKeySet): Promise<string[] | null> {
  const isTaken = ({ kty, crv, d }: JWK) =>
    d === undefined && ((kty === 'OKP' && crv === 'Ed25519') || (kty === 'EC' && crv === 'P-256'))
  if (!set.keys.every((jwk) => isTaken(jwk))) return null
  try {
    return await Promise.all(set.keys.map((jwk) => calculateJwkThumbprint(jwk)))
  } catch {
    return null
  }
}
