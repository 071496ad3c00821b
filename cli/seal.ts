import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { headOfSeals, type Seal, type Sealed, sealsOf } from '@anxin/record/seal.ts'
import { stampBy } from '@anxin/server/bundles/authority.ts'
import { type Content, writeBundle } from '@anxin/server/bundles/bundle.ts'
import { digestsOf, hasSm3 } from '@anxin/server/bundles/digests.ts'
import { readConfig } from '@anxin/server/config.ts'
import type { Command } from 'commander'
import { newFiles, whyNotWritten } from './newfile.ts'
import { progress } from './progress.ts'
import { sealedLine, stampSentence } from './sealwords.ts'
import { whyNotRead } from './unreadable.ts'

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
  if (options.sm3 && !hasSm3) throw new Error('This Node has no SM3: one with an unrestricted OpenSSL was expected.')
  const { TSA_URL } = readConfig(process.env)
  const sealed = await read(files, options)
  const names = new Set(sealed.map(({ file }) => file))
  if (names.size < files.length) throw new Error('Two of the files have the same name: please seal them in two calls.')
  if (options.bundle !== undefined) return sealBundle(files, { ...options, bundle: options.bundle, authority: TSA_URL })
  const paths = files.map((file) => `${options.out === undefined ? file : join(options.out, basename(file))}.seal.json`)
  // Nobody is asked for anything before there is a place to keep it.
  const handles = await newFiles(paths)
  const seals = await stamped(sealed, TSA_URL)
  for (const [i, one] of seals.entries()) {
    await handles[i]?.writeFile(`${JSON.stringify(one, null, 1)}\n`)
    await handles[i]?.sync()
    await handles[i]?.close()
    process.stdout.write(options.json ? `${JSON.stringify(one)}\n` : await sealedLine(one, paths[i] ?? ''))
  }
}

async function read(files: readonly string[], { sm3 = false }: Options): Promise<Sealed[]> {
  const bar = progress()
  const sealed: Sealed[] = []
  for (const [i, file] of files.entries()) {
    bar.say(`${i + 1} / ${files.length}`)
    const isFile = await stat(file).then(
      (found) => found.isFile(),
      (error) => {
        throw new Error(whyNotRead(file, error, 'a file'))
      },
    )
    if (!isFile) throw new Error(`${file} is no file: a file was expected.`)
    const digests = await digestsOf(createReadStream(file), { sm3 }).catch((error) => {
      throw new Error(whyNotRead(file, error, 'a file'))
    })
    sealed.push({ file: basename(file), ...digests })
  }
  bar.end()
  return sealed
}

/** What the tree over them is called: not of any installation. */
const origin = 'anxin/seals'

/** Seals of these, with a time stamp where there is an authority. One that does not give it is told of, and the exit says
 *  so; the seals are there, and can be had anew. */
async function stamped(files: readonly Sealed[], authority: string | undefined): Promise<Seal[]> {
  const checkpoint = headOfSeals(origin, files)
  const stamp = authority === undefined ? null : await stampBy(authority, Buffer.from(checkpoint))
  const isThere = stamp instanceof Uint8Array
  if (stamp === null) process.stderr.write('TSA_URL is not set: sealed without a time stamp.\n')
  else if (!isThere) {
    process.stderr.write(`${authority}: ${stampSentence(stamp)} Sealed without a time stamp.\n`)
    process.exitCode = 1
  }
  return sealsOf(files, { checkpoint, key: null, timestamp: isThere ? stamp : null })
}

async function sealBundle(
  files: readonly string[],
  { bundle, authority, sm3 = false, json }: Options & { bundle: string; authority: string | undefined },
): Promise<void> {
  const contents: Content[] = []
  for (const file of files) {
    const { size, mtime } = await stat(file)
    contents.push({ path: basename(file), size, at: mtime, open: async () => createReadStream(file) })
  }
  const at = new Date()
  await writeBundle(bundle, {
    name: basename(bundle).replace(/\.zip$/i, '') || 'bundle',
    ...{ contents, at, info: { 'External-Description': 'Files sealed by Anxin / 安心封存的文件' } },
    seal: async ({ text, file }) => {
      const [one] = await stamped([{ file, ...(await digestsOf([Buffer.from(text)], { sm3 })) }], authority)
      return one ?? null
    },
  }).catch((error) => {
    throw new Error(whyNotWritten(bundle, error))
  })
  process.stdout.write(
    json ? `${JSON.stringify({ bundle, files: contents.length })}\n` : `${bundle}: ${contents.length}\n`,
  )
}
