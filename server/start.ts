import { requireSoundMachines } from '@anxin/domain/machines.ts'
import type { FastifyInstance } from 'fastify'
import { openAuth } from './access/auth.ts'
import { openCallers } from './access/caller.ts'
import { routes, streams } from './capabilities.ts'
import type { Config } from './config.ts'
import { openDatabase } from './db/database.ts'
import { openLocks } from './db/locks.ts'
import type { Deps } from './deps.ts'
import { metrics } from './http/metrics.ts'
import { pages } from './http/pages.ts'
import { serve } from './http/serve.ts'
import { jobs } from './jobs.ts'
import { openLive } from './live.ts'
import { openLog } from './logger.ts'
import { type OpenApart, openLookers } from './lookers.ts'
import { openUploadLocker } from './media/lock.ts'
import { openMedia } from './media/media.ts'
import { uploads } from './media/uploads.ts'
import { gateways } from './notices/gateway.ts'
import { noticeJobs } from './notices/jobs.ts'
import { demoOutbox } from './notices/routes.ts'
import { operatorJobs, type Proving } from './operator-jobs.ts'
import { privateJobs } from './private/jobs.ts'
import type { Keys } from './private/keys.ts'
import { payoutJobs } from './remedies/pay.ts'
import { openPayout } from './remedies/payout.ts'
import { openSecrets } from './secrets.ts'
import { sheetBodies } from './sheets/body.ts'
import { startWorker, type Worker } from './worker.ts'

/** A running Anxin: everything built once, top to bottom. */
export type Anxin = { app: FastifyInstance; deps: Deps; worker: Worker; keys: Keys; stop(): Promise<void> }

type Parts = {
  config: Config
  databaseUrl: string
  now?: () => number
  lanes?: number
  connections?: number
  apart?: OpenApart
  proving?: Proving
}

/** Builds the server on a migrated database; does not listen yet. `now` moves in tests and nowhere else.
 *  `lanes`: how many errands are worked on at a time; none where another process does it.
 *  `apart`: who has processes to look at pictures already. `proving`: who looks for the records of hotlines. */
export async function build({
  config,
  databaseUrl,
  now = Date.now,
  lanes = 2,
  connections = 12,
  apart,
  proving,
}: Parts): Promise<Anxin> {
  requireSoundMachines()
  const log = openLog(config.LOG_LEVEL)
  const media = await openMedia(config)
  const db = openDatabase(databaseUrl, { connections })
  const { keys, ...secrets } = await openSecrets(config, db)
  const auth = openAuth(databaseUrl, {
    secret: keys.derive('auth').export().toString('base64'),
    publicUrl: config.publicUrl,
  })
  const live = await openLive(db)
  const lookers = openLookers({ config, db, log, now, apart })
  const parts = { config, db, log, now, media, live, auth, ...lookers, ...secrets }
  const deps: Deps = { ...parts, callers: openCallers(parts) }
  const app = await serve(deps, routes, streams)
  await pages(app)
  sheetBodies(app)
  const locker = await openUploadLocker(db, openLocks(databaseUrl))
  uploads(app, deps, locker)
  metrics(app, deps)
  if (config.DEMO) demoOutbox(app, deps)
  const withMore = [
    ...noticeJobs(gateways(config)),
    ...privateJobs(keys),
    ...operatorJobs(config, proving),
    ...payoutJobs(openPayout(config)),
  ]
  const worker = startWorker(db, { deps, jobs: [...jobs, ...withMore], lanes })
  return {
    app,
    deps,
    worker,
    keys,
    async stop() {
      await app.close()
      await worker.stop()
      await lookers.stop()
      await locker.close()
      await live.stop()
      await keys.close()
      await auth.close()
      await db.close()
    },
  }
}
