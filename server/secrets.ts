import type { Config } from './config.ts'
import { openCustodian } from './custodian.ts'
import type { Database } from './db/database.ts'
import { firstKey } from './private/jobs.ts'
import { type Keys, openKeys } from './private/keys.ts'
import { openPrivate } from './private/private.ts'
import { openProof } from './proof.ts'

/** What hangs on the installation's keys: personal data, and what is signed. */
export async function openSecrets(config: Config, db: Database) {
  const custodian = await openCustodian(config.CUSTODIAN_KEY)
  const keys = await readyKeys(config, db)
  const secrets = openPrivate(keys, config.CIPHER)
  return { keys, custodian, private: secrets, proof: openProof(config, secrets) }
}

/** The keys, with a first generation. A start that stops here leaves no connection behind. */
async function readyKeys(config: Config, db: Database): Promise<Keys> {
  try {
    const keys = await openKeys(config, db)
    await firstKey(db, keys)
    return keys
  } catch (error) {
    await db.close()
    throw error
  }
}
