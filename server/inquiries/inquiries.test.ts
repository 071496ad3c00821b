import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { type Court, court, submitted } from '../claims/testing.ts'
import { hashOf } from './protocol.ts'

const hour = 3_600_000

type Reply = { status?: number; body: string }
type Asked = { text: string; claims: Record<string, unknown> }
/** A service that answers as the test says. */
async function service(reply: (asked: Asked) => Promise<Reply>) {
  const heard: string[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
    })
    request.on('end', () => {
      heard.push(text)
      void reply({ text, claims: decodeJwt(text) }).then(({ status = 200, body }) =>
        response.writeHead(status).end(body),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => server.close())
  const { port } = server.address() as AddressInfo
  return { heard, url: `http://127.0.0.1:${port}/` }
}

const pair = await generateKeyPair('EdDSA')
const other = await generateKeyPair('EdDSA')
const spare = await generateKeyPair('ES256')
/** The one that signs is the second of them. */
const keys = { keys: [await exportJWK(spare.publicKey), await exportJWK(pair.publicKey)] }
type Answer = { claims?: object; key?: CryptoKey; typ?: string; iss?: string; at?: number }
/** An answer to what was asked; `more` is what is wrong with it. */
const signed = (
  { text, claims }: Asked,
  now: number,
  { claims: more = {}, key = pair.privateKey, typ = 'anxin-answer+jwt', iss, at = now }: Answer = {},
) =>
  new SignJWT({ re: claims.jti, request: hashOf(text), answer: 'ours', ...more })
    .setProtectedHeader({ alg: 'EdDSA', typ, kid: 'a name of its own' })
    .setIssuer(iss ?? String(claims.aud))
    .setAudience(String(claims.iss))
    .setIssuedAt(Math.floor(at / 1_000))
    .sign(key)

async function asking(all: Court, url: string) {
  const { operator, reviewers } = all
  const claim = await submitted(all)
  const entered = await operator.post('/ai-services', { name: '画画（演示）', url, keys })
  assert.equal(entered.status, 201, JSON.stringify(entered.body))
  const [reviewer] = reviewers
  assert.ok(reviewer)
  const path = `/claims/${claim}/inquiries`
  const [photo] = (await reviewer.get(path)).body.photos
  const wanted = { media: photo.media, service: entered.body.id, question: 'ask' }
  return {
    ...{ claim, reviewer, wanted, path },
    ask: () => reviewer.post(path, wanted),
    last: async () => (await reviewer.get(path)).body.items.at(-1),
  }
}

test('an answer counts when this service signed it for this very question; every other is kept, and named for what it is', async () => {
  const all = await court()
  const { world } = all
  const now = () => world.now()
  let reply = async (_: Asked): Promise<Reply> => ({ body: '' })
  const { url, heard } = await service((asked) => reply(asked))
  const { ask, last } = await asking(all, url)
  const says = (given: Answer) => async (asked: Asked) => ({ body: await signed(asked, now(), given) })
  let first = ''
  const cases: [(asked: Asked) => Promise<Reply>, string | null][] = [
    [says({}), null],
    [says({ key: other.privateKey }), 'unsigned'],
    [async () => ({ body: 'ours' }), 'unsigned'],
    [async () => ({ body: 'x'.repeat(70_000) }), 'malformed'],
    [says({ typ: 'JWT' }), 'other-request'],
    [says({ iss: 'https://elsewhere.test/' }), 'other-request'],
    [says({ claims: { re: 'another' } }), 'other-request'],
    [async () => ({ body: first }), 'other-request'],
    [says({ claims: { request: hashOf('another') } }), 'other-request'],
    [says({ claims: { answer: 'perhaps' } }), 'malformed'],
    [says({ claims: { answer: 'received' } }), 'malformed'],
    [says({ at: now() - 8 * 24 * hour }), 'other-request'],
    [async () => ({ status: 403, body: 'no' }), 'refused'],
  ]
  for (const [answering, failure] of cases) {
    reply = async (asked) => {
      const given = await answering(asked)
      first ||= given.body
      return given
    }
    assert.equal((await ask()).status, 201)
    await world.settle()
    const one = await last()
    assert.deepEqual([one.status, one.failure], failure ? ['failed', failure] : ['answered', null], String(answering))
  }
  assert.equal(heard.length, cases.length, 'each was asked once')
})

test('a service that is down is asked again; nobody is asked the same twice meanwhile; after four days it was silent', async () => {
  const all = await court()
  const { world } = all
  let isDown = true
  const { url, heard } = await service(async (asked) =>
    isDown ? { status: 503, body: '' } : { body: await signed(asked, world.now()) },
  )
  const { ask, last, reviewer, path, wanted } = await asking(all, url)
  assert.equal((await ask()).status, 201)
  await world.settle()
  assert.equal((await last()).status, 'asked')
  assert.equal((await ask()).body.code, 'inquiry.waits')
  isDown = false
  world.pass(hour)
  await world.settle()
  assert.deepEqual([(await last()).said, heard.length], ['ours', 2])
  assert.equal(heard[0], heard[1], 'the same question, word for word')

  isDown = true
  await ask()
  for (let day = 0; day < 5; day++) {
    await world.settle()
    world.pass(24 * hour)
  }
  await world.settle()
  assert.deepEqual([(await last()).status, (await last()).failure], ['failed', 'silent'])

  const other = { ...wanted, media: '01a22101-0000-7000-8000-000000000000' }
  assert.equal((await reviewer.post(path, other)).body.code, 'case.absent')
  assert.equal((await all.operator.post(`/ai-services/${wanted.service}/end`)).status, 200)
  assert.equal((await ask()).body.code, 'inquiry.no_service')
  assert.equal((await all.merchant.post(path, wanted)).status, 403)
  assert.equal((await all.buyer.get(path)).status, 403)
})

test('a service is entered with public keys and an address outside; anything else is said, and nothing is kept', async () => {
  const all = await court({ WEBHOOK_PRIVATE: '' })
  const { operator, reviewers } = all
  const enter = (more: object) =>
    operator.post('/ai-services', { name: '画画', url: 'https://ai.test/q', keys, ...more })
  const wrong: [object, string][] = [
    [{ url: 'http://127.0.0.1/' }, 'url'],
    [{ url: 'https://10.0.0.1/' }, 'url'],
    [{ url: 'not an address' }, 'url'],
    [{ keys: { keys: [] } }, 'keys.keys'],
    [{ keys: { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] } }, 'keys'],
    [{ keys: { keys: [{ ...keys.keys[0], d: 'a-private-part' }] } }, 'keys'],
    [{ keys: { keys: [{ kty: 'OKP', crv: 'Ed25519' }] } }, 'keys'],
    [{ keys: { keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'abc' }] } }, 'keys'],
    [{ keys: { keys: [{ ...keys.keys[0], y: keys.keys[0]?.x }] } }, 'keys'],
    [{ name: ' ' }, 'name'],
  ]
  for (const [more, path] of wrong) {
    const { status, body } = await enter(more)
    assert.deepEqual([status, body.errors?.[0]?.path], [422, path], JSON.stringify([more, body]))
  }
  assert.deepEqual((await operator.get('/ai-services')).body.items, [])
  assert.equal((await enter({})).status, 201)
  assert.equal(
    (await reviewers[0]?.post('/ai-services', { name: '画画', url: 'https://ai.test/q', keys }))?.status,
    403,
  )
  const { fingerprints } = (await operator.get('/ai-services')).body.items[0]
  assert.deepEqual(
    fingerprints.map((one: string) => one.length),
    [43, 43],
  )
})
