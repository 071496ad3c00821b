import type { FastifyInstance } from 'fastify'
import { answerProblem } from './problems.ts'

/** At most this many requests of one host name are worked on at a time in a process; more are asked to come back. */
const atOnce = 64

/** One tenant's storm must not be everybody's weather: requests beyond a tenant's share are turned away at the door,
 *  before they cost a session look-up or a database connection. Long-lived live pages do not count. */
export function fairness(app: FastifyInstance): void {
  const inFlight = new Map<string, number>()
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/api/') || request.url.includes('/events')) return
    const host = request.hostname
    const now = inFlight.get(host) ?? 0
    if (now >= atOnce) return answerProblem(reply.header('Retry-After', '1'), 'http.too_many')
    inFlight.set(host, now + 1)
    let isCounted = true
    reply.raw.once('close', () => {
      if (!isCounted) return
      isCounted = false
      const left = (inFlight.get(host) ?? 1) - 1
      if (left > 0) inFlight.set(host, left)
      else inFlight.delete(host)
    })
  })
}
