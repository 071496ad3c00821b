import { Collection } from '@anxin/inspect/reuse/collection.ts'
import type { Looks } from '@anxin/inspect/reuse/looks.ts'
import { openInspector } from '@anxin/server/inspection/inspector.ts'
import { pathsIn } from './photofiles.ts'
import { progress } from './progress.ts'
import { whyRefused } from './refused.ts'

/** `anxin similar DIR --query PHOTO|DIR`: for each asked photo the pictures of a directory that are the same, the nearest
 *  first, then those that one shows a part of the other of. Files that cannot be read are named on stderr; exit code 2. */
export async function similarPhotos(directory: string, { query, json }: { query: string; json?: boolean | undefined }) {
  const [kept, asked] = [await pathsIn([directory]), await pathsIn([query])]
  for (const problem of [...kept.problems, ...asked.problems]) complain(problem)
  const collection = new Collection()
  for (const { looks } of await looksOfAll(kept.paths)) collection.add(looks)
  for (const { path, looks } of await looksOfAll(asked.paths)) {
    if (!looks) continue
    const matches = collection
      .find(looks)
      .map(({ id, distance, part }) => ({ file: kept.paths[id] ?? '', distance, part }))
      .filter(({ file }) => file !== path)
    process.stdout.write(json ? `${JSON.stringify({ query: path, matches })}\n` : readable(path, matches))
  }
}

function complain(problem: string): void {
  process.stderr.write(`${problem}\n`)
  process.exitCode = 2
}

/** Each file with what it is found by, in order; null where it cannot be read. */
async function looksOfAll(paths: readonly string[]): Promise<{ path: string; looks: Looks | null }[]> {
  const inspector = openInspector()
  const bar = progress()
  let done = 0
  try {
    return await Promise.all(
      paths.map(async (path) => {
        const answer = await inspector.looks({ name: path, path })
        bar.say(`${++done} / ${paths.length} ${path}`)
        if ('hashes' in answer) return { path, looks: answer }
        complain(whyRefused(answer))
        return { path, looks: null }
      }),
    )
  } finally {
    bar.end()
    await inspector.stop()
  }
}

type Match = { file: string; distance: number | null; part: unknown }

const readable = (path: string, matches: readonly Match[]) =>
  matches.length === 0
    ? `${path}\tnone\n`
    : matches.map(({ file, distance }) => `${path}\t${file}\t${distance ?? 'part'}\n`).join('')
