import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { whyNotRead } from './unreadable.ts'

const expected = 'a picture or a directory of pictures'
const extensions = new Set(['.jpg', '.jpeg', '.jfif', '.png', '.webp', '.avif', '.heic', '.heif'])

/** The files that these arguments stand for, in order: a directory for the pictures in it and below it, by name. What cannot
 *  be found is told in one sentence each. */
export async function pathsIn(args: readonly string[]): Promise<{ paths: string[]; problems: string[] }> {
  const all = await Promise.all(
    args.map((arg) => standsFor(arg).catch((error) => ({ problem: whyNotRead(arg, error, expected) }))),
  )
  return {
    paths: all.flatMap((one) => ('paths' in one ? one.paths : [])),
    problems: all.flatMap((one) => ('problem' in one ? one.problem : [])),
  }
}

async function standsFor(arg: string): Promise<{ paths: string[] } | { problem: string }> {
  const found = await stat(arg)
  if (found.isFile()) return { paths: [arg] }
  // Reading a device may never end.
  if (!found.isDirectory()) return { problem: `${arg} is no file: ${expected} was expected.` }
  const paths = await picturesIn(arg)
  return paths.length > 0 ? { paths } : { problem: `${arg} holds no picture: ${expected} was expected.` }
}

async function picturesIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile() && extensions.has(extname(entry.name).toLowerCase()))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
