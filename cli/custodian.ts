import { mkdir } from 'node:fs/promises'
import { openEntrusted } from '@anxin/server/custodian.ts'
import { entrustedKeys, noteOpened } from '@anxin/server/custody/opening.ts'
import { openMedia } from '@anxin/server/media/media.ts'
import type { Command } from 'commander'
import { writeEntrusted, writtenLines } from './entrustedfiles.ts'
import { openInstallation } from './installation.ts'
import { withLog } from './logparts.ts'
import { whyNotWritten } from './newfile.ts'

type Options = { key: string; out: string; json?: boolean }

/** `anxin custodian open CLAIM --key FILE --out DIR`: the evidence of a claim whose buyer was forgotten, by the key that was
 *  kept outside. That it was opened is a fact of the claim. Exit 1 when a file is gone or not as it was sent. */
export function custodian(program: Command): void {
  program
    .command('custodian')
    .description('evidence whose key is kept outside / 保管人保存的证据')
    .command('open')
    .argument('<claim>', 'id or number of the claim')
    .requiredOption('--key <file>', 'the private key (PEM) of the custodian')
    .requiredOption('--out <dir>', 'a new folder for the files')
    .option('--json', 'JSON')
    .action(async (claim: string, { key, out, json }: Options) => {
      const installation = await openInstallation(process.env, { asItIs: true })
      try {
        await withLog(installation, async ({ db, tenants }) => {
          const kept = await entrustedKeys(db, tenants, claim)
          const { files } = await openEntrusted(kept.sealed, key)
          await mkdir(out, { mode: 0o700 }).catch((error) => {
            throw new Error(whyNotWritten(out, error))
          })
          await noteOpened(db, kept, files.length)
          const written = await writeEntrusted(await openMedia(installation.config), files, out)
          process.stdout.write(
            json ? `${JSON.stringify({ claim: kept.claim, files: written })}\n` : writtenLines(written),
          )
          if (written.some(({ isWhole }) => !isWhole)) process.exitCode = 1
        })
      } finally {
        await installation.close()
      }
    })
}
