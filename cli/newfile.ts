import { type FileHandle, open, rm } from 'node:fs/promises'

/** Opens a file that is not there yet: what was kept is never written over. Throws one sentence. */
export async function newFile(path: string, mode = 0o600): Promise<FileHandle> {
  return open(path, 'wx', mode).catch((error) => {
    throw new Error(whyNotWritten(path, error))
  })
}

export const whyNotWritten = (path: string, error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : error
  return code === 'EEXIST'
    ? `${path} is there already: please name a new file.`
    : `${path} cannot be written (${code}): a new file in a folder of yours was expected.`
}

/** Several, or none of them. */
export async function newFiles(paths: readonly string[]): Promise<FileHandle[]> {
  const handles: FileHandle[] = []
  try {
    for (const path of paths) handles.push(await newFile(path, 0o644))
    return handles
  } catch (error) {
    await closed(handles, paths)
    throw error
  }
}

/** Takes them back: there is nothing in them. */
export async function closed(handles: readonly FileHandle[], paths: readonly string[]): Promise<void> {
  for (const [i, handle] of handles.entries()) {
    await handle.close()
    await rm(paths[i] ?? '', { force: true })
  }
}
