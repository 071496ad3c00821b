import { basename, join } from 'node:path'
import { requireSm3 } from '@anxin/server/bundles/digests.ts'
import { readConfig } from '@anxin/server/config.ts'
import type { Command } from 'commander'
import { closed, newFiles } from './newfile.ts'
import { sealBundle } from './sealbundle.ts'
import { sealedFiles } from './sealedfiles.ts'
import { sealedLine } from './sealwords.ts'
import { stamped } from './stamped.ts'

type Options = { sm3?: boolean; out?: string; bundle?: string; json?: boolean }

/** `anxin seal FILE…`: beside each file FILE.seal.json, which `anxin verify` checks anywhere; the same as JSON Lines with
 *  `--json`. The files of one call share one time stamp, from the authority that TSA_URL names. */
export function seal(program: Command): void {
  program
    .command('seal')
    .description('time-stamped seals of files, or of a bundle of them / 封存文件')
    .argument('<file...>', 'files')
    .option('--sm3', 'the SM3 hash beside SHA-256')
    .option('--out <dir>', 'the folder for the seals, instead of beside each file')
    .option('--bundle <zip>', 'a new file: the files and the seal of all of them in one')
    .option('--json', 'JSON')
    .action(sealFiles)
}

async function sealFiles(files: string[], options: Options): Promise<void> {
  if (options.sm3) requireSm3()
  const { TSA_URL } = readConfig(process.env)
  const sealed = await sealedFiles(files, options)
  const names = new Set(sealed.map(({ file }) => file))
  if (names.size < files.length) throw new Error('Two of the files have the same name: please seal them in two calls.')
  if (options.bundle !== undefined) return sealBundle(files, { ...options, bundle: options.bundle, authority: TSA_URL })
  const paths = files.map((file) => `${options.out === undefined ? file : join(options.out, basename(file))}.seal.json`)
  // Nobody is asked for anything where it cannot be kept; and whoever breaks off while an authority is silent leaves nothing.
  await closed(await newFiles(paths), paths)
  const seals = await stamped(sealed, TSA_URL)
  const handles = await newFiles(paths)
  for (const [i, one] of seals.entries()) {
    await handles[i]?.writeFile(`${JSON.stringify(one, null, 1)}\n`)
    await handles[i]?.sync()
    await handles[i]?.close()
    process.stdout.write(options.json ? `${JSON.stringify(one)}\n` : await sealedLine(one, paths[i] ?? ''))
  }
}
