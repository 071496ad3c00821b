/** An AI service that answers whether a picture is its own: the other end of Anxin's channel (docs/ai-channel.md), for
 *  providers to begin from. It knows what it made by the number in the label, by the file's hash, and by the look.
 *
 *      ASKERS=http://localhost:8686 node examples/ai-service.ts made.json key.json
 *
 *  `made.json`: `[{ "produceId": "…", "sha256": "…", "pdq": "…", "producedAt": "2026-11-01T08:00:00Z" }]`, whatever is known
 *  of each picture. `key.json` holds the private key, and is made when it is not there. It prints what to enter at the
 *  desk (AI 服务) of those who may ask. Start Anxin with WEBHOOK_PRIVATE=1, since this stands beside it. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { fileURLToPath } from 'node:url'
import { createLocalJWKSet, exportJWK, generateKeyPair, type JWK, jwtVerify, SignJWT } from 'jose'

export type Made = { produceId?: string; sha256?: string; pdq?: string; producedAt: string }
type Question = {
  question: 'ask' | 'report'
  picture: { sha256: string; pdq: string | null }
  labels: { produceId: string }[]
  findings: string[]
}
type Settings = { url: string; key: JWK; askers: readonly string[]; made: readonly Made[] }

/** What an answer may rest on, the surest first. */
const grounds = ['sha256', 'pdq', 'number'] as const
/** Bits in which two looks may differ and still be of one picture (PDQ, 256 bits). */
const alike = 31
const mostBytes = 64 * 1024

/** The service; `settings` may still change after it is open. `reports`: labels that were reported as hidden or removed. */
export function openAiService(settings: Settings) {
  const reports: { from: string; sha256: string; findings: string[] }[] = []
  const given = new Map<string, string>()
  const server = createServer((request, response) => {
    bodyOf(request)
      .then(answered)
      .then((text) => response.setHeader('content-type', 'application/jose').end(text))
      .catch((error) => response.writeHead(400).end(String(error)))
  })

  /** Whoever asks again gets the answer that it has had. */
  async function answered(text: string): Promise<string> {
    const { payload, from } = await verified(text)
    const id = `${from} ${payload.jti}`
    const reply = given.get(id) ?? (await signed(text, { id: String(payload.jti), from, ...said(payload, from) }))
    given.set(id, reply)
    return reply
  }

  /** Signed by one of the askers, for this service, now. Its key is fetched from itself. */
  async function verified(text: string) {
    const claims: { iss?: string } = JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString())
    const from = settings.askers.find((asker) => asker === claims.iss)
    if (!from) throw new Error('somebody who may not ask')
    const keys = await (await fetch(`${from}/api/v1/inquiries/keys`)).json()
    const checks = { issuer: from, audience: settings.url, typ: 'anxin-question+jwt', algorithms: ['EdDSA'] }
    const { payload } = await jwtVerify<Question>(text, createLocalJWKSet(keys), { ...checks, maxTokenAge: '4 days' })
    return { payload, from }
  }

  function said(
    { question, picture, labels, findings }: Question,
    from: string,
  ): { answer: string; by?: string; producedAt?: string } {
    if (question === 'report') {
      reports.push({ from, sha256: picture.sha256, findings })
      return { answer: 'received' }
    }
    const { sha256, pdq } = picture
    const isLike = (one: Made) => one.pdq && pdq && distance(one.pdq, pdq) <= alike
    const isNamed = (one: Made) => one.produceId && labels.some((label) => label.produceId === one.produceId)
    // Anybody can write a number into a label: it tells least.
    const rests = { sha256: (one: Made) => one.sha256 === sha256, pdq: isLike, number: isNamed }
    const by = grounds.find((ground) => settings.made.some((one) => rests[ground](one)))
    const own = by && settings.made.find((one) => rests[by](one))
    return own ? { answer: 'ours', by, producedAt: own.producedAt } : { answer: 'not-ours' }
  }

  /** Bound to the very question that it answers, by its number and its hash. */
  function signed(
    text: string,
    { id, from, ...says }: { id: string; from: string; answer: string; by?: string },
  ): Promise<string> {
    const request = createHash('sha256').update(text).digest('hex')
    return new SignJWT({ re: id, request, ...says })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'anxin-answer+jwt' })
      .setIssuer(settings.url)
      .setAudience(from)
      .setIssuedAt()
      .sign(settings.key)
  }

  return {
    reports,
    listen: (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve)),
    get port() {
      const address = server.address()
      return typeof address === 'object' && address ? address.port : 0
    },
    close: () => server.close(),
  }
}

/** A key pair as JWK (RFC 7517): the private one to be kept, the public one for others. */
export async function makeKeys(): Promise<{ key: JWK; keys: JWK[] }> {
  const pair = await generateKeyPair('EdDSA', { extractable: true })
  return { key: await exportJWK(pair.privateKey), keys: [await exportJWK(pair.publicKey)] }
}

/** In how many of their bits two hex texts of one length differ. */
function distance(one: string, other: string): number {
  const [a, b] = [BigInt(`0x${one}`), BigInt(`0x${other}`)]
  return (a ^ b).toString(2).replaceAll('0', '').length
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const piece of request.setEncoding('utf8')) {
    text += piece
    if (text.length > mostBytes) throw new Error('too long')
  }
  return text
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [made = 'made.json', file = 'key.json'] = process.argv.slice(2)
  if (!existsSync(file)) writeFileSync(file, JSON.stringify((await makeKeys()).key), { mode: 0o600 })
  const key: JWK = JSON.parse(readFileSync(file, 'utf8'))
  const url = process.env.URL ?? 'http://localhost:9797/'
  const askers = (process.env.ASKERS ?? 'http://localhost:8686').split(',')
  const service = openAiService({ url, key, askers, made: JSON.parse(readFileSync(made, 'utf8')) })
  await service.listen(9797)
  const { d: _, ...open } = key
  process.stdout.write(`${url}\n${JSON.stringify({ keys: [open] })}\n`)
}
