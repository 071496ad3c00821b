import { join } from 'node:path'
import { type Config, readConfig } from '@anxin/server/config.ts'
import { startEmbedded } from '@anxin/server/db/embedded.ts'
import { migrate, refuseUnsafe } from '@anxin/server/db/migrate.ts'

/** The settings and a migrated database: the one that DATABASE_URL names, or the embedded one under DATA_DIR. */
export type Installation = { config: Config; databaseUrl: string; applied: string[]; close(): Promise<void> }

/** Opens the installation that the environment describes. Throws one sentence when a setting or the database is not
 *  usable. `asItIs`: leaves the database at the version that it has, and asks nothing of it. */
export async function openInstallation(
  environment: NodeJS.ProcessEnv = process.env,
  { asItIs = false } = {},
): Promise<Installation> {
  const config = readConfig(environment)
  const embedded = config.DATABASE_URL ? null : await startEmbedded({ dir: join(config.DATA_DIR, 'pg') })
  const databaseUrl = config.DATABASE_URL ?? embedded?.url ?? ''
  try {
    if (asItIs) return { config, databaseUrl, applied: [], close: async () => embedded?.stop() }
    await refuseUnsafe(databaseUrl)
    const { applied } = await migrate(databaseUrl)
    return { config, databaseUrl, applied, close: async () => embedded?.stop() }
  } catch (error) {
    await embedded?.stop()
    throw error
  }
}
