import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { basename, dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { findPrograms, type Programs, runAs } from './programs.ts'
import { serverArguments } from './server-arguments.ts'

export type EmbeddedOptions = {
  /** The data directory; made on first use. */
  dir: string
  /** A free one on loopback when absent. */
  port?: number
  /** Where other server programs lie than those npm brought along. */
  bin?: string
  /** For tests only: gives up durability for speed. Never for data anybody wants back. */
  throwaway?: boolean
}

/** `url` is that of the role `anxin`: no superuser, so row-level security holds; owns the database `anxin` and may
 *  create others. `stop()` shuts down a server that this process started and leaves one that it found running. */
export type Embedded = { url: string; stop(): Promise<void> }

type Cluster = { dir: string; programs: Programs; words: readonly string[]; password: string; throwaway: boolean }
type Held = { port: number; pid: number; child: ChildProcess | null }

const [patience, watchEvery] = [60_000, 250]

/** Starts the embedded PostgreSQL on `dir`, or joins one that another process of ours already runs there. Should that
 *  one go away (its process ended), this process takes over on the same port: pools see one lost connection.
 *  A server left over from a killed process is waited for; a stale lock file is removed. */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const cluster = openCluster(options)
  let held = await hold(cluster, options.port)
  let stopped = false

  const takeOver = async () => {
    try {
      held = await hold(cluster, held.port)
    } catch (error) {
      stopped = true
      process.emitWarning(`The embedded database stopped and could not be started again. ${error}`)
    }
  }
  const watch = async () => {
    while (!stopped) {
      await sleep(watchEvery, undefined, { ref: false })
      if (!stopped && !runs(held.pid, cluster.dir)) await takeOver()
    }
  }
  void watch()

  // Where no parent-death signal exists (macOS, Windows), this is what ends the server on an ordinary exit.
  const onExit = () => held.child?.kill('SIGINT')
  process.once('exit', onExit)
  return {
    url: urlOf(cluster, held.port),
    async stop() {
      stopped = true
      process.off('exit', onExit)
      if (held.child) await shutDown(held.child)
    },
  }
}

const urlOf = (cluster: Cluster, port: number) => `postgres://anxin:${cluster.password}@127.0.0.1:${port}/anxin`

function openCluster(options: EmbeddedOptions): Cluster {
  const programs = findPrograms(options.bin)
  const wanted = resolve(options.dir)
  mkdirSync(dirname(wanted), { recursive: true })
  const dir = join(realpathSync(dirname(wanted)), basename(wanted))
  const { words, chown } = runAs(dir, programs.postgres)
  const throwaway = options.throwaway ?? false
  if (!existsSync(join(dir, 'PG_VERSION'))) makeCluster({ dir, programs, words, throwaway, chown })

  const made = Number(readFileSync(join(dir, 'PG_VERSION'), 'utf8'))
  if (made !== programs.major) {
    throw new Error(`The database in ${dir} was made by PostgreSQL ${made}; this is PostgreSQL ${programs.major}.`)
  }
  const password = readFileSync(join(dir, 'anxin.password'), 'utf8').trim()
  return { dir, programs, words, password, throwaway }
}

type Plan = Pick<Cluster, 'dir' | 'programs' | 'words' | 'throwaway'> & { chown: number | undefined }

/** Makes the cluster beside its place and moves it there when it is complete: a crash on the way leaves no half
 *  cluster, and of two processes doing it at once one wins. */
function makeCluster({ dir, programs, words, throwaway, chown }: Plan): void {
  const draft = `${dir}.${process.pid}.new`
  sweepDrafts(dir)
  mkdirSync(draft, { mode: 0o700 })
  const secret = `${draft}.password`
  const password = randomBytes(24).toString('base64url')
  try {
    writeFileSync(secret, `${password}\n`, { mode: 0o600 })
    if (chown !== undefined) for (const path of [draft, secret]) chownSync(path, chown, chown)
    const speed = throwaway ? ['--no-sync'] : []
    const login = ['-U', 'postgres', `--pwfile=${secret}`, '--auth=scram-sha-256']
    // The builtin collation does not change with the C library underneath, so indexes survive a system upgrade.
    const locale =
      programs.major >= 17
        ? ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
        : ['--locale=C.UTF-8']
    runToEnd([...words, programs.initdb, '-D', draft, '--encoding=UTF8', ...locale, ...login, ...speed])
    renameSync(secret, join(draft, 'anxin.password'))
    const create = `create role anxin login createdb createrole password '${password}'\ncreate database anxin owner anxin\n`
    runToEnd([...words, programs.postgres, '--single', '-D', draft, 'postgres'], create)
    putInPlace(draft, dir)
  } finally {
    rmSync(draft, { recursive: true, force: true })
    rmSync(secret, { force: true })
  }
}

function putInPlace(draft: string, dir: string): void {
  try {
    renameSync(draft, dir)
  } catch (error) {
    if (existsSync(join(dir, 'PG_VERSION'))) return // another process was faster
    if (existsSync(dir)) throw new Error(`${dir} holds other files; the embedded database needs an empty directory.`)
    throw error
  }
}

/** Removes drafts of processes that died while making one. */
function sweepDrafts(dir: string): void {
  for (const name of readdirSync(dirname(dir))) {
    const pid = name.startsWith(`${basename(dir)}.`) ? Number(/\.(\d+)\.new(\.password)?$/.exec(name)?.[1]) : Number.NaN
    if (pid && !exists(pid)) rmSync(join(dirname(dir), name), { recursive: true, force: true })
  }
}

function runToEnd(command: readonly string[], input = ''): void {
  const [program = '', ...rest] = command
  const { status, stderr, error } = spawnSync(program, rest, { input, env: environment(), encoding: 'utf8' })
  if (status !== 0) throw new Error(`${basename(program)} failed: ${error?.message ?? stderr.trim()}`)
}

/** Only what the server needs: a PGPORT or a locale of the caller must not reach it. */
const environment = () => ({ PATH: process.env.PATH, SystemRoot: process.env.SystemRoot, LC_ALL: 'C', TZ: 'UTC' })

/** Joins the running server or launches one, whichever works first. */
async function hold(cluster: Cluster, port: number | undefined): Promise<Held> {
  const deadline = Date.now() + patience
  let trouble = 'it did not become ready'
  while (Date.now() < deadline) {
    const running = readLock(cluster.dir)
    if (running && runs(running.pid, cluster.dir)) {
      if (running.ready && (await answers(urlOf(cluster, running.port)))) return { ...running, child: null }
      trouble = `process ${running.pid} holds the directory but does not answer`
      await sleep(50)
      continue
    }
    // Process numbers come round again (in a container at once): PostgreSQL would take any live process for its own.
    rmSync(join(cluster.dir, 'postmaster.pid'), { force: true })
    const started = await launch(cluster, port ?? (await freePort()))
    if ('child' in started) return started
    trouble = started.trouble
    if (!started.mayPass || (port !== undefined && started.portTaken)) break
    await sleep(100)
  }
  throw new Error(`The embedded database in ${cluster.dir} could not be started: ${trouble}.`)
}

type Failure = { trouble: string; mayPass: boolean; portTaken: boolean }

async function launch(cluster: Cluster, port: number): Promise<Held | Failure> {
  const log = openLog(cluster.dir)
  const [program = '', ...rest] = [
    ...cluster.words,
    cluster.programs.postgres,
    ...serverArguments(cluster, { port, major: cluster.programs.major }),
  ]
  // Detached: Ctrl-C in the terminal must reach Anxin first, which then stops its database.
  const child = spawn(program, rest, { stdio: ['ignore', log.fd, log.fd], env: environment(), detached: true })
  child.unref()
  closeSync(log.fd)
  let failed: string | undefined
  child.once('error', (error) => {
    failed = error.message
  })
  for (const end = Date.now() + patience; Date.now() < end; await sleep(10)) {
    if (failed !== undefined || child.exitCode !== null || child.signalCode !== null) break
    const lock = readLock(cluster.dir)
    if (child.pid !== undefined && lock?.pid === child.pid && lock.ready) return { port, pid: child.pid, child }
  }
  child.kill('SIGQUIT')
  const said = failed ?? readFileSync(log.path, 'utf8').slice(log.from).trim()
  return {
    trouble: /FATAL: +(.+)/.exec(said)?.[1] ?? (said.split('\n').at(-1) || 'it ended without a word'),
    mayPass: /lock file|shared memory block|bind|in use/.test(said),
    portTaken: /bind|in use/.test(said),
  }
}

/** The server's log lies beside its directory; one older generation is kept. */
function openLog(dir: string): { fd: number; path: string; from: number } {
  const path = `${dir}.log`
  const size = existsSync(path) ? statSync(path).size : 0
  const full = size > 10_000_000
  if (full) renameSync(path, `${path}.1`)
  const fd = openSync(path, 'a', 0o600)
  chmodSync(path, 0o600)
  return { fd, path, from: full ? 0 : size }
}

/** What PostgreSQL writes into its lock file: line 1 the process, line 4 the port, line 8 how far it is. */
function readLock(dir: string): { pid: number; port: number; ready: boolean } | undefined {
  const path = join(dir, 'postmaster.pid')
  if (!existsSync(path)) return undefined
  const lines = readFileSync(path, 'utf8').split('\n')
  const pid = Number(lines[0])
  return pid ? { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' } : undefined
}

/** Whether that process lives and is a server on this very directory. */
function runs(pid: number, dir: string): boolean {
  if (!exists(pid)) return false
  if (process.platform !== 'linux') return true
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(dir)
  } catch {
    return false
  }
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {}) // the server may go away while we ask; the answer is then no
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? done(address.port) : fail(new Error('no port'))))
    })
  })
}

/** Fast shutdown: sessions end, everything committed is on disk. After 30 s without an end, the immediate way. */
async function shutDown(child: ChildProcess): Promise<void> {
  const over = () => child.exitCode !== null || child.signalCode !== null
  child.kill('SIGINT')
  for (const hurry = Date.now() + 30_000; !over() && Date.now() < hurry; ) await sleep(10)
  if (!over()) child.kill('SIGQUIT')
  while (!over()) await sleep(10)
}
