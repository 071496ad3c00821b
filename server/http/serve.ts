import { isKept, isRefusal } from '@anxin/domain/refusals.ts'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import type { z } from 'zod'
import type { Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { admitted } from './access.ts'
import { answerBrokenClient, doorstep } from './broken.ts'
import { type Answer, earlierAnswer, keepAnswer, requestHashes } from './idempotency.ts'
import { documented } from './openapi.ts'
import { answerProblem, DoorProblem, type FieldProblem, languageOf } from './problems.ts'
import type { Call, Route, StreamRoute } from './route.ts'
import { sayInvalid } from './sentences.ts'

const prefix = '/api/v1'

/** The server with all routes, not yet listening. `routes` and `streams` come from the capabilities. */
export async function serve(
  deps: Deps,
  routes: readonly Route[],
  streams: readonly StreamRoute[],
): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: deps.log as FastifyBaseLogger, // pino is what Fastify logs with
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 256 * 1024,
    trustProxy: ['loopback', ...deps.config.TRUSTED_PROXIES],
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true },
    // Bytes that are no HTTP, headers without end, requests that never end.
    clientErrorHandler: answerBrokenClient,
    // Errors before any route is found, a path that cannot be decoded for one.
    frameworkErrors: (_error, _request, reply) => void answerProblem(reply, 'http.malformed'),
  })
  app.setErrorHandler((error, _request, reply) => answerError(deps, error, reply))
  app.setNotFoundHandler((_request, reply) => answerProblem(reply, 'http.not_found'))
  doorstep(app, deps)
  await documented(app, routes, streams)
  for (const route of routes) {
    app.route({
      method: route.method,
      url: prefix + route.path,
      handler: (request, reply) => handle(deps, route, { request, reply }),
    })
  }
  for (const route of streams) {
    app.route({
      method: route.method,
      url: prefix + route.path,
      handler: (request, reply) => stream(deps, route, { request, reply }),
    })
  }
  return app
}

type Http = { request: FastifyRequest; reply: FastifyReply }

/** One request of a declared route: who, parse, one transaction, answer. */
async function handle(deps: Deps, route: Route, { request, reply }: Http): Promise<unknown> {
  const call = await received(deps, route, request)
  const key = route.method === 'GET' || route.keepsNothing ? undefined : header(request, 'idempotency-key')
  if (key !== undefined && !/^[\x21-\x7e]{8,200}$/.test(key)) {
    throw invalid([{ path: 'Idempotency-Key', message: sayInvalid('idempotency-key', call.language) }])
  }
  const secret = deps.private.key('idempotency')
  const keyed = key && { caller: call.caller.name, key, secret, ...requestHashes(secret, request) }
  const once = async (tx: Tx) => {
    const does = () => route.does({ ...call, tx })
    const looked = keyed ? earlierAnswer(tx, keyed) : null
    // What goes in company changes nothing but through its transaction: it begins while its key is still looked up.
    const begun = route.inCompany ? does() : null
    const [earlier] = await Promise.allSettled([looked, begun])
    if (earlier.status === 'rejected') throw earlier.reason
    if (earlier.value) throw new AnsweredBefore(earlier.value)
    const body = await (begun ?? does())
    if (isRefusal(body) && !isKept(body)) throw new DoorProblem(body.refusal)
    const answer = { status: route.status ?? 200, body }
    if (keyed) keepAnswer(tx, keyed, answer)
    return answer
  }
  const { db } = deps
  const scope = { tenant: route.whose?.(call) ?? call.caller.tenant }
  const answer = await anew(deps, () => (route.inCompany ? db.inCompany : db.transaction)(scope, once)).catch(
    (error) => {
      if (!(error instanceof AnsweredBefore)) throw error
      reply.header('Idempotency-Replayed', 'true')
      return error.answer
    },
  )
  if (isRefusal(answer.body)) throw new DoorProblem(answer.body.refusal)
  reply.header('Cache-Control', 'no-store').code(answer.status)
  return answer.status === 204 ? reply.send() : answer.body
}

/** The same request has its answer already: nothing of what was begun meanwhile is kept. */
class AnsweredBefore extends Error {
  readonly answer: Answer
  constructor(answer: Answer) {
    super('answered before')
    this.answer = answer
  }
}

/** Two who did the same at the same moment (the first reports from one phone, say): the one that PostgreSQL undid
 *  begins anew, and then finds what the other did. */
async function anew<T>(deps: Deps, attempt: () => Promise<T>, triesLeft = 3): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    if (triesLeft === 0 || !(error instanceof Error && 'code' in error)) throw error
    if (isRetiredKey(error)) await deps.private.catchUp()
    else if (!collisions.includes(String(error.code))) throw error
    return anew(deps, attempt, triesLeft - 1)
  }
}

/** Unique violation, serialization failure, deadlock (PostgreSQL, appendix A). */
const collisions = ['23505', '40001', '40P01']
/** A person's key was wrapped under a generation that another process had just ended. */
const isRetiredKey = (error: Error): boolean => 'constraint' in error && error.constraint === 'person_keys_kek'

async function stream(deps: Deps, route: StreamRoute, http: Http): Promise<unknown> {
  return route.streams(await received(deps, route, http.request), http)
}

type Received = Omit<Call<unknown, unknown, unknown>, 'tx'>

/** Who is calling and with what; throws the problem when they may not, or when it cannot be read. */
async function received(deps: Deps, route: Route | StreamRoute, request: FastifyRequest): Promise<Received> {
  const language = languageOf(header(request, 'accept-language'))
  const { caller, by } = await admitted(deps, request, route)
  return {
    deps,
    caller,
    by,
    language,
    ip: request.ip,
    now: deps.now(),
    params: parse(route.params, request.params, language),
    query: parse(route.query, request.query, language),
    body: parse(route.body, request.body, language),
    version: versionOf(request),
  }
}

function parse(shape: z.ZodType | undefined, value: unknown, language: 'zh' | 'en'): unknown {
  if (!shape) return undefined
  const parsed = shape.safeParse(value ?? {})
  if (parsed.success) return parsed.data
  throw invalid(
    parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: sayInvalid(issue, language) })),
  )
}

const invalid = (errors: FieldProblem[]) => new DoorProblem('http.invalid', { errors })
const header = (request: FastifyRequest, name: string) => {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}

/** `If-Match: "7"` — the version that the caller's page shows. One that cannot be read is that of no case. */
function versionOf(request: FastifyRequest): number | undefined {
  const wanted = header(request, 'if-match')
  if (wanted === undefined || wanted === '*') return undefined
  return Number(/^(?:W\/)?"?(\d{1,9})"?$/.exec(wanted)?.[1] ?? -1)
}

/** Every error leaves as a problem document; what is our own fault is logged, without the request's content. */
function answerError(deps: Deps, error: unknown, reply: FastifyReply): FastifyReply {
  if (error instanceof DoorProblem) {
    for (const [name, value] of Object.entries(error.headers)) reply.header(name, value)
    return answerProblem(reply, error.code, error.errors)
  }
  // Whatever was thrown; Fastify's own errors carry both.
  const { statusCode = 500, code = '' } = error as { statusCode?: number; code?: string }
  if (statusCode === 413) return answerProblem(reply, 'http.too_large')
  if (statusCode === 415) return answerProblem(reply, 'http.media_type')
  if (statusCode >= 400 && statusCode < 500) return answerProblem(reply, 'http.malformed')
  deps.log.error({ err: error, route: reply.request.routeOptions.url }, 'request failed')
  if (code === '53100' || code === 'ENOSPC') return answerProblem(reply, 'http.full')
  if (/^(08|57P|53)/.test(code) || code === 'ECONNREFUSED' || code === 'ECONNRESET') {
    return answerProblem(reply.header('Retry-After', '5'), 'http.unavailable')
  }
  return answerProblem(reply, 'http.broken')
}
