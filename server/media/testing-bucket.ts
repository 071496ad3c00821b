import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'

/** One version of an object, as the store holds it. */
export type Stored = { version: string; bytes: Buffer; until: number; isHeld: boolean; isMarker: boolean }
export type TestBucket = {
  url: string
  /** Versions of each key, newest last. */
  objects: Map<string, Stored[]>
  /** So many requests are answered with 503. */
  failing: number
  /** Lays something over whatever is there. */
  lay(key: string, bytes: Buffer | null): void
}

type Given = { hasLock?: boolean; hasDefault?: boolean; lockStatus?: number; now?: () => number }

/** As much of an S3 store as ours is asked for, in memory, on a port of its own: versions, Object Lock in compliance mode,
 *  the hash of each body held against what was signed. `TEST_S3_URL` names a real one for the same tests. */
export async function testBucket(given: Given = {}): Promise<TestBucket> {
  const objects: TestBucket['objects'] = new Map()
  const bucket: TestBucket = { url: '', objects, failing: 0, lay: (key, bytes) => put(objects, key, bytes) }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { status, headers = {}, text = '' } = answer(bucket, { request, body: Buffer.concat(chunks), given })
    response.writeHead(status, headers).end(request.method === 'HEAD' ? '' : text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => server.close())
  // A server that listens on a port of its own has an address of this kind.
  const { port } = server.address() as AddressInfo
  bucket.url = `s3://evidence/photos?endpoint=http://127.0.0.1:${port}`
  return bucket
}

function put(objects: TestBucket['objects'], key: string, bytes: Buffer | null): void {
  const one = { version: randomBytes(8).toString('hex'), until: 0, isHeld: false, isMarker: bytes === null }
  objects.set(key, [...(objects.get(key) ?? []), { ...one, bytes: bytes ?? Buffer.alloc(0) }])
}

type Reply = { status: number; headers?: Record<string, string>; text?: string | Buffer }
const say = (status: number, text: string | Buffer = '', headers: Record<string, string> = {}): Reply => ({
  ...{ status, headers, text },
})
const refuse = (status: number, code: string): Reply =>
  say(status, `<Error><Code>${code}</Code><Message>${code}</Message></Error>`, { 'content-type': 'application/xml' })

type Asked = { request: IncomingMessage; body: Buffer; given: Given }

function answer(bucket: TestBucket, { request, body, given }: Asked): Reply {
  const url = new URL(request.url ?? '/', 'http://store')
  const key = url.pathname.replace(/^\/evidence\/?/, '')
  const signed = String(request.headers['x-amz-content-sha256'])
  if (bucket.failing > 0) {
    bucket.failing--
    return refuse(503, 'SlowDown')
  }
  if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256')) return refuse(403, 'AccessDenied')
  if (/^[0-9a-f]{64}$/.test(signed) && createHash('sha256').update(body).digest('hex') !== signed)
    return refuse(400, 'XAmzContentSHA256Mismatch')
  if (!url.pathname.startsWith('/evidence')) return refuse(404, 'NoSuchBucket')
  if (key !== '') return ofObject({ bucket, key, url, body, given, method: request.method ?? '' })
  if (url.searchParams.has('object-lock')) {
    if (given.lockStatus) return refuse(given.lockStatus, 'AccessDenied')
    return given.hasLock === false ? refuse(404, 'ObjectLockConfigurationNotFoundError') : say(200, locked(given))
  }
  if (url.searchParams.has('versioning')) return say(200, '<VersioningConfiguration/>')
  return say(200, url.searchParams.has('versions') ? listed(bucket, url.searchParams.get('prefix') ?? '') : '')
}

type OfObject = { bucket: TestBucket; key: string; url: URL; body: Buffer; given: Given; method: string }

function ofObject({ bucket, key, url, body, given, method }: OfObject): Reply {
  const now = (given.now ?? Date.now)()
  const all = bucket.objects.get(key) ?? []
  const asked = url.searchParams.get('versionId')
  if (method === 'PUT' && asked === null) {
    put(bucket.objects, key, body)
    return say(200)
  }
  if (method === 'DELETE' && asked === null && given.hasLock === false) {
    bucket.objects.delete(key)
    return say(204)
  }
  const one = asked === null ? all.at(-1) : all.find(({ version }) => version === asked)
  if (!one || (one.isMarker && method !== 'DELETE')) return refuse(404, 'NoSuchKey')
  if (method === 'GET') return say(200, one.bytes)
  if (method === 'HEAD') return say(200, '', headersOf(one))
  if (method === 'DELETE') {
    if (one.isHeld || one.until > now) return refuse(403, 'AccessDenied')
    const left = all.filter((other) => other !== one)
    if (left.length > 0) bucket.objects.set(key, left)
    else bucket.objects.delete(key)
    return say(204)
  }
  if (url.searchParams.has('legal-hold')) one.isHeld = body.includes('<Status>ON</Status>')
  else {
    const until = Date.parse(/<RetainUntilDate>(.+)<\/RetainUntilDate>/.exec(body.toString())?.[1] ?? '')
    if (!(until >= one.until && until > now)) return refuse(403, 'AccessDenied')
    one.until = until
  }
  return say(200)
}

const headersOf = ({ version, until, isHeld }: Stored): Record<string, string> => ({
  'x-amz-version-id': version,
  'x-amz-object-lock-legal-hold': isHeld ? 'ON' : 'OFF',
  ...(until > 0
    ? {
        'x-amz-object-lock-mode': 'COMPLIANCE',
        'x-amz-object-lock-retain-until-date': new Date(until).toISOString(),
      }
    : {}),
})

const locked = ({ hasDefault = false }: Given) => {
  const rule = '<Rule><DefaultRetention><Mode>COMPLIANCE</Mode><Days>1</Days></DefaultRetention></Rule>'
  return `<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled>${hasDefault ? rule : ''}</ObjectLockConfiguration>`
}

function listed({ objects }: TestBucket, prefix: string): string {
  const found = [...objects].filter(([key]) => key.startsWith(prefix))
  const told = found.flatMap(([key, all]) =>
    all.toReversed().map(({ version, isMarker }) => {
      const tag = isMarker ? 'DeleteMarker' : 'Version'
      return `<${tag}><Key>${key}</Key><VersionId>${version}</VersionId></${tag}>`
    }),
  )
  return `<ListVersionsResult>${told.join('')}</ListVersionsResult>`
}
