import type { Command } from 'commander'
import { openInstallation } from './installation.ts'

/** `anxin migrate`: brings the database to the newest version. */
export const migrateCommand = (program: Command) =>
  program
    .command('migrate')
    .description('bring the database to the newest version / 升级数据库')
    .option('--json', 'JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { applied, close } = await openInstallation()
      await close()
      process.stdout.write(json ? `${JSON.stringify({ applied })}\n` : `${applied.length} migrations applied\n`)
    })
