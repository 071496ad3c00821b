import { extended } from '@anxin/record/log.ts'
import type { Logger } from 'pino'
import { changes } from '../act.ts'
import { openBell } from '../bell.ts'
import type { Database, Tx } from '../db/database.ts'
import { factsWithoutLeaf, keepLeaves, type LogRow, lockLog, type Snapshot, snapshotNow, tenantIds } from './store.ts'

/** Gives committed facts their leaves. It looks for facts that have none, so that nothing is written for it in the
 *  transaction that a fact is from, and nothing waits for it there. */

/** So many at a time: others wait for the log's row. */
const mostAtOnce = 5_000

/** Facts are numbered when they are written and seen when they are committed: one with a smaller number may come later.
 *  A number below which nothing can come any more is found in three looks: what the highest number is (`top`), which
 *  transaction is the next (`until`; whoever drew a number up to `top` has begun by then), and that all before it are
 *  over. A process remembers this for itself; it saves time and decides nothing else. */
type Seen = { top: number; until: number | null }
/** `reached`: how far the batches of a long look have come, so that none begins at the floor again. */
export type Memory = { seen: Map<string, Seen>; reached: Map<string, number> }
export const emptyMemory = (): Memory => ({ seen: new Map(), reached: new Map() })

/** Adds what has no leaf yet to the tenant's log. True when there may be more. */
export async function sequence(tx: Tx, memory: Memory, batch = mostAtOnce): Promise<boolean> {
  const log = await lockLog(tx)
  const now = await snapshotNow(tx)
  const from = Math.max(log.floor, memory.reached.get(tx.tenant) ?? 0)
  const facts = await factsWithoutLeaf(tx, { floor: from, limit: batch })
  const last = facts.length === batch ? facts.at(-1) : undefined
  if (last) memory.reached.set(tx.tenant, last.fact)
  else memory.reached.delete(tx.tenant)
  // What was passed over may have got company meanwhile: a long look ends with one from the floor on.
  const isMore = last !== undefined || from > log.floor
  const floor = isMore ? log.floor : Math.max(log.floor, settled(memory.seen, tx.tenant, now))
  if (facts.length > 0 || floor > log.floor) {
    const range = extended(log.range, tx.tenant, facts)
    keepLeaves(tx, log.range.size, { facts, log: { ...log, range, floor } })
  }
  return isMore
}

/** Up to which number all facts were to be seen in this look; 0 when that is not known yet. */
function settled(memory: Memory['seen'], tenant: string, now: Snapshot): number {
  const seen = memory.get(tenant)
  if (!seen) memory.set(tenant, { top: now.top, until: null })
  else if (seen.until === null) memory.set(tenant, { top: seen.top, until: now.next })
  else if (now.oldest >= seen.until) {
    memory.set(tenant, { top: now.top, until: null })
    return seen.top
  }
  return 0
}

/** The same for all that came since the night before, whatever any process remembers; hands back the log as it is then. */
export async function sweep(tx: Tx): Promise<LogRow> {
  let log = await lockLog(tx)
  for (let from = log.swept; ; ) {
    const facts = await factsWithoutLeaf(tx, { floor: from, limit: mostAtOnce })
    const isOver = facts.length < mostAtOnce
    from = facts.at(-1)?.fact ?? from
    const range = extended(log.range, tx.tenant, facts)
    const next = { ...log, range, swept: isOver ? log.floor : log.swept }
    keepLeaves(tx, log.range.size, { facts, log: next })
    log = next
    if (isOver) return log
  }
}

export type Sequencer = {
  /** Gives leaves to all that is known to be there, in the caller's own time: for tests and the command line. */
  settled(): Promise<void>
  stop(): Promise<void>
}
type Parts = { log: Logger; isRunning: boolean; restMs?: number; sweepMs?: number }

/** Goes on until stopped, if it is running: for a tenant soon after something happened there, for all of them at the
 *  start and every minute, since an announcement may be lost. Rests after each round: what comes meanwhile shares the next. */
export function startSequencer(db: Database, { log, isRunning, restMs = 1_000, sweepMs = 60_000 }: Parts): Sequencer {
  const due = new Set<string>()
  const memory = emptyMemory()
  const [bell, end] = [openBell(), openBell()]
  let isStopping = false
  const hear = ({ tenant, kind }: { tenant: string; kind: string }) => {
    if (kind === 'outbox' || due.has(tenant)) return
    due.add(tenant)
    bell.ring()
  }
  changes.hearers.add(hear)
  const round = async (goesOn: () => boolean) => {
    for (const tenant of due) {
      due.delete(tenant)
      while (goesOn() && (await db.transaction({ tenant }, (tx) => sequence(tx, memory)).catch(putBack(tenant))));
    }
  }
  const putBack = (tenant: string) => (error: unknown) => {
    due.add(tenant)
    throw error
  }
  let sweptAt = Number.NEGATIVE_INFINITY
  const all = async () => {
    if (performance.now() - sweptAt < sweepMs) return
    for (const tenant of await db.transaction('worker', tenantIds)) due.add(tenant)
    sweptAt = performance.now()
  }
  const run = async () => {
    while (!isStopping) {
      const heard = bell.count()
      const isDone = await all()
        .then(() => round(() => !isStopping))
        .then(
          () => true,
          (error) => log.error({ err: error }, 'log: the database did not answer'),
        )
      await end.next(0, isDone ? restMs : 1_000)
      if (isDone && due.size === 0) await bell.next(heard, sweepMs)
    }
  }
  const running = isRunning ? run() : Promise.resolve()
  return {
    settled: () => round(() => true),
    async stop() {
      isStopping = true
      changes.hearers.delete(hear)
      end.ring()
      bell.ring()
      await running
    },
  }
}
