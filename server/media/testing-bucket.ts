import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'

/** One version of an object, as the store holds it. */
export type Stored = { version: string; bytes: Buffer; until: number; isHeld: boolean }
export type TestBucket = { url: string; objects: Map<string, Stored>; isDown: boolean }

/** As much of an S3 store as ours is asked for, in memory, on a port of its own: versions, Object Lock in compliance mode,
 *  the hash of each body held against what was signed. `TEST_S3_URL` names a real one for the same tests. */
export async function testBucket({ hasLock = true, now = Date.now } = {}): Promise<TestBucket> {
  const bucket: TestBucket = { url: '', objects: new Map(), isDown: false }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    answer(bucket, { request, response, body: Buffer.concat(chunks), hasLock, now })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => server.close())
  // A server that listens on a port of its own has an address of this kind.
  const { port } = server.address() as AddressInfo
  bucket.url = `s3://evidence/photos?endpoint=http://127.0.0.1:${port}`
  return bucket
}

type Asked = {
  request: IncomingMessage
  response: ServerResponse
  body: Buffer
  hasLock: boolean
  now: () => number
}

function answer(bucket: TestBucket, { request, response, body, hasLock, now }: Asked): void {
  const url = new URL(request.url ?? '/', 'http://store')
  const key = url.pathname.replace(/^\/evidence\/?/, '')
  const say = (status: number, headers: Record<string, string> = {}, text: string | Buffer = '') =>
    response.writeHead(status, headers).end(text)
  const refuse = (status: number, code: string) =>
    say(status, { 'content-type': 'application/xml' }, `<Error><Code>${code}</Code><Message>${code}</Message></Error>`)
  const signed = request.headers['x-amz-content-sha256']
  if (bucket.isDown) return void refuse(503, 'SlowDown')
  if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256')) return void refuse(403, 'AccessDenied')
  if (/^[0-9a-f]{64}$/.test(String(signed)) && createHash('sha256').update(body).digest('hex') !== signed)
    return void refuse(400, 'XAmzContentSHA256Mismatch')
  if (!url.pathname.startsWith('/evidence')) return void refuse(404, 'NoSuchBucket')
  if (url.searchParams.has('object-lock')) return void (hasLock ? say(200, {}, locked) : refuse(404, 'NoLock'))
  if (key === '') return void say(200)
  const { objects } = bucket
  const known = objects.get(key)
  if (request.method === 'PUT' && !url.searchParams.has('versionId')) {
    objects.set(key, { version: randomBytes(8).toString('hex'), bytes: body, until: 0, isHeld: false })
    return void say(200)
  }
  if (!known) return void refuse(404, 'NoSuchKey')
  if (request.method === 'GET') return void say(200, {}, known.bytes)
  if (request.method === 'HEAD')
    return void say(200, {
      'x-amz-version-id': known.version,
      ...(known.until > 0 ? { 'x-amz-object-lock-retain-until-date': new Date(known.until).toISOString() } : {}),
      'x-amz-object-lock-legal-hold': known.isHeld ? 'ON' : 'OFF',
    })
  if (url.searchParams.get('versionId') !== known.version) return void refuse(404, 'NoSuchVersion')
  if (request.method === 'DELETE') {
    if (known.isHeld || known.until > now()) return void refuse(403, 'AccessDenied')
    objects.delete(key)
    return void say(204)
  }
  if (url.searchParams.has('legal-hold')) known.isHeld = body.includes('<Status>ON</Status>')
  else {
    const until = Date.parse(/<RetainUntilDate>(.+)<\/RetainUntilDate>/.exec(body.toString())?.[1] ?? '')
    if (!(until >= known.until)) return void refuse(403, 'AccessDenied')
    known.until = until
  }
  say(200)
}

const locked = '<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>'
