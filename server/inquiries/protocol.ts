import { createHash, type KeyObject } from 'node:crypto'
import { answers, type Failure, type Ground, grounds, type Kind, type Said } from '@anxin/domain/inquiries/inquiry.ts'
import type { LabelRead } from '@anxin/inspect/report.ts'
import { calculateJwkThumbprint, errors, importJWK, type JSONWebKeySet, type JWK, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'

/** The texts that go to and fro (docs/ai-channel.md): JSON Web Signatures in compact form (RFC 7515, 7519), POSTed. */
export const mediaType = 'application/jose'
const types = { question: 'anxin-question+jwt', answer: 'anxin-answer+jwt' } as const

/** Of a label, what names the picture at its producer; who spread it is nobody's business there. */
export type LabelSent = Pick<LabelRead, 'label' | 'producer' | 'produceId'>
/** What is known of the picture. `pdq`: its perceptual hash, 256 bits as hex, by which it is told from its like after
 *  re-compression; null where the picture shows too little. `findings`: codes, of a report only. */
export type Question = {
  question: Kind
  picture: { sha256: string; pdq: string | null }
  labels: readonly LabelSent[]
  findings: readonly string[]
}
type Between = { from: string; to: string }

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A question as it is sent. */
export async function asked(
  question: Question,
  { key, kid, id, now, from, to }: Between & { key: KeyObject; kid: string; id: string; now: number },
): Promise<string> {
  return new SignJWT({ ...question })
    .setProtectedHeader({ alg: 'EdDSA', typ: types.question, kid })
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
  by: z.enum(grounds).optional(),
  producedAt: z.iso.datetime({ offset: true }).optional(),
})
export type Read = { said: Said; ground: Ground | null; producedAt: number | null } | { failure: Failure }

type Expected = Between & { id: string; request: string; question: Kind; keys: JSONWebKeySet; now: number }

/** Reads what came back: whether this service signed it, for this very question, and what it says. Each of its keys is
 *  tried; what a header says of a key counts for nothing. */
export async function answerIn(text: string, expected: Expected): Promise<Read> {
  const { keys } = expected.keys
  const reads = await Promise.all(keys.map((jwk) => answerBy(jwk, text.trim(), expected)))
  return reads.find((read) => !('failure' in read) || read.failure !== 'unsigned') ?? { failure: 'unsigned' }
}

async function answerBy(jwk: JWK, text: string, { from, to, id, request, question, now }: Expected): Promise<Read> {
  try {
    const [algorithm = ''] = algorithmsOf(jwk)
    const checks = { issuer: to, audience: from, typ: types.answer, algorithms: algorithmsOf(jwk) }
    const when = { currentDate: new Date(now), requiredClaims: ['iat'], maxTokenAge: '7 days', clockTolerance: 300 }
    const { payload } = await jwtVerify(text, await importJWK(jwk, algorithm), { ...checks, ...when })
    const read = Answer.safeParse(payload)
    if (!read.success) return { failure: 'malformed' }
    const { re, request: about, answer: said, by: ground = null, producedAt } = read.data
    if (re !== id || about !== hashOf(request)) return { failure: 'other-request' }
    if ((said === 'received') !== (question === 'report')) return { failure: 'malformed' }
    return { said, ground, producedAt: producedAt === undefined ? null : Date.parse(producedAt) }
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error
    const isOther = error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired
    return { failure: isOther ? 'other-request' : 'unsigned' }
  }
}

/** What a key of this kind signs by. */
const algorithmsOf = ({ kty }: JWK) => (kty === 'EC' ? ['ES256'] : ['EdDSA', 'Ed25519'])

/** Keys that a service gives: only public ones, of kinds that are taken here. */
export const Keys = z.object({
  keys: z
    .array(z.looseObject({ kty: z.string() }))
    .min(1)
    .max(10),
})

/** Those keys with nothing but what makes them; null when one cannot be used here, or is somebody's private key. */
export async function usable(given: z.output<typeof Keys>): Promise<JSONWebKeySet | null> {
  const keys: JWK[] = []
  const all = given.keys as JWK[] // looked at field by field below
  for (const { kty, crv, x, y, d } of all) {
    const isTaken = d === undefined && ((kty === 'OKP' && crv === 'Ed25519') || (kty === 'EC' && crv === 'P-256'))
    if (!isTaken || !kty || !crv || !x) return null
    const jwk: JWK = { kty, crv, x, ...(y ? { y } : {}) }
    try {
      await importJWK(jwk, algorithmsOf(jwk)[0])
    } catch {
      return null
    }
    keys.push(jwk)
  }
  return { keys }
}

/** The fingerprints of keys (RFC 7638), to be compared by telephone. */
export const fingerprints = (set: JSONWebKeySet): Promise<string[]> =>
  Promise.all(set.keys.map((jwk) => calculateJwkThumbprint(jwk)))
