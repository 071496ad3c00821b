import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { pause } from './process.ts'

/** A shop that talks to an installation over HTTP alone, also to one that is killed now and then. */

export type Piece = { media: string; slot: string }
export type Answered = { status: number; body: { code?: string; title?: string } & Record<string, never> }
export type Shop = {
  /** A request with the operator's session, as it stands: not repeated. */
  asOperator(path: string, body?: object | Uint8Array): Promise<Answered>
  /** A claim of a buyer of its own about a purchase of its own, with this evidence, submitted. Gives its id. Films whose length
   *  cannot be read, or is not wanted, are refused as evidence; the claim then goes without films. */
  claim(pieces: readonly Piece[]): Promise<string>
}

type Ask = {
  body?: object | Uint8Array | undefined
  headers?: Record<string, string> /** A code that is an answer as well. */
  refusal?: string
}

/** One request; bytes go as they are, all else as JSON. */
async function ask(url: string, { body, headers = {} }: Ask) {
  const isRaw = body instanceof Uint8Array
  const type = body && { 'content-type': isRaw ? 'application/octet-stream' : 'application/json' }
  const response = await fetch(url, {
    method: body ? 'POST' : 'GET',
    headers: { ...type, ...headers },
    ...(body ? { body: isRaw ? new Uint8Array(body) : JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(30_000),
  })
  const text = await response.text()
  return { response, status: response.status, body: text.startsWith('{') ? JSON.parse(text) : {} }
}

const patience = 240_000

/** Sends it with one key until it is answered, as a program does whose server comes and goes. */
async function insist(url: () => string, asked: Ask, isOver: () => boolean): Promise<Awaited<ReturnType<typeof ask>>> {
  const headers = { ...asked.headers, 'idempotency-key': randomUUID() }
  for (const end = performance.now() + patience; ; await pause(50)) {
    const answer = await ask(url(), { ...asked, headers }).catch(() => null)
    if (answer && (answer.status < 300 || answer.body.code === asked.refusal)) return answer
    // Answered, and not because somebody was killed or was still at it.
    if (answer && answer.status < 500 && answer.body.code !== 'http.key_in_flight')
      throw new Error(`${url()}: ${answer.status} ${JSON.stringify(answer.body)}`)
    if (isOver() || performance.now() > end) throw new Error(`${url()} does not answer`)
  }
}

/** Signs in as the demo's operator, enters a merchant and a program. `isOver`: nobody waits for an answer any more. */
export async function openShop(base: () => string, isOver = () => false): Promise<Shop> {
  const cookies = new Map<string, string>()
  const at = (path: string) => `${base()}/api/v1${path}`
  const session = async (path: string, body?: object | Uint8Array) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await ask(at(path), { body, headers: { cookie, origin: base() } })
    for (const line of answer.response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    return answer
  }
  const made = async (path: string, body: object) => {
    const answer = await session(path, body)
    assert.ok(answer.status < 300, `${path}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const phone = '19900000023'
  const { demoCode: code } = await made('/session/code', { phone })
  await made('/session', { phone, code })
  const setup = await made('/session/second-factor/setup', {})
  await made('/session/second-factor', { code: setup.demoCode })
  const { id: merchant } = await made('/merchants', { name: '青瓷小铺' })
  const { key } = await made('/api-keys', { name: '商城' })
  const headers = { authorization: `Bearer ${key}` }
  const told = async (path: string, body: object) => (await insist(() => at(path), { body, headers }, isOver)).body
  let buyers = 0
  return {
    asOperator: async (path, body) => {
      const { status, body: said } = await session(path, body)
      return { status, body: said }
    },
    async claim(pieces) {
      const lines = [{ sku: 'cup', title: '青瓷杯', category: 'tableware', quantity: 1, paid: 300_000 }]
      const buyer = { phone: `199100${String(buyers++).padStart(5, '0')}` }
      const placedAt = new Date(Date.now() - 5 * 86_400_000).toISOString()
      const bought = { merchant, number: randomUUID(), buyer, placedAt, deliveredAt: placedAt, lines }
      const { id: purchase } = await told('/purchases', bought)
      const wish = { line: 1, reason: 'damaged', wanted: 'return-and-refund', amount: 300_000, words: '收到时裂了' }
      const opened = await told('/claims', { ...wish, purchase })
      const evidence = `/claims/${opened.id}/evidence`
      const asked = { body: { pieces }, headers, refusal: 'claim.film_length' }
      const given = await insist(() => at(evidence), asked, isOver)
      const photos = pieces.filter(({ slot }) => slot !== 'video')
      const rest = () => (photos.length > 0 ? told(evidence, { pieces: photos }) : opened)
      const { missing } = given.status < 300 ? given.body : await rest()
      await told(`/claims/${opened.id}/submit`, { without: missing })
      return opened.id
    },
  }
}
