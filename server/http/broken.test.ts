import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { refusals } from '@anxin/domain/refusals.ts'
import { testWorld } from '../testing.ts'
import { advised } from './advice.ts'
import { isProblemCode } from './problems.ts'

type Raw = (bytes: string) => Promise<string>

/** A server that listens, and a way to send it bytes as they are: everything that comes back until it hangs up. */
async function listening() {
  const { anxin } = await testWorld()
  await anxin.app.listen({ port: 0, host: '127.0.0.1' })
  const address = anxin.app.server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const raw: Raw = (bytes) =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
      let answer = ''
      socket.setEncoding('utf8').on('data', (data) => {
        answer += data
      })
      socket.once('error', () => {}).once('close', () => resolve(answer))
    })
  return { raw, anxin }
}

const json = (body: string, type = 'application/json') =>
  `POST /api/v1/orders HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

const cases: [name: string, bytes: string, status: number, says: RegExp][] = [
  ['bytes that are no HTTP', '\x16\x03\x01 hello\r\n\r\n', 400, /http\.malformed/],
  ['a method nobody knows', 'BREW /api/v1/orders HTTP/1.1\r\nHost: a\r\n\r\n', 400, /http\.malformed/],
  [
    'a length that is no number',
    'POST /api/v1/orders HTTP/1.1\r\nHost: a\r\nContent-Length: ten\r\n\r\n',
    400,
    /malformed/,
  ],
  [
    'both Content-Length and Transfer-Encoding',
    'POST /api/v1/orders HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n',
    400,
    /http\.malformed/,
  ],
  ['headers without end', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, /16 KiB/],
  ['broken JSON, and where', json('{"a": 1,\n "b": }'), 400, /JSON: Unexpected token '}'/],
  ['JSON in another charset', json('{}', 'application/json; charset=gbk'), 415, /http\.media_type/],
  ['no JSON', json('<a/>', 'application/xml'), 415, /http\.media_type/],
]

test('what cannot be read is answered once, with a problem document, and the connection ends', async (t) => {
  const { raw, anxin } = await listening()
  for (const [name, bytes, status, says] of cases)
    await t.test(`${name}: ${status}`, async () => {
      const answer = await raw(bytes)
      assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `))
      assert.match(answer, /content-type: application\/problem\+json/i)
      assert.match(answer, says)
      assert.equal(answer.match(/HTTP\/1\.1 \d/g)?.length, 1, 'one answer: nothing was smuggled behind it')
      const { status: said, type, detail } = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4))
      assert.equal(said, status)
      assert.ok(type.startsWith('/problems/') && detail)
    })
  await t.test('headers that do not end in time: 408', async () => {
    // Node looks for slow requests every 30 s; the test tells the server what Node would.
    anxin.app.server.once('connection', (socket) => {
      const late = Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
      socket.once('data', () => anxin.app.server.emit('clientError', late, socket))
    })
    assert.match(await raw('GET / HTTP/1.1\r\nHost: a\r\nCoo'), /^HTTP\/1.1 408 [\s\S]*http\.slow/)
  })
})

test('the type of a problem leads to what it means and what to do, in the language of the reader', async () => {
  const { anxin } = await listening()
  for (const code of [...Object.keys(refusals), ...advised]) {
    assert.ok(isProblemCode(code), code)
    const page = await anxin.app.inject(`/problems/${code}`)
    assert.equal(page.statusCode, 200)
    assert.match(page.body, /[\u4e00-\u9fff]/)
  }
  const english = await anxin.app.inject({ url: '/problems/http.sign_in', headers: { 'accept-language': 'en' } })
  assert.equal(english.body.split('\n')[1], 'Please sign in')
  assert.equal((await anxin.app.inject('/problems/no.such')).json().code, 'http.not_found')
})

test('who hangs up before it is known whose place they take leaves none taken', async () => {
  const { anxin } = await listening()
  const address = anxin.app.server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const { callers } = anxin.deps
  const { tenantAtDoor } = callers
  let [asked, everyone] = [0, 300]
  const { promise: allAsked, resolve: all } = Promise.withResolvers<void>()
  const { promise: known, resolve: go } = Promise.withResolvers<void>()
  callers.tenantAtDoor = async (request) => {
    if (++asked === everyone) all()
    await known
    return tenantAtDoor(request)
  }
  const upload = 'POST /api/v1/uploads HTTP/1.1\r\nHost: a\r\nTus-Resumable: 1.0.0\r\nUpload-Length: 5\r\n\r\n'
  const sockets = Array.from({ length: everyone }, () => {
    const socket = connect(port, '127.0.0.1', () => socket.write(upload))
    return socket.on('error', () => {})
  })
  await allAsked
  const gone = new Promise<void>((resolve) => {
    const look = () => anxin.app.server.getConnections((_, open) => (open === 0 ? resolve() : setImmediate(look)))
    look()
  })
  for (const socket of sockets) socket.destroy()
  await gone
  callers.tenantAtDoor = tenantAtDoor
  everyone = 0
  go()
  const answer = await anxin.app.inject({
    method: 'POST',
    url: '/api/v1/uploads',
    headers: { 'tus-resumable': '1.0.0', 'upload-length': '5' },
  })
  assert.notEqual(answer.statusCode, 429, answer.body)
})
