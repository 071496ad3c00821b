import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The product itself, as `anxin start` runs it, on a database; keys and files lie in `dir`. Ends with this process. */
export async function startProduct(
  at: { databaseUrl: string; dir: string },
  flags: readonly string[] = [],
): Promise<{ port: string; child: ChildProcess }> {
  const env = {
    ...process.env,
    DATABASE_URL: at.databaseUrl,
    KEY_URL: `file:${join(at.dir, 'keys')}`,
    STORAGE_URL: `file:${join(at.dir, 'media')}`,
    DEMO: '1',
    LOG_LEVEL: 'silent',
    PORT: '0',
  }
  const cli = fileURLToPath(new URL('../cli/anxin.ts', import.meta.url))
  const child = spawn(process.execPath, [cli, 'start', ...flags], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  process.once('exit', () => child.kill('SIGKILL'))
  const port = await new Promise<string>((resolve) =>
    child.stdout?.on('data', (data) => {
      const found = /localhost:(\d+)/.exec(String(data))?.[1]
      if (found) resolve(found)
    }),
  )
  return { port, child }
}
