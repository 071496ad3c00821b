import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** Named keys of Vault's transit engine that never leave Vault, and data keys encrypted under them. */
export type Transit = {
  /** Makes the named key unless it is there, and a new data key of 32 bytes under it. */
  dataKey(name: string): Promise<{ plain: Buffer; wrapped: string }>
  /** The data key again; null when its named key was deleted. */
  open(name: string, wrapped: string): Promise<Buffer | null>
  /** Deletes the named key: no copy of what it encrypted can be opened any more. Once is as good as twice. */
  destroy(name: string): Promise<void>
}

type Access = { KEY_URL: string; VAULT_TOKEN?: string | undefined; VAULT_TOKEN_FILE?: string | undefined }

const patience = 10_000
const DataKey = z.object({ data: z.object({ plaintext: z.base64(), ciphertext: z.string() }) })
const Plain = z.object({ data: z.object({ plaintext: z.base64() }) })
const Said = z.object({ errors: z.array(z.string()) })

/** `vault+https://host:8200/transit?prefix=anxin`: the mount of the transit engine, and what its keys' names begin with. */
export function openTransit({ KEY_URL, VAULT_TOKEN, VAULT_TOKEN_FILE }: Access): Transit {
  const url = new URL(KEY_URL.replace(/^vault\+/, ''))
  const mount = `${url.origin}/v1/${url.pathname.replace(/^\/|\/$/g, '') || 'transit'}`
  const prefix = url.searchParams.get('prefix') ?? 'anxin'
  if (!VAULT_TOKEN && !VAULT_TOKEN_FILE)
    throw new Error('KEY_URL names a Vault: please set VAULT_TOKEN or VAULT_TOKEN_FILE.')
  // An agent that renews the token writes the file anew: it is read each time.
  const token = () => VAULT_TOKEN ?? readFileSync(VAULT_TOKEN_FILE ?? '', 'utf8').trim()

  const ask = async (method: string, path: string, body?: object): Promise<Response> => {
    const response = await fetch(`${mount}/${path}`, {
      method,
      headers: { 'X-Vault-Token': token(), 'X-Vault-Request': 'true', 'Content-Type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
    }).catch((error) => {
      throw new Error(`Vault at ${url.host} cannot be reached (${reasonOf(error)}).`)
    })
    if (response.status === 403) throw new Error(`Vault at ${url.host} does not allow ${method} ${path} to this token.`)
    if (response.status === 503) throw new Error(`Vault at ${url.host} is sealed or in maintenance.`)
    return response
  }
  const demand = async (method: string, path: string, body?: object): Promise<Response> => {
    const response = await ask(method, path, body)
    if (!response.ok) throw new Error(`Vault at ${url.host} refused ${method} ${path}: ${await saidBy(response)}.`)
    return response
  }
  const isThere = async (key: string) => {
    const response = await ask('GET', `keys/${key}`)
    if (!response.ok && response.status !== 404)
      throw new Error(`Vault at ${url.host} refused GET keys/${key}: ${await saidBy(response)}.`)
    return response.ok
  }
  const keyOf = (name: string) => encodeURIComponent(`${prefix}-${name}`)

  return {
    async dataKey(name) {
      await demand('POST', `keys/${keyOf(name)}`, { type: 'aes256-gcm96' })
      const made = await demand('POST', `datakey/plaintext/${keyOf(name)}`, { bits: 256 })
      const { data } = DataKey.parse(await made.json())
      return { plain: bytesOf(data.plaintext), wrapped: data.ciphertext }
    },
    async open(name, wrapped) {
      const response = await ask('POST', `decrypt/${keyOf(name)}`, { ciphertext: wrapped })
      if (response.ok) return bytesOf(Plain.parse(await response.json()).data.plaintext)
      const said = await saidBy(response)
      if (!(await isThere(keyOf(name)))) return null
      throw new Error(`Vault at ${url.host} refused to decrypt under ${keyOf(name)}: ${said}.`)
    },
    async destroy(name) {
      if (!(await isThere(keyOf(name)))) return
      // Allowed only now, so that nobody deletes a key in use by mistake.
      await demand('POST', `keys/${keyOf(name)}/config`, { deletion_allowed: true })
      await demand('DELETE', `keys/${keyOf(name)}`)
    },
  }
}

function bytesOf(base64: string): Buffer {
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length !== 32) throw new Error('Vault gave a data key that is not of 32 bytes.')
  return bytes
}

async function saidBy(response: Response): Promise<string> {
  const said = Said.safeParse(await response.json().catch(() => null))
  return [`status ${response.status}`, ...(said.success ? said.data.errors : [])].join(', ')
}

/** Why a request got no answer: fetch hides the cause one level down. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code
  return cause instanceof Error ? cause.message : String(cause)
}
