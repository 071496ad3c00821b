import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { sealOf } from '@anxin/record/seal.ts'
import { type BundleVerdict, checkBundle } from '@anxin/server/bundles/check.ts'
import type { Command } from 'commander'
import { checkFile } from './checkfile.ts'
import { looksPacked } from './packed.ts'
import { progress } from './progress.ts'
import { verdictLine, wordsFor } from './sealwords.ts'
import { rootsIn } from './tsaroots.ts'
import { whyNotRead } from './unreadable.ts'
import { verifiersOf } from './verifiers.ts'

type Options = { key?: string[]; tsaRoot?: string[]; file?: string; json?: boolean }

/** `anxin verify BUNDLE`: a bundle (folder or ZIP), or the seal of a file. Needs no server and no installation. */
export function verify(program: Command): void {
  program
    .command('verify')
    .description('whether a bundle of evidence, or a sealed file, is as it was sealed / 核验证据包或封存文件')
    .argument('<bundle>', 'a bundle, as folder or ZIP; or a FILE.seal.json')
    .option('--file <file>', 'the sealed file, where it does not lie beside its seal')
    .option('--key <key...>', 'the keys that may have signed, instead of the one that is found here')
    .option('--tsa-root <pem...>', 'files with the root certificates of authorities that are trusted')
    .option('--json', 'JSON')
    .action(check)
}

const expected = 'a bundle or a FILE.seal.json'
/** A seal is a few kilobytes. */
const mostOfSeal = 2 ** 20

async function check(path: string, { key = [], tsaRoot = [], file, json = false }: Options): Promise<void> {
  const against = { keys: verifiersOf(key), roots: await rootsIn(tsaRoot) }
  const unreadable = (error: unknown) => new Error(whyNotRead(path, error, expected))
  const found = await stat(path).catch((error) => {
    throw unreadable(error)
  })
  const seal =
    found.isFile() && found.size <= mostOfSeal
      ? sealOf(await readFile(path, 'utf8').catch((error) => Promise.reject(unreadable(error))))
      : null
  if (!seal && path.endsWith('.seal.json')) throw new Error(`${path} is no seal: ${expected} was expected.`)
  if (!seal && found.isFile() && !(await looksPacked(path)))
    throw new Error(`${path} is no bundle: ${expected} was expected.`)
  const bar = progress()
  const verdict = seal
    ? await checkFile(seal, { at: file ?? join(dirname(path), basename(seal.file)), against })
    : await checkBundle(path, { ...against, onFile: (done, of) => bar.say(`${done} / ${of}`) }).catch((error) => {
        throw unreadable(error)
      })
  bar.end()
  process.stdout.write(json ? `${JSON.stringify(worded(path, verdict))}\n` : verdictLine(path, verdict))
  if (verdict.bad) process.exitCode = 1
}

const worded = (path: string, { bad, ...verdict }: BundleVerdict) => ({
  bundle: path,
  ...verdict,
  bad: bad && { ...bad, ...wordsFor(bad.wrong) },
})
