/** A server in a process of its own, to be killed: `node serve.ts`, settings from the environment; prints its port.
 *  MUTANT names a broken variant. CLOCK is added to the true time (the parent may change it by message). RING: the
 *  worker knows the timers of `ring.ts` as well. LANES=0 leaves the errands to another process. */
import { readConfig } from '../config.ts'
import type { Database } from '../db/database.ts'
import { migrate } from '../db/migrate.ts'
import { seedDemo } from '../demo.ts'
import { jobs } from '../jobs.ts'
import { gateways } from '../notices/gateway.ts'
import { noticeJobs } from '../notices/jobs.ts'
import { build } from '../start.ts'
import { startWorker } from '../worker.ts'
import { acknowledgeEarly, factsApart, unfair } from './mutants.ts'
import { ring, ringApart } from './ring.ts'
import { acknowledgeUnwritten, decoderGone, refusalThrown, unlocked } from './upload-mutants.ts'

const { MUTANT = '', RING, CLOCK = '0', LANES = '2' } = process.env
let offset = Number(CLOCK)
process.on('message', (said: { offset: number }) => {
  offset = said.offset
})
// Nobody is left to kill it.
process.once('disconnect', () => process.exit())

const config = readConfig(process.env, 'no.env')
const databaseUrl = config.DATABASE_URL ?? ''
await migrate(databaseUrl)
if (MUTANT === 'unlocked') unlocked()
const anxin = await build({ config, databaseUrl, now: () => Date.now() + offset, lanes: RING ? 0 : Number(LANES) })
const { deps } = anxin
await seedDemo(deps, { shop: false })
const mutants: Record<string, (db: Database) => void> = { early: acknowledgeEarly, 'facts-apart': factsApart }
mutants[MUTANT]?.(deps.db)
const brokenDeps: Record<string, (of: typeof deps) => void> = {
  unfair,
  'refusal-thrown': refusalThrown,
  'decoder-gone': decoderGone,
  unwritten: acknowledgeUnwritten,
}
brokenDeps[MUTANT]?.(deps)
if (RING) {
  const timer = MUTANT === 'ring-apart' ? ringApart : ring
  startWorker(deps.db, { deps, jobs: [...jobs, ...noticeJobs(gateways(config)), timer] })
}
await anxin.app.listen({ port: 0, host: '127.0.0.1' })
const address = anxin.app.server.address()
process.stdout.write(`port ${address !== null && typeof address === 'object' ? address.port : 0}\n`)
