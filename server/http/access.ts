import type { Actor, Id } from '@anxin/domain/basics.ts'
import type { FastifyRequest } from 'fastify'
import { sql } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { readLink } from './link.ts'
import { DoorProblem } from './problems.ts'
import type { Caller, Route, Who } from './route.ts'

/** Who is calling and as whom they act here; throws the problem when they may not, or not so often. */
export async function admitted(
  deps: Deps,
  request: FastifyRequest,
  { who, path, perAddress }: Pick<Route, 'who' | 'path' | 'perAddress'>,
): Promise<{ caller: Caller; by: Actor }> {
  const token = tokenOf(request)
  if (token !== null && who.includes('link')) return linkHolder(deps, request, token)
  const caller = narrowed(await deps.callers.of(request), request)
  if (perAddress && !caller.by) deps.callers.addresses.admit(`${caller.tenant}${path}`, request.ip, perAddress)
  return { caller, by: actingAs(caller, who) }
}

/** `Acting-As: merchant`: in which of their roles somebody comes who has several; at the merchants' door as the merchant alone,
 *  whatever else they may see elsewhere. It takes roles away and gives none; what everybody may do who is signed in stays. */
function narrowed(caller: Caller, { headers }: FastifyRequest): Caller {
  const wanted = headers['acting-as']
  if (wanted === undefined) return caller
  return { ...caller, roles: caller.roles.filter((role) => role === wanted || role === 'consumer') }
}

/** `Authorization: Tracking …`, or `?token=` where a browser cannot send headers (EventSource). */
export function tokenOf({ headers, query }: FastifyRequest): string | null {
  const named = /^Tracking (.+)$/.exec(headers.authorization ?? '')?.[1]
  const asked = typeof query === 'object' && query !== null && 'token' in query ? query.token : undefined
  return named ?? (typeof asked === 'string' ? asked : null)
}

/** The holder of a link acts as the consumer of that order, and of no other. */
async function linkHolder(deps: Deps, request: FastifyRequest, token: string): Promise<{ caller: Caller; by: Actor }> {
  const link = readLink(deps, token)
  if (link === 'expired') throw new DoorProblem('http.link_expired')
  if (link === null) throw new DoorProblem('case.absent')
  const person = await personBehind(deps, link, idIn(request))
  if (person === null) throw new DoorProblem('case.absent')
  const by: Actor = { kind: 'person', id: person, role: 'consumer' }
  return {
    caller: { tenant: link.tenant, by, person, roles: ['consumer'], name: `link/${link.order}`, owesFactor: false },
    by,
  }
}

const idIn = ({ params }: FastifyRequest): string =>
  typeof params === 'object' && params !== null && 'id' in params ? String(params.id) : ''

/** The consumer of the linked order, if the path names that order or one of its visits. */
function personBehind(deps: Deps, link: { tenant: Id; order: Id }, named: string): Promise<Id | null> {
  if (!/^[0-9a-f-]{36}$/i.test(named)) return Promise.resolve(null)
  return deps.db.transaction({ tenant: link.tenant }, async (tx) => {
    const row = await tx.first<{ person: Id }>(sql`
      select o.person from orders o
      where o.id = ${link.order} and (o.id = ${named}::uuid or exists (select from visits v where v.id = ${named}::uuid and v.order_id = o.id))`)
    return row?.person ?? null
  })
}

/** The first role of the route that the caller holds; `anyone` may be nobody in particular. */
export function actingAs({ by, roles, owesFactor }: Caller, who: readonly Who[]): Actor {
  if (by?.kind === 'system' && who.includes('system')) return by
  const held = who.flatMap((one) => roles.filter((role) => role === one))
  if (by?.kind === 'person' && held[0]) return { ...by, role: held[0] }
  if (who.includes('anyone')) return by ?? { kind: 'person', id: '', role: 'consumer' }
  if (owesFactor) throw new DoorProblem('http.second_factor')
  throw new DoorProblem(by ? 'http.forbidden' : 'http.sign_in')
}
