/** `npm test [-- filters…]`: every test of every room, the browser's last; ends with `N passed, N failed`.
 *  `--trust`: the trust tests alone, at full figures. TEST_DATABASE_URL: run them on that PostgreSQL. */
import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startEmbedded } from '../server/db/embedded.ts'
import { buildWeb } from './web.ts'

const args = process.argv.slice(2)
const isTrust = args.includes('--trust')
const filters = args.filter((arg) => !arg.startsWith('--'))
const all = globSync('{domain,regions,inspect,dispatch,record,server,cli,web,examples,scripts}/**/*.test.ts', {
  exclude: ['**/node_modules/**'],
})
  .filter((file) => (isTrust ? file.includes('/trust/') : true))
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
  .sort()
const isBrowser = (file: string) => file.startsWith('web/e2e/')

if (isTrust) process.env.TRUST = 'full'
// Each file and each server that it starts is a process of its own: what one has compiled, the others need not.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url))
const totals = { passed: 0, failed: 0, skipped: 0 }
const failures: string[] = []
const msOf = new Map<string, number>()

/** Test files in processes of their own; prints a line per file when it is done. */
async function runFiles(files: string[], concurrency: number): Promise<void> {
  if (files.length === 0) return
  const stream = run({ files, concurrency, timeout: isTrust ? 1_800_000 : 480_000 })
  // What the trust tests counted is half of what they are run for.
  if (isTrust) stream.on('test:diagnostic', ({ message, file }) => file && process.stdout.write(`  ${message}\n`))
  const timed = (file: string | undefined, nesting: number, ms: number) => {
    if (nesting === 0) msOf.set(file ?? '', (msOf.get(file ?? '') ?? 0) + ms)
  }
  stream.on('test:pass', ({ name, file, skip, details, nesting }) => {
    timed(file, nesting, details.duration_ms)
    if (skip) totals.skipped++
    else if (details.type !== 'suite' && name !== file) totals.passed++
    if (isTrust && name !== file) process.stdout.write(`✔ ${name}\n`)
  })
  stream.on('test:fail', ({ name, file, details, nesting }) => {
    timed(file, nesting, details.duration_ms)
    if (details.type === 'suite') return
    totals.failed++
    const error = details.error.cause instanceof Error ? details.error.cause : details.error
    failures.push(`✖ ${file ?? ''}: ${name}\n${error.stack ?? error.message}`)
    process.stdout.write(`✖ ${file ?? ''}: ${name}\n`)
  })
  stream.on('test:stderr', ({ message }) => process.stderr.write(message))
  for await (const _ of stream);
}

const dir = mkdtempSync(join(tmpdir(), 'anxin-test-'))
const server = process.env.TEST_DATABASE_URL ? null : await startEmbedded({ dir: join(dir, 'pg'), throwaway: true })
if (server) process.env.TEST_DATABASE_URL = server.url
const started = performance.now()
try {
  await runFiles(
    all.filter((file) => !isBrowser(file)),
    // At full figures each has the machine to itself.
    isTrust ? 1 : 2,
  )
  const browserFiles = all.filter(isBrowser)
  if (browserFiles.length > 0) {
    await buildWeb()
    await runFiles(browserFiles, isTrust ? 1 : 2)
  }
} finally {
  await server?.stop()
  rmSync(dir, { recursive: true, force: true })
}

for (const failure of failures) process.stdout.write(`\n${failure}\n`)
const seconds = Math.round((performance.now() - started) / 1_000)
const slowest = [...msOf].sort(([, a], [, b]) => b - a).slice(0, 12)
for (const [file, ms] of slowest)
  process.stdout.write(`${Math.round(ms / 1_000)} s ${file.replace(process.cwd(), '')}\n`)
process.stdout.write(`\n${all.length} files in ${seconds} s\n`)
process.stdout.write(
  `${totals.passed} passed, ${totals.failed} failed${totals.skipped ? `, ${totals.skipped} skipped` : ''}\n`,
)
process.exit(totals.failed > 0 || totals.passed === 0 ? 1 : 0)
