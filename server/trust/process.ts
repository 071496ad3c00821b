import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'

/** Whether the figures of the whole table are wanted (`npm run trust`), or the short form (`npm test`). */
export const full = process.env.TRUST === 'full'

/** A server in a process of its own. */
export type Server = {
  url: string
  pid: number
  /** SIGKILL: nothing is said goodbye to. */
  kill(): Promise<void>
  /** Moves its clock: so many milliseconds ahead of, or behind, the true one. */
  clock(offset: number): void
  /** What it wrote to its standard output so far: its log. */
  said(): string
}
type Wanted = { databaseUrl: string; dir: string; env?: Record<string, string> }

/** Starts `serve.ts` on a database; keys and files lie in `dir`. */
export async function serve({ databaseUrl, dir, env = {} }: Wanted): Promise<Server> {
  const settings = {
    DATABASE_URL: databaseUrl,
    KEY_URL: `file:${join(dir, 'keys')}`,
    STORAGE_URL: `file:${join(dir, 'media')}`,
    DEMO: '1',
    LOG_LEVEL: 'silent',
  }
  const child: ChildProcess = spawn(process.execPath, [fileURLToPath(new URL('./serve.ts', import.meta.url))], {
    env: { ...process.env, ...settings, ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  // Whatever fails in a test, no server outlives it: the run would wait for it for ever.
  after(() => child.kill('SIGKILL'))
  let said = ''
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout?.setEncoding('utf8').on('data', (data: string) => {
      said += data
      const found = /^port (\d+)$/m.exec(said)?.[1]
      if (found) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
  })
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    said: () => said,
    clock: (offset) => void child.send({ offset }),
    kill: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve()
        child.once('exit', () => resolve())
        child.kill('SIGKILL')
      }),
  }
}

/** A folder that is gone after the test. */
export function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'anxin-trust-'))
  after(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Waits for something to come true; fails after `patience` seconds of waiting for `what`. */
export async function until(what: string, isTrue: () => boolean | Promise<boolean>, patience = 90): Promise<void> {
  const end = performance.now() + patience * 1_000
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error(`waited ${patience} s in vain for ${what}`)
    await pause(10)
  }
}
