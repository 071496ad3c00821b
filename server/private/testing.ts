import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

type TransitKey = { secret: Buffer; deletionAllowed: boolean }
type Asked = { method: string; path: string; body: unknown }

/** Vault's transit engine as its HTTP API is documented: real AES-256-GCM under named keys, the rules of deletion, the
 *  token, and the seal. */
export type TestVault = {
  url: string
  token: string
  asked: Asked[]
  names(): string[]
  seal(sealed: boolean): void
  close(): Promise<void>
}

type Answer = { status: number; body?: unknown }
const refusal = (status: number, ...errors: string[]): Answer => ({ status, body: { errors } })

/** Starts one on a port of its own. */
export async function testVault(): Promise<TestVault> {
  const keys = new Map<string, TransitKey>()
  const token = `hvs.${randomBytes(12).toString('hex')}`
  const asked: Asked[] = []
  let isSealed = false
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      const path = (request.url ?? '').replace(/^\/v1\//, '')
      const body = text ? JSON.parse(text) : {}
      asked.push({ method: request.method ?? '', path, body })
      const answer = isSealed
        ? refusal(503, 'Vault is sealed')
        : request.headers['x-vault-token'] === token
          ? transit(keys, { method: request.method ?? '', path, body })
          : refusal(403, 'permission denied')
      response.writeHead(answer.status, { 'content-type': 'application/json' })
      response.end(answer.body === undefined ? '' : JSON.stringify(answer.body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // listening on TCP
  return {
    url: `vault+http://127.0.0.1:${port}/transit?prefix=anxin`,
    token,
    asked,
    names: () => [...keys.keys()].sort(),
    seal: (sealed) => {
      isSealed = sealed
    },
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  }
}

function transit(keys: Map<string, TransitKey>, { method, path, body }: Asked): Answer {
  const said = body as Record<string, unknown> // whatever came; each endpoint looks at its own fields
  const [mount, action, ...rest] = path.split('/')
  if (mount !== 'transit') return refusal(404, 'no handler for route')
  const name = (action === 'datakey' ? rest[1] : rest[0]) ?? ''
  const key = keys.get(name)
  const route = `${method} ${action}${rest[1] === 'config' ? '/config' : ''}`
  switch (route) {
    case 'POST keys':
      if (!key) keys.set(name, { secret: randomBytes(32), deletionAllowed: false })
      return { status: said.type === 'aes256-gcm96' ? 200 : 400, body: { data: { name } } }
    case 'GET keys':
      return key ? { status: 200, body: { data: { name, deletion_allowed: key.deletionAllowed } } } : refusal(404)
    case 'POST keys/config':
      if (!key) return refusal(400, 'no existing key named that could be found')
      key.deletionAllowed = said.deletion_allowed === true
      return { status: 200, body: { data: { name } } }
    case 'DELETE keys':
      if (!key?.deletionAllowed) return refusal(400, 'deletion is not allowed for this key')
      keys.delete(name)
      return { status: 204 }
    case 'POST datakey':
      return key && rest[0] === 'plaintext' && said.bits === 256
        ? dataKey(key)
        : refusal(400, 'encryption key not found')
    case 'POST decrypt':
      return key ? decrypt(key, String(said.ciphertext)) : refusal(400, 'encryption key not found')
    default:
      return refusal(405, 'unsupported operation')
  }
}

function dataKey({ secret }: TransitKey): Answer {
  const plain = randomBytes(32)
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', secret, nonce)
  const bytes = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  const data = { plaintext: plain.toString('base64'), ciphertext: `vault:v1:${bytes.toString('base64')}` }
  return { status: 200, body: { data } }
}

function decrypt({ secret }: TransitKey, text: string): Answer {
  const bytes = Buffer.from(/^vault:v1:(.+)$/.exec(text)?.[1] ?? '', 'base64')
  try {
    const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, 12)).setAuthTag(bytes.subarray(-16))
    const plain = Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()])
    return { status: 200, body: { data: { plaintext: plain.toString('base64') } } }
  } catch {
    return refusal(400, 'cipher: message authentication failed')
  }
}
