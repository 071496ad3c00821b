import { checkFiles, type FilesChecked } from '@anxin/server/media/check.ts'
import { openMedia } from '@anxin/server/media/media.ts'
import type { Command } from 'commander'
import { openInstallation } from './installation.ts'
import { type Against, type AgainstOptions, againstOf, alsoSeenBy } from './logagainst.ts'
import { writeCheckpoints, writeExport } from './logexport.ts'
import { checkExport } from './logoffline.ts'
import { type LogParts, withLog } from './logparts.ts'
import { type Found, isSound, verifyLog } from './logverify.ts'
import { caseLine, fileLines, logLine } from './logwords.ts'
import { progress } from './progress.ts'

type VerifyOptions = AgainstOptions & { json?: boolean }

/** `anxin log …`: a checkpoint to be kept elsewhere, the log as a file, and whether anything was changed since. */
export function logCommand(program: Command): void {
  const log = program.command('log').description('the log of what happened / 事件日志')
  log
    .command('checkpoint')
    .description('size and root of each log, signed, to be kept elsewhere / 生成检查点，请另行保存')
    .option('--out <file>', 'a new file to write it to')
    .option('--json', 'JSON')
    .action((options: { out?: string; json?: boolean }) => installed((parts) => writeCheckpoints(parts, options)))
  log
    .command('export')
    .description('every entry with its fact, as JSON Lines / 导出日志')
    .argument('<file>', 'a new file')
    .option('--json', 'JSON')
    .action((file: string, options: { json?: boolean }) => installed((parts) => writeExport(parts, file, options)))
  log
    .command('verify')
    .description('whether anything was changed, removed, added or moved / 核验日志')
    .argument('[export]', 'a file that `anxin log export` wrote: needs no installation')
    .option('--checkpoint <file...>', 'checkpoints that were kept elsewhere')
    .option('--key <key...>', 'the keys that may have signed, instead of those that are found here')
    .option('--tsa-root <file...>', 'certificates of the authorities of time that are trusted')
    .option('--witness <key...>', 'keys of witnesses; over the installation WITNESS_KEY counts as well')
    .option('--json', 'JSON')
    .action(verify)
}

/** The database stays as it is: looking at a log changes no version of it. */
const installed = async (work: (parts: LogParts) => Promise<void>): Promise<void> => {
  const installation = await openInstallation(process.env, { asItIs: true })
  try {
    await withLog(installation, work)
  } finally {
    await installation.close()
  }
}

async function verify(file: string | undefined, options: VerifyOptions) {
  const { json = false } = options
  const against = await againstOf(options)
  if (file === undefined) return verifyInstallation(against, json)
  const logs = await checkExport(file, against)
  process.stdout.write(json ? `${JSON.stringify({ logs })}\n` : logs.map(logLine).join(''))
  if (logs.length === 0 || logs.some(({ bad }) => bad)) process.exitCode = 1
}

type Files = FilesChecked & { tenant: string }

async function verifyInstallation(against: Against, json: boolean): Promise<void> {
  const installation = await openInstallation(process.env, { asItIs: true })
  const bar = progress()
  try {
    await withLog(installation, async (parts) => {
      bar.say('log')
      const found = await verifyLog(parts, alsoSeenBy(against, installation.config.WITNESS_KEY))
      const media = await openMedia(installation.config)
      const files: Files[] = []
      for (const tenant of parts.tenants) {
        bar.say('media')
        files.push({ tenant, ...(await checkFiles({ db: parts.db, private: parts.secrets, tenant, media })) })
      }
      bar.end()
      process.stdout.write(json ? `${JSON.stringify({ ...found, files })}\n` : readable(found, files))
      if (!isSound(found) || files.some(({ bad }) => bad.length > 0)) process.exitCode = 1
    })
  } finally {
    await installation.close()
  }
}

const readable = ({ cases, broken, logs }: Found, files: readonly Files[]): string =>
  [
    ...broken.map(caseLine),
    `${cases - broken.length} / ${cases} 个事项的链条完整 / cases verified\n`,
    ...logs.map(logLine),
    ...files.map(({ tenant, ...checked }) => fileLines(tenant, checked)),
  ].join('')
