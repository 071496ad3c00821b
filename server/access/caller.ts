import { createHash } from 'node:crypto'
import type { Id } from '@anxin/domain/basics.ts'
import type { FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { type Addresses, openAddresses } from '../http/addresses.ts'
import { DoorProblem } from '../http/problems.ts'
import type { Caller } from '../http/route.ts'
import { accountOf, keyByHash, type Tenant } from './store.ts'
import { type Known, openTenants } from './tenants.ts'

/** Sessions are asked of the sign-in library, which takes milliseconds; what it said is believed this long. */
const believed = 20_000
const most = 10_000

type Believed = { caller: Caller; session: string; until: number }

/** Who calls: the holder of a session, a program with a key, or nobody in particular. Built once, with its memory. */
export type Callers = {
  of(request: FastifyRequest): Promise<Caller>
  /** The session behind a request, for the routes of the second factor. */
  sessionOf(request: FastifyRequest): Promise<{ id: string; userId: string } | null>
  /** The tenant that the host name leads to: the one that names it, else the one that names none. */
  tenantOf(request: FastifyRequest): Promise<Tenant>
  /** For whom a request will be worked on, by its key or its host name and without looking at more; null for nobody. */
  tenantAtDoor(request: FastifyRequest): Id | null | Promise<Id | null>
  /** Forgets what was believed about every session of this process, after roles or factors changed. */
  forget(): void
  /** How often callers who are nobody in particular came from each address. */
  addresses: Addresses
}
/** Roles whose work needs a second factor. A consumer's code by phone is a decision (docs/decisions). */
export const needsFactor = ['agent', 'dispatcher', 'supervisor', 'operator', 'merchant', 'reviewer'] as const

export const headersOf = (request: FastifyRequest): Headers =>
  new Headers(
    Object.entries(request.headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] satisfies [string, string]] : [],
    ),
  )

export function openCallers(deps: Omit<Deps, 'callers'>): Callers {
  const sessions = new Map<string, Believed>()
  const tenants = openTenants(deps)

  const tenantOf = async ({ hostname }: FastifyRequest): Promise<Tenant> => {
    const tenant = (await tenants()).of(hostname)
    if (!tenant) throw new DoorProblem('http.not_found')
    return tenant
  }

  const bySession = async (request: FastifyRequest, tenant: Id): Promise<Believed | null> => {
    const cookie = /(?:^|;\s*)((?:__Secure-)?anxin\.session_token=[^;]+)/.exec(request.headers.cookie ?? '')?.[1]
    if (!cookie) return null
    const memory = `${tenant}/${cookie}`
    const known = sessions.get(memory)
    if (known && known.until > deps.now()) return known
    const session = await deps.auth.sessionOf(headersOf(request))
    const account =
      session &&
      (await deps.db.transaction({ tenant }, (tx) => accountOf(tx, { userId: session.userId, session: session.id })))
    if (!session || !account) return null
    const { person, roles } = account
    const mayAll = account.passed || !roles.some((role) => needsFactor.some((one) => one === role))
    const held = mayAll ? [...roles, 'consumer' as const] : []
    const by = { kind: 'person' as const, id: person, role: 'consumer' as const }
    const caller: Caller = { tenant, by, person, roles: held, name: person, owesFactor: !mayAll }
    if (sessions.size > most) sessions.clear()
    const fresh = { caller, session: session.id, until: deps.now() + believed }
    sessions.set(memory, fresh)
    return fresh
  }

  return {
    tenantOf,
    tenantAtDoor(request) {
      const keyed = keyIn(request)
      const among = ({ ids, of }: Known): Id | null => {
        const tenant = keyed && tenantOfKey(keyed.hex)
        return tenant && ids.has(tenant) ? tenant : (of(request.hostname)?.id ?? null)
      }
      const known = tenants()
      return known instanceof Promise ? known.then(among) : among(known)
    },
    addresses: openAddresses(deps.now),
    forget: () => sessions.clear(),
    sessionOf: (request) => deps.auth.sessionOf(headersOf(request)),
    async of(request) {
      const bearer = keyIn(request)
      if (bearer) return byKey(deps, bearer)
      if (request.headers.authorization?.startsWith('Bearer ')) throw new DoorProblem('http.sign_in')
      const tenant = await tenantOf(request)
      const known = await bySession(request, tenant.id)
      if (!known) return { tenant: tenant.id, by: null, person: null, roles: [], name: 'anyone', owesFactor: false }
      refuseForeignOrigin(request)
      return known.caller
    },
  }
}

/** `anx_<tenant>_<secret>`: only its hash is kept. */
function keyIn({ headers }: FastifyRequest): { key: string; hex: string } | null {
  const [, key = '', hex = ''] = /^Bearer (anx_([0-9a-f]{32})_[\w-]{43})$/.exec(headers.authorization ?? '') ?? []
  return key ? { key, hex } : null
}
const tenantOfKey = (hex: string): Id => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

async function byKey(deps: Pick<Deps, 'db'>, { key, hex }: { key: string; hex: string }): Promise<Caller> {
  const tenant = tenantOfKey(hex)
  const hash = createHash('sha256').update(key).digest()
  const found = await deps.db.transaction({ tenant }, (tx) => keyByHash(tx, hash))
  if (!found) throw new DoorProblem('http.sign_in')
  return {
    tenant,
    by: { kind: 'system', id: found.id },
    person: null,
    roles: [],
    name: `key/${found.id}`,
    owesFactor: false,
  }
}

/** A cookie travels by itself: a change that another site's page asks for is not the caller's own. */
function refuseForeignOrigin(request: FastifyRequest): void {
  if (request.method === 'GET' || request.method === 'HEAD') return
  const { origin } = request.headers
  const site = request.headers['sec-fetch-site']
  const isForeign = typeof origin === 'string' && origin !== 'null' && hostOf(origin) !== request.headers.host
  if (isForeign || site === 'cross-site') throw new DoorProblem('http.foreign_origin')
}
const hostOf = (origin: string) => (URL.canParse(origin) ? new URL(origin).host : '')
