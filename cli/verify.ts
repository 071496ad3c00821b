import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Verifier } from '@anxin/record/checkpoint.ts'
import { checkedSeal, type Seal, sealOf } from '@anxin/record/seal.ts'
import { certificatesIn } from '@anxin/record/timestamp.ts'
import { type BundleVerdict, checkBundle } from '@anxin/server/bundles/check.ts'
import { digestsOf, hasSm3 } from '@anxin/server/bundles/digests.ts'
import type { Command } from 'commander'
import { verifiersOf } from './logparts.ts'
import { progress } from './progress.ts'
import { verdictLine, wordsFor } from './sealwords.ts'
import { whyNotRead } from './unreadable.ts'

type Options = { key?: string[]; tsaRoot?: string[]; file?: string; json?: boolean }
type Against = { keys: Verifier[]; roots: ReturnType<typeof certificatesIn> }

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

async function checkFile(seal: Seal, { at, against }: { at: string; against: Against }): Promise<BundleVerdict> {
  const {
    size,
    sha256,
    sm3 = '',
  } = await digestsOf(createReadStream(at), { sm3: hasSm3 && seal.sm3 !== undefined }).catch((error) => {
    throw new Error(whyNotRead(at, error, 'the file that was sealed (or --file FILE)'))
  })
  const checked = await checkedSeal(seal, { digests: { size, sha256, sm3 }, ...against })
  const isBad = 'wrong' in checked
  return { files: 1, bytes: size, seal: isBad ? null : checked, bad: isBad ? { ...checked, file: at } : null }
}

async function rootsIn(files: readonly string[]): Promise<Against['roots']> {
  const all = await Promise.all(
    files.map(async (file) => {
      const wanted = 'a PEM file of certificates'
      const text = await readFile(file, 'utf8').catch((error) =>
        Promise.reject(new Error(whyNotRead(file, error, wanted))),
      )
      const roots = readable(text)
      if (roots.length === 0) throw new Error(`${file} holds no certificate that can be read: ${wanted} was expected.`)
      return roots
    }),
  )
  return all.flat()
}

function readable(pem: string): Against['roots'] {
  try {
    return certificatesIn(pem)
  } catch {
    return []
  }
}
