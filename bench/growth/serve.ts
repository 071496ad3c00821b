import { fork } from 'node:child_process'

export type Served = { port: string; stop(): Promise<void> }

/** The product in a process of its own, which ends with this one. `clock`: so many milliseconds beside the true time. */
export async function serve(env: NodeJS.ProcessEnv, clock = 0): Promise<Served> {
  const child = fork(new URL('../../server/trust/serve.ts', import.meta.url), {
    env: { ...env, CLOCK: String(clock) },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  process.once('exit', () => child.kill('SIGKILL'))
  const port = await new Promise<string>((resolve) =>
    child.stdout?.on('data', (data) => resolve(/port (\d+)/.exec(String(data))?.[1] ?? '')),
  )
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = () => {
    child.kill('SIGKILL')
    return ended
  }
  return { port, stop }
}
