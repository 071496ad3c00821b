import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const Name = z.string().regex(/^[a-z_][a-z0-9_]*$/)
/** Below the backup's own folder, whatever a tampered manifest says. */
const Path = z.string().regex(/^(?!.*\.\.)[\w./-]+$/)

const Manifest = z.strictObject({
  format: z.literal('anxin-backup-1'),
  /** The data, or the keys that open what is personal in it. */
  part: z.enum(['data', 'keys']),
  /** The moment of the snapshot: everything committed before it is here, nothing after it. */
  at: z.iso.datetime(),
  /** The version of the schema: what had been applied. */
  migrations: z.array(z.string()),
  /** Rows per table, in the order in which they can be restored. */
  tables: z.record(Name, z.number()),
  sequences: z.record(Name, z.string().regex(/^-?\d+$/)),
  /** SHA-256 of every file of this part. */
  files: z.record(Path, z.string().regex(/^[0-9a-f]{64}$/)),
  /** Files of media that were gone already when this was copied; the ids of the rows that name them. */
  missing: z.array(z.strictObject({ file: z.string().regex(/^[\w-]+$/), media: z.uuid() })).default([]),
})
export type Manifest = z.output<typeof Manifest>

/** The backup itself is at fault: a file is missing or altered. Other errors are wrong use. */
export class BadBackup extends Error {}

const file = 'manifest.json'

/** Written last: a folder without it is a backup that was broken off. */
export const writeManifest = (dir: string, manifest: Manifest): Promise<void> =>
  writeFile(join(dir, file), `${JSON.stringify(manifest, null, 2)}\n`, { flag: 'wx', mode: 0o600, flush: true })

/** Reads the manifest of a part and every file that it names. Throws a sentence naming the first that is not as written. */
export async function verifiedManifest(dir: string, part: Manifest['part']): Promise<Manifest> {
  const text = await readFile(join(dir, file), 'utf8').catch(() => {
    throw new Error(`${dir} holds no ${file}: it is no backup, or one that was broken off.`)
  })
  const manifest = understood(text, dir)
  if (manifest.part !== part)
    throw new Error(`${dir} is the ${manifest.part} part of a backup; the ${part} part was expected.`)
  for (const [path, hash] of Object.entries(manifest.files)) {
    const found = await hashOf(join(dir, path)).catch(() => null)
    if (found !== hash)
      throw new BadBackup(`${join(dir, path)} is ${found === null ? 'missing' : 'not as it was written'}.`)
  }
  return manifest
}

function understood(text: string, dir: string): Manifest {
  try {
    return Manifest.parse(JSON.parse(text))
  } catch {
    throw new BadBackup(`${join(dir, file)} cannot be understood.`)
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}
