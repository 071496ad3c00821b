import { payload } from '@anxin/record/bag.ts'
import { type FactNamed, openRecordCheck, type RecordVerdict, type RecordWrong } from '@anxin/record/casefile.ts'
import type { Verifier } from '@anxin/record/checkpoint.ts'
import { type BadStamp, type certificatesIn, checkedStamp, isBadStamp, type Stamp } from '@anxin/record/timestamp.ts'

/** The record of a case in a bundle, and the files that its facts name. */

export const recordName = `${payload}record.jsonl`
/** A token of RFC 3161 over the bytes of the record. */
export const recordStampName = `${recordName}.tst`
/** Files are named by their number: `data/exhibits/3-damage.jpg` is the third photo or film that the record names. */
const exhibits = /^data\/exhibits\/([1-9]\d{0,3})-[^/]+$/
const inExhibits = (path: string) => path.startsWith(`${payload}exhibits/`)
const inReports = (path: string) => path.startsWith(`${payload}inspection/`)

/** `exhibits`: how many are named by facts, and how many of these lie in the bundle. */
export type RecordFound = Omit<RecordVerdict, 'bad' | 'pieces' | 'reports'> & {
  exhibits: { named: number; there: number }
  stamp: Stamp | null
}
type Wrong = RecordWrong | 'exhibit.unnamed' | 'exhibit.other' | 'report.unnamed'
export type BadInRecord =
  | { wrong: Wrong; file: string; line?: number; fact?: FactNamed }
  | (BadStamp & { file: string })

type Given = {
  record: Uint8Array
  stamp: Uint8Array | null
  /** SHA-256 of each file, by its path: what lies there, not what is claimed. */
  files: ReadonlyMap<string, string>
  keys: readonly Verifier[]
  roots: ReturnType<typeof certificatesIn>
}

/** Whether the record holds (`casefile.ts`), its time stamp is of it, and the exhibits and reports beside it are the ones
 *  that its facts name. One that is named and not there is no error: it may be kept back, or be gone with its person. */
export async function checkRecord({ record, stamp, files, keys, roots }: Given): Promise<RecordFound | BadInRecord> {
  const check = openRecordCheck(keys)
  const lines = readable(record)
  if (!lines?.endsWith('\n')) return { wrong: 'record.line', file: recordName, line: 0 }
  for (const line of lines.slice(0, -1).split('\n')) check.take(line)
  const { bad, pieces, reports, ...found } = check.end()
  if (bad) return { ...bad, file: recordName }
  const named = new Map(pieces.map((sha256, i) => [i + 1, sha256]))
  let there = 0
  for (const [path, sha256] of files) {
    const wrong = inExhibits(path)
      ? wrongExhibit(named.get(Number(exhibits.exec(path)?.[1])), sha256)
      : inReports(path) && !reports.includes(sha256)
        ? 'report.unnamed'
        : null
    if (wrong) return { wrong, file: path }
    if (inExhibits(path)) there++
  }
  const checked = stamp && (await checkedStamp(stamp, { data: record, roots }))
  if (checked && isBadStamp(checked)) return { ...checked, file: recordStampName }
  return { ...found, exhibits: { named: pieces.length, there }, stamp: checked }
}

const wrongExhibit = (named: string | undefined, sha256: string): Wrong | null =>
  named === undefined ? 'exhibit.unnamed' : named === sha256 ? null : 'exhibit.other'

function readable(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
