import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from '../db/database.ts'
import type { World } from '../testing.ts'

/** The address of a world that listens. */
export async function listening(world: World): Promise<string> {
  await world.anxin.app.listen({ port: 0, host: '127.0.0.1' })
  const address = world.anxin.app.server.address()
  if (address === null || typeof address !== 'object') throw new Error('it does not listen')
  return `http://localhost:${address.port}`
}

export type Sent = {
  status: number
  code: string | undefined
  title: string | undefined
  type: string | null
  id: string
}
type How = { language?: string }

const tus = { 'tus-resumable': '1.0.0' }

type Asked = { headers?: Record<string, string>; body?: Uint8Array }
/** One request of the upload protocol. */
export async function ask(url: string, method: string, { headers = {}, body }: Asked = {}) {
  const response = await fetch(url, {
    method,
    headers: { ...tus, ...headers },
    ...(body ? { body: new Uint8Array(body) } : {}),
  })
  const text = await response.text()
  return { response, problem: text.startsWith('{') ? JSON.parse(text) : {} }
}

/** Begins an upload of so many bytes; its address and id. */
export async function begin(base: string, size: number, headers: Record<string, string> = {}) {
  const { response, problem } = await ask(`${base}/api/v1/uploads`, 'POST', {
    headers: { 'upload-length': `${size}`, ...headers },
  })
  const location = response.headers.get('location') ?? ''
  return { response, problem, url: `${base}${location}`, id: location.split('/').at(-1) ?? '' }
}

/** Sends bytes at a place of an upload. */
export const append = (url: string, offset: number, { body, headers = {} }: Asked & { body: Uint8Array }) =>
  ask(url, 'PATCH', {
    headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': `${offset}`, ...headers },
    body,
  })

/** A whole file through the real upload API, in one piece. */
export async function send(base: string, bytes: Uint8Array, { language = 'zh-CN' }: How = {}): Promise<Sent> {
  const said = { 'accept-language': language }
  const begun = await begin(base, bytes.length, said)
  const { response, problem } = begun.response.ok ? await append(begun.url, 0, { body: bytes, headers: said }) : begun
  const type = response.headers.get('content-type')
  return { status: response.status, code: problem.code, title: problem.title, type, id: begun.id }
}

type Patient = { piece?: number; isOver?: () => boolean }
/** A whole file in pieces, as a phone does it: after whatever went wrong it asks how far the server is and goes on from
 *  there. `base` is asked anew each time, for a server that comes back elsewhere; `isOver`: nobody waits for it any more. */
export async function sendInPieces(
  base: () => string,
  bytes: Uint8Array,
  { piece = 256 * 1024, isOver = () => false }: Patient = {},
): Promise<string> {
  const { id } = await again(() => begin(base(), bytes.length), isOver)
  const url = () => `${base()}/api/v1/uploads/${id}`
  const place = async () => Number((await ask(url(), 'HEAD')).response.headers.get('upload-offset'))
  for (let at = 0; at < bytes.length; ) {
    const sent = await append(url(), at, { body: bytes.subarray(at, at + piece) }).catch(() => null)
    at = sent?.response.status === 204 ? at + Math.min(piece, bytes.length - at) : await again(place, isOver)
  }
  return id
}

async function again<T>(attempt: () => Promise<T>, isOver: () => boolean, triesLeft = 2_000): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    if (triesLeft === 0 || isOver()) throw error
    await new Promise((resolve) => setTimeout(resolve, 50))
    return again(attempt, isOver, triesLeft - 1)
  }
}

/** What is kept of uploads: rows, files, and what lies in the spool. */
export async function keptIn(world: World) {
  const { deps } = world.anxin
  const rows = await deps.db.transaction({ tenant: world.tenant }, (tx) => tx.rows(sql`select id from media`))
  const files = readdirSync(join(world.dir, 'media'), { recursive: true, withFileTypes: true }).filter((f) =>
    f.isFile(),
  )
  const isSpooled = (file: (typeof files)[number]) => file.parentPath.includes('incoming')
  return {
    rows: rows.length,
    files: files.filter((f) => !isSpooled(f)).length,
    spooled: files.filter(isSpooled).length,
  }
}
