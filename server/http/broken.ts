import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { explained } from './explained.ts'
import { fairness } from './fairness.ts'
import { DoorProblem, type ProblemCode, problem } from './problems.ts'

/** Node's words for what it could not read. */
const codes: Record<string, ProblemCode> = {
  HPE_HEADER_OVERFLOW: 'http.headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'http.slow',
}
const reasons: Record<number, string> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
}

/** Answers bytes that are no request (nobody's language is known yet: Chinese) and hangs up: what follows on that
 *  connection cannot be told apart from what was wrong. */
export function answerBrokenClient(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const document = problem(codes[error.code ?? ''] ?? 'http.malformed', 'zh')
  const body = Buffer.from(JSON.stringify(document))
  socket.end(
    `HTTP/1.1 ${document.status} ${reasons[document.status]}\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  )
}

/** What every request passes before any route: how its body is read, nobody's storm, and what problems mean. */
export function doorstep(app: FastifyInstance, deps: Deps): void {
  app.addHook('preParsing', requireUtf8)
  readJson(app)
  explained(app)
  fairness(app, deps)
}

/** JSON is UTF-8 (RFC 8259 §8.1); another charset would be read as something else than was meant. */
async function requireUtf8(request: FastifyRequest, _reply: FastifyReply): Promise<void> {
  const charset = /;\s*charset=\s*"?([^\s;"]+)/i.exec(request.headers['content-type'] ?? '')?.[1]
  if (charset && !/^(utf-?8|us-ascii)$/i.test(charset)) throw new DoorProblem('http.media_type')
}

/** Reads JSON as Fastify does, and says where it stops being JSON. */
function readJson(app: FastifyInstance): void {
  const standard = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    standard(request, body, (error, value) => done(error && (whereBroken(body) ?? error), value))
  })
}

function whereBroken(body: string): DoorProblem | null {
  try {
    JSON.parse(body)
    return null
  } catch (error) {
    // V8 quotes what stands around the place.
    const message = `JSON: ${error instanceof Error ? error.message : ''}`
    return new DoorProblem('http.malformed', { errors: [{ path: '', message }] })
  }
}
