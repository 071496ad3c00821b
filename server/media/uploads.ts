import { AsyncLocalStorage } from 'node:async_hooks'
import { Readable } from 'node:stream'
import { Server } from '@tus/server'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { answerProblem, type DoorCode, DoorProblem } from '../http/problems.ts'
import { newId } from '../ids.ts'
import { UploadStore } from './incoming.ts'
import type { UploadLocker } from './lock.ts'
import { keepSwept } from './spool.ts'

export const uploadPath = '/api/v1/uploads'
/** A photo of a phone is 2–12 MiB; a short video may be ten times that. */
const largest = 100 * 1024 * 1024

/** The request being served: whose it is, and what went wrong in it. */
type Serving = { tenant: string; failure: unknown }
const serving = new AsyncLocalStorage<Serving>()
const tenantNow = () => serving.getStore()?.tenant ?? ''
const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Resumable uploads (tus 1.0). An upload's id is the id of the media row that it becomes when the last byte is there.
 *  Within the server its tenant stands before it, so that another tenant's is simply not there. */
export function uploads(app: FastifyInstance, deps: Deps, locker: UploadLocker): void {
  const stopSweeping = keepSwept(deps.media.spool, (error) => deps.log.warn({ err: error }, 'the spool was not swept'))
  app.addHook('onClose', async () => stopSweeping())
  const tus = new Server({
    path: uploadPath,
    datastore: new UploadStore(deps),
    locker,
    maxSize: largest,
    namingFunction: () => `${tenantNow()}/${newId()}`,
    generateUrl: (_request, { path, id }) => `${path}/${id.split('/').at(-1)}`,
    getFileIdFromRequest: (_request, last) => (last && isId.test(last) ? `${tenantNow()}/${last}` : undefined),
    onUploadCreate: async (_request, { size }) => {
      if (size === 0) throw new DoorProblem('media.not_a_photo')
      return {}
    },
    onResponseError: (_request, error) => {
      const store = serving.getStore()
      if (store) store.failure = error
      return undefined
    },
  })
  app.addContentTypeParser('application/offset+octet-stream', (_request, _payload, done) => done(null))
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    const { tenant } = await deps.callers.of(request)
    const state: Serving = { tenant, failure: null }
    const response = await serving.run(state, () => tus.handleWeb(asWeb(request)))
    if (tookLess(request, response)) {
      // Another wanted the upload, and this one was made to let go of it before all of its bytes were there.
      reply.header('Tus-Resumable', '1.0.0').header('Tus-Version', '1.0.0')
      return answerProblem(reply, 'media.upload_busy')
    }
    if (response.status < 400) return reply.send(response)
    if (state.failure instanceof Error) throw state.failure
    reply.header('Tus-Resumable', '1.0.0').header('Tus-Version', '1.0.0')
    return answerProblem(reply, codeOf(response.status, await response.text()))
  }
  for (const url of [uploadPath, `${uploadPath}/*`]) {
    app.route({ method: ['POST', 'PATCH', 'HEAD', 'DELETE', 'OPTIONS'], url, handler })
  }
}

/** Whether fewer bytes were taken than were sent, though the answer is that of success. */
function tookLess({ method, headers }: FastifyRequest, { status, headers: said }: Response): boolean {
  const sent = Number(headers['content-length'] ?? 0)
  const taken = Number(said.get('upload-offset')) - Number(headers['upload-offset'])
  return method === 'PATCH' && status === 204 && taken < sent
}

function asWeb({ raw, url, method, headers }: FastifyRequest): Request {
  const sent = Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] satisfies [string, string]] : [],
  )
  const body = method === 'PATCH' || method === 'POST' ? { body: Readable.toWeb(raw), duplex: 'half' as const } : {}
  return new Request(new URL(url, 'http://localhost'), { method, headers: sent, ...body })
}

/** The problem that a refusal of the protocol is. */
function codeOf(status: number, said: string): DoorCode {
  if (status === 412 || /^Invalid tus-resumable/i.test(said)) return 'media.tus_version'
  if (/lock/.test(said)) return 'media.upload_busy'
  if (/Content-Type/i.test(said)) return 'http.media_type'
  return codes[status] ?? (status < 500 ? 'http.malformed' : 'http.broken')
}
const codes: Record<number, DoorCode> = {
  404: 'http.not_found',
  409: 'media.wrong_offset',
  410: 'media.upload_gone',
  413: 'http.too_large',
}
