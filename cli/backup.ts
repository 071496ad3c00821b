import { backUp } from '@anxin/server/backup/backup.ts'
import { folderOf } from '@anxin/server/backup/folders.ts'
import { FilesLacking, missingInWords } from '@anxin/server/backup/media.ts'
import type { Command } from 'commander'
import { openInstallation } from './installation.ts'
import { progress } from './progress.ts'

type Options = { keys: string; withoutMissing?: boolean; json?: boolean }

/** `anxin backup DIR --keys DIR2`: the installation as it is at this moment, the keys apart. The server may run on.
 *  Exit 1 when it lacks a file that it should have. */
export const backup = (program: Command) =>
  program
    .command('backup')
    .description('copy database and media to a folder, the keys to another / 备份')
    .argument('<dir>', 'an empty folder for the data')
    .requiredOption('--keys <dir>', 'an empty folder elsewhere for the keys: keep the newest only')
    .option('--without-missing', 'go on when files are gone that rows name, and list them in the manifest')
    .option('--json', 'JSON')
    .action(async (to: string, { keys: keysTo, withoutMissing = false, json }: Options) => {
      const { config, databaseUrl, close } = await openInstallation(process.env, { asItIs: true })
      const { say, end } = progress()
      const [media, keys] = [folderOf(config.STORAGE_URL), folderOf(config.KEY_URL)]
      try {
        const copied = await backUp({ databaseUrl, media, keys, to, keysTo, withoutMissing, say })
        end()
        const elsewhere = [...(media ? [] : ['STORAGE_URL']), ...(keys ? [] : ['KEY_URL'])]
        if (elsewhere.length > 0)
          process.stderr.write(`${elsewhere.join(' and ')}: no folder; back that store up by its own means.\n`)
        if (copied.missing.length > 0)
          process.stderr.write(`Not in it, since they were gone already:\n${missingInWords(copied.missing)}\n`)
        process.stdout.write(
          json
            ? `${JSON.stringify({ ...copied, elsewhere })}\n`
            : `${copied.rows} rows of ${copied.tables} tables, ${copied.files} files\n`,
        )
      } catch (error) {
        if (!(error instanceof FilesLacking)) throw error
        process.stderr.write(`${error.message}\n`)
        process.exitCode = 1
      } finally {
        await close()
      }
    })
