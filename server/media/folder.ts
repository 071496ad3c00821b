import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Shelf } from './shelf.ts'

/** A folder as the shelf: `file:./data/media`. */
export async function openFolder(url: string): Promise<Shelf> {
  const dir = url.startsWith('file:///') ? fileURLToPath(url) : url.replace(/^file:/, '')
  const spool = join(dir, 'incoming')
  await mkdir(spool, { recursive: true, mode: 0o700 })
  const pathOf = (file: string) => join(dir, file.slice(0, 2), file)
  return {
    spool,
    async keep(file, write) {
      const path = pathOf(file)
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const part = `${path}.part`
      await writeDurably(part, write)
      await rename(part, path)
    },
    async *read(file) {
      const handle = await open(pathOf(file))
      yield* handle.createReadStream()
    },
    remove: (file) => rm(pathOf(file), { force: true }),
    guard: null,
  }
}

/** On disk before it returns; nothing is left of what fails half-way. */
export async function writeDurably(path: string, write: (to: FileHandle) => Promise<void>): Promise<void> {
  const handle = await open(path, 'w', 0o600)
  try {
    await write(handle)
    await handle.sync()
  } catch (error) {
    await rm(path, { force: true })
    throw error
  } finally {
    await handle.close()
  }
}
