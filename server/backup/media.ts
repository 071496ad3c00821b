import { basename } from 'node:path'
import type pg from 'pg'
import { copyFolder } from './folders.ts'

/** The installation itself is at fault: it lacks files. */
export class FilesLacking extends Error {}

/** Every file that a media row names, with the row's id; none in a database that is older than media. */
export async function filesNamed(given: { client: pg.ClientBase; tenants: readonly string[] }) {
  const named = new Map<string, string>()
  const { rows: known } = await given.client.query(`select where to_regclass('public.media') is not null`)
  for (const tenant of known.length > 0 ? given.tenants : []) {
    await given.client.query("select set_config('app.tenant', $1, true)", [tenant])
    const { rows } = await given.client.query<{ id: string; file: string }>(
      `select m.id, f.file from media m cross join lateral (values (m.file), (to_jsonb(m)->>'shown')) f (file)
       where m.tenant = $1 and f.file is not null`,
      [tenant],
    )
    for (const { id, file } of rows) named.set(file, id)
  }
  return named
}

/** Copies the files that rows name; hands back path and SHA-256 of each. What no row names waits for its removal, and
 *  stays behind. Throws `FilesLacking` when one is not there: a backup without it would be found out when it is needed. */
export async function copyNamed(named: ReadonlyMap<string, string>, { from, to }: { from: string; to: string }) {
  const copied = await copyFolder({ from, to, isWanted: (file) => named.has(file) })
  const there = new Set([...copied.keys()].map((path) => basename(path)))
  const [first, ...others] = [...named].filter(([file]) => !there.has(file))
  if (!first) return copied
  const [file, media] = first
  const more = others.length > 0 ? `, and ${others.length} more` : ''
  throw new FilesLacking(`${from} lacks ${file}, a file of media ${media}${more}: what was copied is no backup.`)
}
