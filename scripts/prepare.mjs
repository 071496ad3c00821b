// Runs before `npm start`, `npm test` and `npm run check`, on whatever Node the machine has (20 or later):
// installs what is missing and makes sure that a Node 24 is there to run the rest.
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const stamp = `${root}node_modules/.anxin-installed`
const lock = readFileSync(`${root}package-lock.json`)
const wanted = createHash('sha256').update(lock).digest('hex')

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  process.stderr.write('Installing packages (once, a minute or two) …\n')
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm']
  const { status } = spawnSync(npm[0], [...npm.slice(1), 'install', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (status !== 0) fail('npm install failed; see above.')
  // `npm ci` fails for trees with platform packages of other systems, so this is how the lock is held to its word.
  const changed = changedEntries(lock, readFileSync(`${root}package-lock.json`))
  if (changed.length > 0) fail(`npm install changed package-lock.json (${changed.join(', ')}); commit the new one.`)
  writeFileSync(`${root}package-lock.json`, lock)
  writeFileSync(stamp, wanted)
}

const own = `${root}node_modules/.bin/node${process.platform === 'win32' ? '.cmd' : ''}`
const version = existsSync(own)
  ? execFileSync(own, ['--version'], { encoding: 'utf8', shell: process.platform === 'win32' })
  : process.version
if (Number(/\d+/.exec(version)?.[0]) < 24)
  fail('Anxin needs Node.js 24 or later, and none came with the packages for this machine. Please install it.')

/** The entries of a lock that are not as they were. What a registry shows of other systems differs from place to place:
 *  an optional package that npm adds for one of them changes nothing here, and is not written down. */
function changedEntries(before, after) {
  const [was, is] = [before, after].map((bytes) => JSON.parse(bytes).packages)
  const libc = process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl'
  const isFor = (wanted, own) => !wanted || wanted.includes(own)
  const isForOthers = ({ optional, os, cpu, libc: libcs }) =>
    optional === true && !(isFor(os, process.platform) && isFor(cpu, process.arch) && isFor(libcs, libc))
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((name) =>
    was[name] ? JSON.stringify(was[name]) !== JSON.stringify(is[name]) : !isForOthers(is[name]),
  )
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}
