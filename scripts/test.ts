/** `npm test [-- filters…]`: every test of every room, the browser's last; ends with `N passed, N failed`.
 *  `--trust`: the trust tests alone, at full figures. TEST_DATABASE_URL: run them on that PostgreSQL. */
import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startEmbedded } from '../server/db/embedded.ts'
import { unpackBrowser } from '../web/e2e/browser.ts'
import { buildWeb } from './web.ts'

const args = process.argv.slice(2)
const isTrust = args.includes('--trust')
const filters = args.filter((arg) => !arg.startsWith('--'))
const isBrowser = (file: string) => file.startsWith('web/e2e/')
const all = globSync('{domain,regions,inspect,dispatch,record,server,cli,web,examples,scripts}/**/*.test.ts', {
  exclude: ['**/node_modules/**'],
})
  .filter((file) => (isTrust ? file.includes('/trust/') : true))
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
  .sort()
  .sort((a, b) => Number(isBrowser(a)) - Number(isBrowser(b)))

if (isTrust) process.env.TRUST = 'full'
// Each file and each server that it starts is a process of its own: what one has compiled, the others need not.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url))
const totals = { passed: 0, failed: 0, skipped: 0 }
const failures: string[] = []
const msOf = new Map<string, number>()
const say = (line: string) => process.stdout.write(`${line}\n`)

function failed(file: string, name: string, error: Error): void {
  totals.failed++
  failures.push(`✖ ${file}: ${name}\n${error.stack ?? error.message}`)
  say(`✖ ${file}: ${name}`)
}

const minutes = isTrust ? 30 : 8
/** One file of tests in a process of its own, and a line when it is done. A process that does not end is ended: a test
 *  that timed out may have left a server or a browser behind, and whoever waits for it waits for ever. */
async function runFile(file: string): Promise<void> {
  const started = performance.now()
  const ending = new AbortController()
  const stream = run({ files: [file], timeout: minutes * 60_000, signal: ending.signal })
  // What the trust tests counted is half of what they are run for.
  if (isTrust) stream.on('test:diagnostic', ({ message, file: of }) => of && say(`  ${message}`))
  stream.on('test:pass', ({ name, skip, details }) => {
    if (skip) totals.skipped++
    else if (details.type !== 'suite') totals.passed++
    if (isTrust) say(`✔ ${name}`)
  })
  stream.on('test:fail', ({ name, details }) => {
    const { type, error } = details
    const isOfItsTests = type === 'suite' && 'failureType' in error && error.failureType === 'subtestsFailed'
    if (isOfItsTests || ending.signal.aborted) return
    failed(file, name, error.cause instanceof Error ? error.cause : error)
  })
  stream.on('test:stderr', ({ message }) => process.stderr.write(message))
  const over = (async () => {
    for await (const _ of stream);
  })()
  const waiting = new AbortController()
  const tooLate = pause((minutes + 1) * 60_000, true, { signal: waiting.signal }).catch(() => false)
  if (await Promise.race([over, tooLate])) {
    failed(file, 'the process', new Error(`did not end within ${minutes + 1} minutes`))
    ending.abort()
    await Promise.race([over, pause(10_000)])
  }
  waiting.abort()
  msOf.set(file, performance.now() - started)
  say(`${((msOf.get(file) ?? 0) / 1_000).toFixed(1).padStart(6)} s ${file}`)
}

/** The files in their order, so many at once. */
async function runFiles(files: string[], atOnce: number): Promise<void> {
  const waiting = files.values()
  const one = async () => {
    for (const file of waiting) await runFile(file)
  }
  await Promise.all(Array.from({ length: atOnce }, one))
}

const started = performance.now()
const dir = mkdtempSync(join(tmpdir(), 'anxin-test-'))
const server = process.env.TEST_DATABASE_URL ? null : await startEmbedded({ dir: join(dir, 'pg'), throwaway: true })
if (server) process.env.TEST_DATABASE_URL = server.url
try {
  if (all.some(isBrowser)) await Promise.all([buildWeb(), unpackBrowser()])
  // At full figures each has the machine to itself.
  await runFiles(all, isTrust ? 1 : 2)
} finally {
  await server?.stop()
  rmSync(dir, { recursive: true, force: true })
}

for (const failure of failures) say(`\n${failure}`)
const slowest = [...msOf].sort(([, a], [, b]) => b - a).slice(0, 12)
say('\nslowest:')
for (const [file, ms] of slowest) say(`${(ms / 1_000).toFixed(1).padStart(6)} s ${file}`)
say(`\n${all.length} files in ${Math.round((performance.now() - started) / 1_000)} s`)
say(`${totals.passed} passed, ${totals.failed} failed${totals.skipped ? `, ${totals.skipped} skipped` : ''}`)
process.exit(totals.failed > 0 || totals.passed === 0 ? 1 : 0)
