import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { tokenOf } from './access.ts'
import { lineOf } from './addresses.ts'
import { readLink } from './link.ts'
import { openPlaces } from './places.ts'
import { answerProblem, DoorProblem } from './problems.ts'

/** `each` leaves a neighbour's request among few (measured: `trust/neighbour.test.ts`), and of twelve connections to the
 *  database always some. */
const places = { together: 64, each: 4, waiting: 64 }
/** A photo on its way over a bad network takes minutes and next to no work. */
const uploadPlaces = { together: 256, each: 64, waiting: 0 }

/** One tenant's storm must not be everybody's weather: a request is worked on when it has one of its tenant's places,
 *  from when it has arrived whole until its answer begins; beyond a line of those who wait it is turned away, before it
 *  costs a session look-up or a database connection. Long-lived live pages do not count. */
export function fairness(app: FastifyInstance, deps: Deps): void {
  const [work, uploads] = [openPlaces(deps.now, places), openPlaces(deps.now, uploadPlaces)]
  const held = new WeakMap<FastifyRequest, () => void>()

  app.addHook('preHandler', async (request, reply) => {
    const { url = '' } = request.routeOptions
    if (!url.startsWith('/api/') || url.endsWith('/events')) return
    // Listened for before anything is waited for: who hangs up meanwhile is heard only once.
    let isGone = false
    reply.raw.once('close', () => {
      isGone = true
      held.get(request)?.()
    })
    const isUpload = url.startsWith('/api/v1/uploads')
    const { who, isTenant } = await payerOf(deps, request)
    const place = isGone ? unheard() : (isUpload ? uploads : work).take(who, isTenant)
    if (place === null) return answerProblem(reply.header('Retry-After', '1'), 'http.too_many')
    const giveBack = await place
    if (isGone) {
      giveBack()
      unheard()
    }
    held.set(request, giveBack)
  })
  app.addHook('onSend', async (request) => {
    if (!request.routeOptions.url?.startsWith('/api/v1/uploads')) held.get(request)?.()
  })
}

/** Whoever asked has hung up: nothing is done for them, and nobody hears this. */
function unheard(): never {
  throw new DoorProblem('http.slow')
}

/** Whose share a request takes from: the tenant it is worked on for, by key, by link or by host name, of which an
 *  attacker can think up any number; where there is none, its address. */
async function payerOf(deps: Deps, request: FastifyRequest): Promise<{ who: string; isTenant: boolean }> {
  const token = tokenOf(request)
  const link = token === null ? null : readLink(deps, token)
  if (link !== null && link !== 'expired') return { who: link.tenant, isTenant: true }
  // Without the database whatever comes next says so itself.
  const tenant = await deps.callers.tenantAtDoor(request).catch(() => null)
  return tenant ? { who: tenant, isTenant: true } : { who: lineOf(request.ip) ?? request.ip, isTenant: false }
}
