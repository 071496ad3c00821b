import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, realpath } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder that a `file:` setting names; null for a store that is not a folder and has backups of its own. */
export function folderOf(url: string): string | null {
  if (!url.startsWith('file:')) return null
  return resolve(url.startsWith('file:///') ? fileURLToPath(url) : url.replace(/^file:/, ''))
}

/** Whether nothing lies there yet. */
export const isEmpty = async (dir: string): Promise<boolean> =>
  (await readdir(dir).catch((error) => (error.code === 'ENOENT' ? [] : Promise.reject(error)))).length === 0

/** Throws one sentence when there is something in the folder; makes it otherwise. */
export async function requireEmpty(dir: string): Promise<void> {
  if (!(await isEmpty(dir))) throw new Error(`${dir} is not empty; name a folder that is empty or does not exist.`)
  await mkdir(dir, { recursive: true, mode: 0o700 })
}

/** Throws when one lies within the other: the keys would be kept with what they open. */
export async function requireApart(one: string, other: string): Promise<void> {
  const [a, b] = [await realpath(one), await realpath(other)]
  if (`${a}${sep}`.startsWith(`${b}${sep}`) || `${b}${sep}`.startsWith(`${a}${sep}`))
    throw new Error(
      'The keys must not lie in the folder of the data, nor the data in theirs: restoring old keys would undo erasures.',
    )
}

type Copying = { from: string; to: string; isWanted?(file: string): boolean }

/** Copies the wanted files that lie below a folder; hands back path and SHA-256 of each. What is still being written
 *  (`incoming`, `.part`) is nobody's yet, and a file that is removed meanwhile belongs to nobody any more. */
export async function copyFolder({ from, to, isWanted = () => true }: Copying): Promise<Map<string, string>> {
  const hashes = new Map<string, string>()
  const entries = await readdir(from, { recursive: true, withFileTypes: true })
  for (const entry of entries) {
    const path = relative(from, join(entry.parentPath, entry.name))
    if (!entry.isFile() || path.startsWith(`incoming${sep}`) || path.endsWith('.part')) continue
    if (!isWanted(entry.name)) continue
    const hash = await copyFile(join(from, path), join(to, path)).catch((error) =>
      error.code === 'ENOENT' ? null : Promise.reject(error),
    )
    if (hash) hashes.set(path.replaceAll(sep, '/'), hash)
  }
  return hashes
}

async function copyFile(from: string, to: string): Promise<string> {
  const source = createReadStream(from)
  const hash = createHash('sha256')
  // Opened before the copy is made: a file that is gone leaves no empty one behind.
  await new Promise((resolve, reject) => source.once('open', resolve).once('error', reject))
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  const handle = await open(to, 'wx', 0o600)
  try {
    for await (const chunk of source) {
      hash.update(chunk)
      await handle.writeFile(chunk)
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  return hash.digest('hex')
}
