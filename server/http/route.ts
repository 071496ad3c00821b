import type { Actor, Id, Role } from '@anxin/domain/basics.ts'
import type { Refusal } from '@anxin/domain/refusals.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import type { Window } from './addresses.ts'
import type { Language } from './problems.ts'

/** Who may call a route: anybody at all, a program with an API key, whoever holds the tracking link of the very
 *  order in the path (and then acts as its consumer), or people who hold one of these roles. */
export type Who = 'anyone' | 'system' | 'link' | Role

/** Who is calling, found out once per request. `person` is null for a program and for somebody not signed in. */
export type Caller = {
  tenant: Id
  by: Actor | null
  person: Id | null
  roles: readonly Role[]
  /** Makes idempotency keys the caller's own. */
  name: string
  /** Signed in, but the second factor that the caller's roles need was not given yet: no role counts until then. */
  owesFactor: boolean
}

/** What a handler gets. `by` acts in the first role of the route's `who` that the caller holds. */
export type Call<P, Q, B> = {
  tx: Tx
  deps: Deps
  /** The moment of the request, the same throughout. */
  now: number
  by: Actor
  caller: Caller
  params: P
  query: Q
  body: B
  /** The version that the caller has seen (If-Match), if it said so. */
  version: number | undefined
  language: Language
  ip: string
}

type Shape = z.ZodType
type Out<S extends Shape | undefined> = S extends Shape ? z.output<S> : undefined

/** A route is a declaration: path, who, shape in, what it does, shape out. The OpenAPI page, the client's types and
 *  the walk of all routes as everybody else come from it. */
export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  summary: string
  tag: string
  who: readonly Who[]
  params?: Shape
  query?: Shape
  body?: Shape
  answer: Shape
  /** Status of a success, 200 unless said. */
  status?: number
  /** Shares its transaction with other such requests of the moment: for what many do at once and nobody waits for
   *  another in. Changes nothing but through its `tx`, and makes new cases only. */
  inCompany?: boolean
  /** Asks, though it posts: a key is not honoured, and neither it nor the answer is kept. */
  keepsNothing?: boolean
  /** Whose it is, where a token says so and not the name at which it is asked for. */
  whose?(call: Omit<Call<unknown, unknown, unknown>, 'tx'>): Id | null
  /** How often callers who are not signed in may come from one address, in each process. */
  perAddress?: readonly Window[]
  does(call: Call<unknown, unknown, unknown>): Promise<unknown>
}

/** A route that answers with something else than one JSON document: a stream, a file. It opens its own transactions. */
export type StreamRoute = Omit<Route, 'does' | 'answer'> & {
  streams(
    call: Omit<Call<unknown, unknown, unknown>, 'tx'>,
    http: { request: FastifyRequest; reply: FastifyReply },
  ): Promise<unknown>
}

type Declared<
  P extends Shape | undefined,
  Q extends Shape | undefined,
  B extends Shape | undefined,
  A extends Shape,
> = {
  summary: string
  tag: string
  who: readonly Who[]
  params?: P
  query?: Q
  body?: B
  answer: A
  status?: number
  inCompany?: boolean
  keepsNothing?: boolean
  whose?(call: Omit<Call<Out<P>, Out<Q>, Out<B>>, 'tx'>): Id | null
  perAddress?: readonly Window[]
  does(call: Call<Out<P>, Out<Q>, Out<B>>): Promise<z.input<A> | Refusal>
}

const declare =
  (method: Route['method']) =>
  <
    A extends Shape,
    P extends Shape | undefined = undefined,
    Q extends Shape | undefined = undefined,
    B extends Shape | undefined = undefined,
  >(
    path: string,
    route: Declared<P, Q, B, A>,
  ): Route =>
    ({ method, path, ...route }) as unknown as Route // the shapes are checked against the handler above, then forgotten in the list

export const get = declare('GET')
export const post = declare('POST')
export const put = declare('PUT')
export const del = declare('DELETE')

/** A page of a list: `limit` rows after `cursor`; `next` in the answer is the cursor of the page after, or null. */
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
})
export const pageOf = <T extends Shape>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() })

/** The opaque text of a cursor, and back. A broken one reads as null. */
export const cursorOf = (values: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(values)).toString('base64url')
export function readCursor<T extends z.ZodType>(cursor: string | undefined, shape: T): z.output<T> | null {
  if (!cursor) return null
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch {
    return null
  }
}

/** `/things/:id` */
export const ById = z.object({ id: z.uuid() })
