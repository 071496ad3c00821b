/** A server of its own process, to be killed: `node serve.ts`, settings from the environment; prints its port.
 *  LANES=0 leaves the errands to another process. MUTANT=early acknowledges before the commit, to show that the tests would notice. */
import { readConfig } from '../config.ts'
import type { Database } from '../db/database.ts'
import { migrate } from '../db/migrate.ts'
import { seedDemo } from '../demo.ts'
import { build } from '../start.ts'

const config = readConfig(process.env, 'no.env')
const databaseUrl = config.DATABASE_URL ?? ''
await migrate(databaseUrl)
const anxin = await build({ config, databaseUrl, lanes: Number(process.env.LANES ?? 3) })
await seedDemo(anxin.deps)
if (process.env.MUTANT === 'early') acknowledgeEarly(anxin.deps.db)
await anxin.app.listen({ port: 0, host: '127.0.0.1' })
const address = anxin.app.server.address()
process.stdout.write(`port ${address !== null && typeof address === 'object' ? address.port : 0}\n`)

/** The broken variant: whoever asked is answered while the transaction is still open. */
function acknowledgeEarly(db: Database): void {
  const { transaction } = db
  const early: Database['transaction'] = (scope, run) =>
    new Promise((resolve, reject) => {
      transaction(scope, async (tx) => {
        const result = await run(tx)
        resolve(result)
        await new Promise((go) => setTimeout(go, 400))
        return result
      }).catch(reject)
    })
  Object.assign(db, { transaction: early, inCompany: early })
}
