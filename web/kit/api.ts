import createClient, { type Middleware } from 'openapi-fetch'
import { v4 as newKey } from 'uuid'
import type { paths } from '../api.generated.ts'
import { language } from './language.ts'

/** What the server says when it says no (RFC 9457). */
export class Problem extends Error {
  readonly code: string
  readonly status: number
  readonly errors: readonly { path: string; message: string }[]
  constructor(document: {
    code?: string
    status?: number
    title?: string
    detail?: string
    errors?: { path: string; message: string }[]
  }) {
    super(document.title ?? '')
    this.code = document.code ?? 'unknown'
    this.status = document.status ?? 0
    this.errors = document.errors ?? []
  }
}

let token: string | null = null
/** Acts with a tracking link from now on; null: with the session again. */
export const holdLink = (held: string | null) => {
  token = held
}

let alone: Record<string, string> = {}
/** Acts in one role alone from now on, whatever else somebody is; null: in all of theirs. */
export const actAs = (role: string | null) => {
  alone = role ? { 'Acting-As': role } : {}
}
/** The header that says so, for requests that do not go through the typed client. */
export const actingAs = (): Readonly<Record<string, string>> => alone

const headers: Middleware = {
  onRequest({ request }) {
    request.headers.set('Accept-Language', language() === 'en' ? 'en' : 'zh-CN')
    for (const [name, value] of Object.entries(alone)) request.headers.set(name, value)
    if (token) request.headers.set('Authorization', `Tracking ${token}`)
    // Pressed twice, sent twice, meant once.
    if (request.method === 'POST' && !request.headers.has('Idempotency-Key'))
      request.headers.set('Idempotency-Key', newKey())
    return request
  },
}

export const api = createClient<paths>({ baseUrl: '' })
api.use(headers)

/** The answer, or the server's problem thrown. */
export async function told<T>(answer: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await answer
  if (response.ok) return data as T // a success has the declared shape
  throw new Problem({ status: response.status, ...(typeof error === 'object' ? error : {}) })
}

type Json<M> = M extends { responses: infer R }
  ? R extends Record<200, { content: { 'application/json': infer A } }>
    ? A
    : R extends Record<201, { content: { 'application/json': infer A } }>
      ? A
      : never
  : never
/** The answer of a route: `Answer<'/api/v1/orders/{id}', 'get'>`. */
export type Answer<P extends keyof paths, M extends keyof paths[P]> = Json<paths[P][M]>
export type Order = Answer<'/api/v1/orders/{id}', 'get'>
export type OrderBrief = Answer<'/api/v1/orders', 'get'>['items'][number]
export type Visit = Answer<'/api/v1/visits/{id}', 'get'>
export type Offer = Answer<'/api/v1/offers', 'get'>['items'][number]
export type Step = Answer<'/api/v1/orders/{id}/timeline', 'get'>['steps'][number]
