import type { Id } from '@anxin/domain/basics.ts'
import type { Deps } from '../deps.ts'
import { allTenants, type Tenant } from './store.ts'

/** How long it is believed which tenants there are. */
const believed = 20_000

type Known = { ids: ReadonlySet<Id>; byHost: ReadonlyMap<string, Tenant>; other: Tenant | null }

/** Which tenant a host name leads to: the one that names it, else the eldest that names none. All are read at once and
 *  kept for a while, so that host names which somebody thinks up cost nothing. */
export function openTenants({ db, now }: Pick<Deps, 'db' | 'now'>) {
  let memory: { known: Promise<Known>; until: number } | null = null
  const known = (): Promise<Known> => {
    if (memory && memory.until > now()) return memory.known
    const fresh = { known: db.transaction('worker', allTenants).then(understood), until: now() + believed }
    memory = fresh
    // Nothing is believed of a database that did not answer.
    fresh.known.catch(() => {
      if (memory === fresh) memory = null
    })
    return fresh.known
  }
  return {
    of: async (host: string): Promise<Tenant | null> => {
      const { byHost, other } = await known()
      return byHost.get(host) ?? other
    },
    has: async (id: Id): Promise<boolean> => (await known()).ids.has(id),
  }
}

const understood = (rows: Awaited<ReturnType<typeof allTenants>>): Known => ({
  ids: new Set(rows.map(({ id }) => id)),
  byHost: new Map(rows.toReversed().flatMap(({ hosts, ...tenant }) => hosts.map((host) => [host, tenant] as const))),
  other: rows.find(({ hosts }) => hosts.length === 0) ?? null,
})
