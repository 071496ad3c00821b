import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { whyNotRead } from './unreadable.ts'

const expected = 'a picture or a directory of pictures'
const extensions = new Set(['.jpg', '.jpeg', '.jfif', '.png', '.webp', '.avif', '.heic', '.heif'])

/** The files that these arguments stand for, in order: a directory for the pictures in it and below it, by name. What cannot
 *  be found is told in one sentence each. */
export async function pathsIn(args: readonly string[]): Promise<{ paths: string[]; problems: string[] }> {
  const paths: string[] = []
  const problems: string[] = []
  for (const arg of args) {
    try {
      const found = await stat(arg)
      if (found.isDirectory()) {
        const inside = await picturesIn(arg)
        if (inside.length === 0) problems.push(`${arg} holds no picture: ${expected} was expected.`)
        paths.push(...inside)
      } else if (found.isFile()) paths.push(arg)
      // Reading a device may never end.
      else problems.push(`${arg} is no file: ${expected} was expected.`)
    } catch (error) {
      problems.push(whyNotRead(arg, error, expected))
    }
  }
  return { paths, problems }
}

async function picturesIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile() && extensions.has(extname(entry.name).toLowerCase()))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
