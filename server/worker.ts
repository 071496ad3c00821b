import { changes } from './act.ts'
import { openBell } from './bell.ts'
import type { Database } from './db/database.ts'
import type { Deps } from './deps.ts'
import { workInward } from './inward.ts'
import type { Job } from './job.ts'
import { startSequencer } from './log/sequencer.ts'
import { type Bench, openBench } from './outbox.ts'
import { openGoer } from './outward.ts'

export { forDays, type Job, job, NotYet } from './job.ts'

export type Worker = { stop(): Promise<void>; settled(): Promise<void> }
type Parts = { deps: Deps; jobs: readonly Job[]; lanes?: number; pollMs?: number }

/** Empties the outbox until stopped: inward errands on `lanes` lanes (none: it does nothing by itself), outward ones on
 *  a lane of their own, so that no gateway delays what is done here. Sleeps until something is due or was added. Beside
 *  them, what happened gets its place in the log. */
export function startWorker(db: Database, { deps, jobs, lanes = 2, pollMs = 1_000 }: Parts): Worker {
  const bench = openBench(db, deps, jobs)
  const bell = openBell()
  let isStopping = false
  const hear = (change: { errands: number }) => {
    if (change.errands > 0) bell.ring()
  }
  changes.hearers.add(hear)
  const lane = async (work: () => Promise<'worked' | 'idle'>, isOver: () => boolean) => {
    for (let failures = 0; !isOver(); ) {
      const heard = bell.count()
      const did = await work().catch((error) => {
        deps.log.error({ err: error }, 'outbox: the database did not answer')
        return 'failed' as const
      })
      failures = did === 'failed' ? failures + 1 : 0
      if (did === 'failed' && isStopping) return // what is leased goes again when that is over
      // A connection that broke is soon replaced; a server that is down is not asked all the time.
      if (did === 'failed') await bell.next(bell.count(), Math.min(25 * 2 ** failures, pollMs))
      else if (did === 'idle') await bell.next(heard, pollMs)
    }
  }
  const goer = openGoer(bench, bell.ring)
  const running = Array.from({ length: lanes }, () =>
    lane(
      () => workInward(bench),
      () => isStopping,
    ),
  )
  if (lanes > 0)
    running.push(
      lane(
        () => goer.round({ isLast: isStopping }),
        () => isStopping && !goer.isAnyOut(),
      ),
    )
  const sequencer = startSequencer(db, { log: deps.log, isRunning: lanes > 0 })
  return {
    async stop() {
      isStopping = true
      changes.hearers.delete(hear)
      bell.ring()
      await Promise.all(running)
      await sequencer.stop()
    },
    async settled() {
      await settle(bench, pollMs)
      await sequencer.settled()
    },
  }
}

/** Works off everything that is due, in the caller's own time: for tests. */
async function settle(bench: Bench, pollMs: number): Promise<void> {
  const bell = openBell()
  const goer = openGoer(bench, bell.ring)
  for (;;) {
    const heard = bell.count()
    while ((await workInward(bench)) === 'worked');
    const did = await goer.round()
    if (did === 'idle' && !goer.isAnyOut()) return
    if (did === 'idle') await bell.next(heard, pollMs)
  }
}
