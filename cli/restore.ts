import { folderOf } from '@anxin/server/backup/folders.ts'
import { BadBackup } from '@anxin/server/backup/manifest.ts'
import { missingInWords } from '@anxin/server/backup/media.ts'
import { restore } from '@anxin/server/backup/restore.ts'
import { refuseUnsafe } from '@anxin/server/db/migrate.ts'
import type { Command } from 'commander'
import { openInstallation } from './installation.ts'
import { isSound } from './logverify.ts'
import { progress } from './progress.ts'
import { afterwards } from './restored.ts'

/** `anxin restore DIR --keys DIR2`: a backup into an empty installation; exit 1 when the backup is damaged. */
export const restoreCommand = (program: Command) =>
  program
    .command('restore')
    .description('fill an empty installation from a backup / 恢复')
    .argument('<dir>', 'the data, as `anxin backup` wrote it')
    .requiredOption('--keys <dir>', 'the newest keys that were backed up, of the same backup or a later one')
    .option('--json', 'JSON')
    .action(async (from: string, { keys: keysFrom, json }: { keys: string; json?: boolean }) => {
      const { config, databaseUrl, close } = await openInstallation(process.env, { asItIs: true })
      const { say, end } = progress()
      const [media, keys] = [folderOf(config.STORAGE_URL), folderOf(config.KEY_URL)]
      try {
        await refuseUnsafe(databaseUrl)
        const { rows, missing } = await restore({ from, keysFrom, databaseUrl, media, keys, say })
        say('log')
        const { erased, found, lines } = await afterwards({ config, databaseUrl })
        const { cases, broken, logs } = found
        end()
        if (missing.length > 0)
          process.stderr.write(
            `Not in the backup, since they were gone when it was made:\n${missingInWords(missing)}\n`,
          )
        process.stdout.write(
          json
            ? `${JSON.stringify({ rows, erased, cases, broken, logs, missing })}\n`
            : `${rows} rows restored, ${cases - broken.length} of ${cases} cases verified, ${erased} people erased since\n${lines}`,
        )
        if (!isSound(found)) process.exitCode = 1
      } catch (error) {
        if (!(error instanceof BadBackup)) throw error
        process.stderr.write(`${error.message}\n`)
        process.exitCode = 1
      } finally {
        await close()
      }
    })
