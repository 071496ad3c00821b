import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Half of an upload is dropped after a day, and nothing is written for longer: what is older was left by a process that
 *  died, or belongs to an errand that another machine did. It lies there as it was sent. */
const oldest = 2 * 86_400_000
const often = 6 * 3_600_000

/** Removes what was left in this machine's spool. `now`: by the clock of the disk. */
export async function sweep(spool: string, now = Date.now()): Promise<void> {
  const entries = await readdir(spool, { recursive: true, withFileTypes: true })
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name)
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: now }))
    if (now - mtimeMs > oldest) await rm(path, { force: true })
  }
}

/** Sweeps now and as long as the process lives; hands back how to stop. */
export function keepSwept(spool: string, failed: (error: unknown) => void): () => void {
  const again = () => void sweep(spool).catch(failed)
  again()
  const timer = setInterval(again, often).unref()
  return () => clearInterval(timer)
}
