import type { Id } from '@anxin/domain/basics.ts'
import type { Deps } from '../deps.ts'
import { allTenants, type Tenant } from './store.ts'

/** How long it is believed which tenants there are. */
const believed = 20_000

export type Known = { ids: ReadonlySet<Id>; of(host: string): Tenant | null }

/** Which tenants there are, and which of them a host name leads to: the one that names it, else the eldest that names
 *  none. All are read at once and kept for a while, so that host names which somebody thinks up cost nothing. Answers
 *  at once while they are kept. */
export function openTenants({ db, now }: Pick<Deps, 'db' | 'now'>): () => Known | Promise<Known> {
  let memory: { known: Known | Promise<Known>; until: number } | null = null
  const read = (): Promise<Known> => {
    const known = db.transaction('worker', allTenants).then(understood)
    const fresh = { known, until: now() + believed }
    memory = fresh
    known.then(
      (all) => {
        if (memory === fresh) memory = { ...fresh, known: all }
      },
      // Nothing is believed of a database that did not answer.
      () => {
        if (memory === fresh) memory = null
      },
    )
    return known
  }
  return () => (memory && memory.until > now() ? memory.known : read())
}

function understood(rows: Awaited<ReturnType<typeof allTenants>>): Known {
  const named = rows.toReversed().flatMap(({ hosts, ...tenant }) => hosts.map((host) => [host, tenant] as const))
  const byHost = new Map<string, Tenant>(named)
  const other = rows.find(({ hosts }) => hosts.length === 0) ?? null
  return { ids: new Set(rows.map(({ id }) => id)), of: (host) => byHost.get(host) ?? other }
}
