import type { Id } from '@anxin/domain/basics.ts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { tokenOf } from './access.ts'
import { lineOf } from './addresses.ts'
import { readLink } from './link.ts'
import { openPlaces } from './places.ts'
import { answerProblem } from './problems.ts'

/** `each` leaves a neighbour's request among few, and of twelve connections to the database always some; `rest` leaves it
 *  the processor (both measured: `trust/neighbour.test.ts`). */
const places = { together: 64, each: 4, waiting: 64, crowd: 8, rest: 3 }
/** Files and tables on their way over a bad network take minutes and next to no work. */
const ofTransfers = { together: 256, each: 64, waiting: 0, crowd: 0, rest: 0 }
const isTransfer = (url: string) => /^\/api\/v1\/(uploads|media)\b|\/export$/.test(url)

/** One tenant's storm must not be everybody's weather: a request is worked on when it has one of its tenant's places,
 *  from when it has arrived whole until it is answered; beyond a line of those who wait it is turned away, before it
 *  costs a session look-up or a database connection. Long-lived live pages do not count. */
export function fairness(app: FastifyInstance, deps: Deps): void {
  const [work, transfers] = [openPlaces(deps.now, places), openPlaces(deps.now, ofTransfers)]
  // With callbacks, not promises: a request that finds a place, as nearly all do, goes straight on.
  app.addHook('preHandler', (request, reply, done) => {
    const { url = '' } = request.routeOptions
    if (!url.startsWith('/api/') || url.endsWith('/events')) return done()
    const enter = (payer: Payer) => {
      // Who hung up while it was found out whose request this is will not be heard to close again.
      if (reply.raw.closed) return
      let giveBack: (() => void) | null = null
      let isGone = false
      const hasPlace = (isTransfer(url) ? transfers : work).take(payer, (place) => {
        if (isGone) return place()
        giveBack = place
        done()
      })
      if (!hasPlace) return void answerProblem(reply.header('Retry-After', '1'), 'http.too_many')
      reply.raw.once('close', () => {
        isGone = true
        giveBack?.()
      })
    }
    const payer = payerOf(deps, request)
    if (payer instanceof Promise) void payer.then(enter)
    else enter(payer)
  })
}

type Payer = { who: string; isTenant: boolean }

/** Whose share a request takes from: the tenant it is worked on for, by link, by key or by host name, of which an
 *  attacker can think up any number; where there is none, its address. */
function payerOf(deps: Deps, request: FastifyRequest): Payer | Promise<Payer> {
  const token = tokenOf(request)
  const link = token === null ? null : readLink(deps, token)
  if (link !== null && link !== 'expired') return { who: link.tenant, isTenant: true }
  const payer = (tenant: Id | null): Payer =>
    tenant ? { who: tenant, isTenant: true } : { who: lineOf(request.ip) ?? request.ip, isTenant: false }
  const tenant = deps.callers.tenantAtDoor(request)
  // Without the database whatever comes next says so itself.
  return tenant instanceof Promise ? tenant.catch(() => null).then(payer) : payer(tenant)
}
