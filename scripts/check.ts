/** `npm run check`: format and lint, types, module boundaries, counted limits, nothing unused, generated
 *  files. Each prints what it found. */
import { spawnSync } from 'node:child_process'
import { limits } from './limits.ts'

const bin = (name: string) => `node_modules/.bin/${name}`
const steps: [string, () => boolean][] = [
  ['format and lint', () => runs(bin('biome'), 'check', '--error-on-warnings', '.')],
  ['types', () => runs(bin('tsc'), '--noEmit', '-p', '.') && runs(bin('tsc'), '--noEmit', '-p', 'web')],
  [
    'module boundaries',
    () =>
      runs(
        bin('depcruise'),
        '--config',
        '.dependency-cruiser.cjs',
        'domain',
        'regions',
        'inspect',
        'dispatch',
        'record',
        'server',
        'cli',
        'web',
      ),
  ],
  ['counted limits', limits],
  ['nothing unused', () => runs(bin('knip'), '--no-progress', '--include', 'files,dependencies,unlisted,exports')],
  ['generated files', () => runs(process.execPath, 'scripts/openapi.ts', '--verify')],
]

let failed = 0
for (const [name, step] of steps) {
  const ok = step()
  process.stdout.write(`${ok ? '✔' : '✖'} ${name}\n`)
  if (!ok) failed++
}
process.exit(failed > 0 ? 1 : 0)

function runs(command: string, ...args: string[]): boolean {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  const isBlind = command.endsWith('depcruise') && !/\((\d{2,}) modules/.test(stdout)
  if (status !== 0 || isBlind) process.stdout.write(`${stdout}${stderr}${isBlind ? 'no modules were looked at\n' : ''}`)
  return status === 0 && !isBlind
}
