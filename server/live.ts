import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Change, changes } from './act.ts'
import type { Database } from './db/database.ts'

/** Who watches what: pages subscribe to a case, and are told that it changed, in this process or in another. */
export type Live = {
  /** Calls `hear` after each change of this case; returns how to stop. */
  watch(tenant: string, id: string, hear: () => void): () => void
  /** Calls `hear` after each change of this order, and of a case of one of these kinds that belongs to it. */
  watchOrder(tenant: string, id: string, also: { kinds: readonly string[]; hear: (kind: string) => void }): () => void
  /** Calls `hear` after each change of a kind of case in the tenant. */
  watchKind(tenant: string, kind: string, hear: (id: string) => void): () => void
  stop(): Promise<void>
}

const channel = 'anxin_changes'
const Heard = z.object({
  from: z.string(),
  changes: z.array(
    z.object({
      tenant: z.string(),
      kind: z.string(),
      id: z.string(),
      // Processes of an older version do not say.
      order: z.string().nullable().default(null),
      errands: z.number(),
    }),
  ),
})
/** Changes are announced together: one NOTIFY for all within this time, and never inside a transaction. */
const gatherMs = 20
/** PostgreSQL takes payloads below 8,000 bytes. */
const perAnnouncement = 35

/** Connects this process's changes with everybody who watches, here and in other processes on the same database. */
export async function openLive(db: Database): Promise<Live> {
  const me = randomUUID()
  const watchers = new Map<string, Set<(id: string) => void>>()
  const add = (key: string, hear: (id: string) => void) => {
    const set = watchers.get(key) ?? new Set()
    watchers.set(key, set.add(hear))
    return () => {
      set.delete(hear)
      if (set.size === 0) watchers.delete(key)
    }
  }
  const tell = ({ tenant, kind, id, order }: Change) => {
    for (const hear of watchers.get(`${tenant}/${id}`) ?? []) hear(id)
    for (const hear of order === null ? [] : (watchers.get(`${tenant}/${order}/${kind}`) ?? [])) hear(id)
    for (const hear of watchers.get(`${tenant}//${kind}`) ?? []) hear(id)
  }

  let waiting: Change[] = []
  let timer: NodeJS.Timeout | null = null
  const announce = async () => {
    timer = null
    const batch = waiting.splice(0)
    for (let i = 0; i < batch.length; i += perAnnouncement) {
      const payload = JSON.stringify({ from: me, changes: batch.slice(i, i + perAnnouncement) })
      // Lost when the database is away: watchers read anew when they reconnect, the worker polls.
      await db.announce(channel, payload).catch(() => {})
    }
  }
  const fromHere = (change: Change) => {
    tell(change)
    waiting.push(change)
    timer ??= setTimeout(announce, gatherMs)
  }
  const fromElsewhere = (payload: string) => {
    const heard = Heard.safeParse(JSON.parse(payload))
    if (!heard.success || heard.data.from === me) return
    for (const change of heard.data.changes) {
      tell(change)
      for (const hear of changes.hearers) if (hear !== fromHere) hear(change)
    }
  }
  changes.hearers.add(fromHere)
  const stopListening = await db.listen(channel, fromElsewhere)
  return {
    watch: (tenant, id, hear) => add(`${tenant}/${id}`, hear),
    watchOrder(tenant, id, { kinds, hear }) {
      const stops = [
        add(`${tenant}/${id}`, () => hear('order')),
        ...kinds.map((kind) => add(`${tenant}/${id}/${kind}`, () => hear(kind))),
      ]
      return () => {
        for (const stop of stops) stop()
      }
    },
    watchKind: (tenant, kind, hear) => add(`${tenant}//${kind}`, hear),
    async stop() {
      changes.hearers.delete(fromHere)
      if (timer) clearTimeout(timer)
      waiting = []
      await stopListening()
    },
  }
}
