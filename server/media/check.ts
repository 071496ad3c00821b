import type { KeyObject } from 'node:crypto'
import type { Id } from '@anxin/domain/basics.ts'
import { type Database, sql, type Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'

/** Whether every file is what its row and the facts say that it is. */

/** `file.missing`: not there. `file.changed`: other bytes than were sent, or bytes that its key does not open.
 *  `row.missing`, `row.changed`: a fact names a file that has no row, or another hash. `key.missing`: nobody can open it,
 *  and nobody was erased. */
export type FileWrong = 'file.missing' | 'file.changed' | 'row.missing' | 'row.changed' | 'key.missing'
export type BadFile = { media: Id; wrong: FileWrong; fact?: { kind: string; case: Id; n: number } }
export type FilesChecked = {
  checked: number
  /** Of people who were erased: nobody can open them any more. */
  sealed: number
  bad: BadFile[]
}

type Row = { id: Id; person: Id | null; isErased: boolean; file: string; shown: string | null; sha256: Buffer }
type Given = { db: Database; tenant: Id } & Pick<Deps, 'media' | 'private'>

const batch = 200
/** More are not named: whoever has lost so many has lost the disk. */
const mostNamed = 1_000

const columns = sql`m.id, m.person, coalesce(p.status = 'erased', false) as "isErased", m.file, m.shown, m.sha256`

/** Reads every file of a tenant once, one after the other, in pieces. A running server may go on meanwhile. */
export async function checkFiles(given: Given): Promise<FilesChecked> {
  const { db, tenant } = given
  const bad = await db.transaction({ tenant }, unlikeFacts)
  let [checked, sealed] = [0, 0]
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const rows = await db.transaction({ tenant }, (tx) =>
      tx.rows<Row>(sql`
        select ${columns} from media m left join people p on p.id = m.person
        where m.tenant = ${tenant} and m.id > ${after} order by m.id limit ${batch}`),
    )
    for (const row of rows) {
      const found = await checkRow(given, row)
      if (found === 'sealed') sealed++
      else checked++
      if (found && found !== 'sealed' && bad.length < mostNamed) bad.push({ media: row.id, wrong: found })
    }
    after = rows.at(-1)?.id ?? after
    if (rows.length < batch) return { checked, sealed, bad }
  }
}

/** Evidence that facts name by its hash, and of which the row says something else. A file that the fact of somebody names
 *  who was erased before it was theirs is not kept (decision 017), and neither is a recording whose term is over. */
const unlikeFacts = async (tx: Tx): Promise<BadFile[]> => {
  const rows = await tx.rows<{ media: Id; isThere: boolean; kind: string; case: Id; n: number }>(sql`
    select named->>'media' as media, m.id is not null as "isThere", f.kind, f.case_id as case, f.n
    from facts f cross join lateral
      jsonb_path_query(f.body, 'strict $.** ? (exists(@.media) && exists(@.sha256))') named
    left join media m on m.id =
      case when named->>'media' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then (named->>'media')::uuid end
    where f.tenant = ${tx.tenant} and position('"sha256"' in f.body::text) > 0
      and (m.id is null or encode(m.sha256, 'hex') <> named->>'sha256')
      and not (m.id is null and exists (
        select from claims c join people p on p.id = c.buyer
        where p.status = 'erased'
          and c.id in (f.case_id, (select h.claim_id from hearings h where h.id = f.case_id))))
      and not (m.id is null and exists (
        select from custodies u where u.status = 'removed' and u.id = f.case_id and f.body->>'side' = 'buyer'))
      and not (m.id is null and exists (select from recordings r where r.id = f.case_id and r.status = 'removed'))
    order by f.seq limit ${mostNamed}`)
  return rows.map(({ media, isThere, ...fact }) => ({ media, wrong: isThere ? 'row.changed' : 'row.missing', fact }))
}

type Found = FileWrong | 'sealed' | null

/** A file that moves to its person's key meanwhile is looked at where it lies then. */
async function checkRow(given: Given, row: Row): Promise<Found> {
  const found = await lookAt(given, row)
  if (found !== 'file.missing') return found
  const { id } = row
  const now = await given.db.transaction({ tenant: given.tenant }, (tx) =>
    tx.first<Row>(sql`select ${columns} from media m left join people p on p.id = m.person where m.id = ${id}`),
  )
  if (!now) return null
  return now.file === row.file && now.shown === row.shown ? found : lookAt(given, now)
}

async function lookAt({ db, tenant, media, private: secrets }: Given, row: Row): Promise<Found> {
  const { person } = row
  const key = person ? await db.transaction({ tenant }, (tx) => secrets.mediaKey(tx, person)) : secrets.key('media')
  if (!key) return row.isErased ? 'sealed' : 'key.missing'
  const hash = (file: string, under: KeyObject) =>
    media.hash(file, under).catch((error) => {
      // Of a store that does not answer nothing is said.
      if (error.code === 'ESTORE') throw error
      return error.code === 'ENOENT' ? 'missing' : 'changed'
    })
  const [original, copy] = [await hash(row.file, key), row.shown ? await hash(row.shown, key) : null]
  if (original === 'missing' || copy === 'missing') return 'file.missing'
  const isWhole = typeof original !== 'string' && original.equals(row.sha256) && typeof copy !== 'string'
  return isWhole ? null : 'file.changed'
}
