import { basename } from 'node:path'
import type pg from 'pg'
import { copyFolder, isEmpty } from './folders.ts'

/** A file that is not there, and the row that names it: of media, or of a dossier. */
export type Missing = { file: string; media: string }

/** The installation itself is at fault: it lacks files. The message names each of them. */
export class FilesLacking extends Error {
  constructor(from: string, missing: readonly Missing[]) {
    super(
      `${from} lacks ${missing.length === 1 ? 'a file' : `${missing.length} files`} that rows name: what was copied is no backup. --without-missing makes one of what is left.\n${missingInWords(missing)}`,
    )
  }
}

/** One line for each missing file. */
export const missingInWords = (missing: readonly Missing[]): string =>
  missing.map(({ file, media }) => `  ${file} of media ${media}`).join('\n')

/** Every file that a media row or a dossier names, with the row's id; none in a database that is older than media. */
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
    for (const { id, file } of await dossiersNamed(given.client, tenant)) named.set(file, id)
  }
  return named
}

/** Files of dossiers that have not outlived their term; none in a database that is older than dossiers. */
async function dossiersNamed(client: pg.ClientBase, tenant: string): Promise<{ id: string; file: string }[]> {
  const { rows: known } = await client.query(`select where to_regclass('public.dossiers') is not null`)
  if (known.length === 0) return []
  const { rows } = await client.query<{ id: string; file: string }>(
    'select id, file from dossiers where tenant = $1 and file is not null',
    [tenant],
  )
  return rows
}

/** Copies the files that rows name; hands back path and SHA-256 of each, and which are not there. What no row names
 *  waits for its removal, and stays behind. */
export async function copyNamed(named: ReadonlyMap<string, string>, { from, to }: { from: string; to: string }) {
  const isThere = !(await isEmpty(from))
  const copied = isThere
    ? await copyFolder({ from, to, isWanted: (file) => named.has(file) })
    : new Map<string, string>()
  const there = new Set([...copied.keys()].map((path) => basename(path)))
  const missing = [...named].flatMap(([file, media]) => (there.has(file) ? [] : [{ file, media }]))
  return { copied, missing }
}
