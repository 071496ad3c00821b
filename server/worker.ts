import { changes } from './act.ts'
import type { Database } from './db/database.ts'
import type { Deps } from './deps.ts'
import { workInward } from './inward.ts'
import type { Job } from './job.ts'
import { type Bench, openBench } from './outbox.ts'
import { openGoer } from './outward.ts'

export { type Job, job, NotYet } from './job.ts'

export type Worker = { stop(): Promise<void>; settled(): Promise<void> }
type Parts = { deps: Deps; jobs: readonly Job[]; lanes?: number; pollMs?: number }

/** Empties the outbox until stopped: inward errands on `lanes` lanes (none: it does nothing by itself), outward ones on
 *  a lane of their own, so that no gateway delays what is done here. Sleeps until something is due or was added. */
export function startWorker(db: Database, { deps, jobs, lanes = 2, pollMs = 1_000 }: Parts): Worker {
  const bench = openBench(db, deps, jobs)
  const bell = openBell(pollMs)
  let isStopping = false
  const hear = (change: { errands: number }) => {
    if (change.errands > 0) bell.ring()
  }
  changes.hearers.add(hear)
  const tried = (work: Promise<'worked' | 'idle'>) =>
    work.catch((error) => {
      deps.log.error({ err: error }, 'outbox: the database did not answer')
      return 'failed' as const
    })
  const lane = async () => {
    while (!isStopping) {
      const heard = bell.count()
      const did = await tried(workInward(bench))
      if (did !== 'worked') await bell.next(did === 'idle' ? heard : bell.count())
    }
  }
  const outwardLane = async () => {
    const goer = openGoer(bench, bell.ring)
    while (!isStopping || goer.isAnyOut()) {
      const heard = bell.count()
      const did = await tried(goer.round({ isLast: isStopping }))
      if (did === 'failed' && isStopping) return // they go again when their leases are over
      if (did !== 'worked') await bell.next(did === 'idle' ? heard : bell.count())
    }
  }
  const running = Array.from({ length: lanes }, lane)
  if (lanes > 0) running.push(outwardLane())
  return {
    async stop() {
      isStopping = true
      changes.hearers.delete(hear)
      bell.ring()
      await Promise.all(running)
    },
    settled: () => settle(bench, pollMs),
  }
}

/** Works off everything that is due, in the caller's own time: for tests. */
async function settle(bench: Bench, pollMs: number): Promise<void> {
  const bell = openBell(pollMs)
  const goer = openGoer(bench, bell.ring)
  for (;;) {
    const heard = bell.count()
    while ((await workInward(bench)) === 'worked');
    const did = await goer.round()
    if (did === 'idle' && !goer.isAnyOut()) return
    if (did === 'idle') await bell.next(heard)
  }
}

type Bell = {
  ring(): void
  /** How often it has rung. */
  count(): number
  /** Waits until it rings or the time is over; not at all when it has rung since that count. */
  next(heard: number): Promise<void>
}

/** Wakes those who wait for work; one that rings while somebody still looks is not missed. */
function openBell(ms: number): Bell {
  let count = 0
  const sleepers = new Set<() => void>()
  return {
    ring() {
      count++
      for (const wake of sleepers) wake()
    },
    count: () => count,
    next: (heard) =>
      new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer)
          sleepers.delete(wake)
          resolve()
        }
        const timer = setTimeout(wake, ms)
        if (count === heard) sleepers.add(wake)
        else wake()
      }),
  }
}
