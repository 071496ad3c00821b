import { mkdir } from 'node:fs/promises'
import { keptFor, noteHandedOver } from '@anxin/server/custody/handing.ts'
import { openMedia } from '@anxin/server/media/media.ts'
import type { Command } from 'commander'
import { openAll, readSealed, writeSealed } from './custodianfiles.ts'
import { openInstallation } from './installation.ts'
import { withLog } from './logparts.ts'
import { whyNotWritten } from './newfile.ts'

type Taking = { out: string; json?: boolean }
type Opening = Taking & { key: string }

/** `anxin custodian take CLAIM --out DIR`, on the installation: the evidence of a claim whose buyer was forgotten, sealed,
 *  for the custodian; a fact of the claim. Exit 1 when a file is gone.
 *  `anxin custodian open DIR --key FILE --out DIR2`, wherever the key is: opens it, with neither server nor database. Exit 1
 *  when a file is gone or not as it was sent. */
export function custodian(program: Command): void {
  const commands = program.command('custodian').description('evidence whose key is kept outside / 保管人保存的证据')
  commands
    .command('take')
    .description('hand the sealed evidence over / 取出加密的证据')
    .argument('<claim>', 'id or number of the claim')
    .requiredOption('--out <dir>', 'a new folder')
    .option('--json', 'JSON')
    .action(take)
  commands
    .command('open')
    .description('open it with the key that is kept outside / 用密钥打开')
    .argument('<dir>', 'what `take` wrote')
    .requiredOption('--key <file>', 'the private key (PEM) of the custodian')
    .requiredOption('--out <dir>', 'a new folder for the files')
    .option('--json', 'JSON')
    .action(open)
}

async function take(claim: string, { out, json }: Taking): Promise<void> {
  const installation = await openInstallation(process.env, { asItIs: true })
  try {
    await withLog(installation, async ({ db, tenants }) => {
      const kept = await keptFor(db, tenants, claim)
      const media = await openMedia(installation.config)
      await made(out)
      await noteHandedOver(db, kept)
      const gone = await writeSealed(media, kept, out)
      const taken = { claim: kept.number, files: kept.files.length - gone.length, gone }
      process.stdout.write(json ? `${JSON.stringify(taken)}\n` : `${taken.claim}: ${taken.files} 个文件 / files\n`)
      for (const file of gone) process.stderr.write(`${file}: 已不存在 / gone\n`)
      if (gone.length > 0) process.exitCode = 1
    })
  } finally {
    await installation.close()
  }
}

async function open(dir: string, { key, out, json }: Opening): Promise<void> {
  const { files: sealed, others } = await readSealed(dir, key)
  await made(out)
  const files = await openAll(dir, sealed, out)
  const lines = files.map(({ file, sha256, isWhole }) =>
    isWhole ? `${file}  ${sha256}\n` : `${file}: 已不存在或与提交时不符 / gone, or not as it was sent\n`,
  )
  process.stdout.write(json ? `${JSON.stringify({ files, others })}\n` : lines.join(''))
  if (others > 0)
    process.stderr.write(`另有 ${others} 组文件须用其他密钥打开 / ${others} lists of files open by another key\n`)
  if (others > 0 || files.some(({ isWhole }) => !isWhole)) process.exitCode = 1
}

const made = (out: string) =>
  mkdir(out, { mode: 0o700 }).catch((error) => {
    throw new Error(whyNotWritten(out, error))
  })
