import { createHash } from 'node:crypto'
import type { Id } from '@anxin/domain/basics.ts'
import { openRecordCheck } from '@anxin/record/casefile.ts'
import type { Tx } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { reportText } from '../looked.ts'
import { claimById, inspectionsOf } from '../store.ts'
import { type Source, sourcesOf } from './exhibits.ts'
import { type Exchanged, exchangedOf } from './inquiries.ts'
import type { RecordTold } from './printed.ts'
import { casesOf, type DossierRow } from './store.ts'
import { type Told, toldOf } from './told.ts'

export type Gathered = {
  told: Told
  sources: Source[]
  record: string
  summary: RecordTold
  reports: Report[]
  exchanged: Exchanged
}
type Report = { media: Id; text: string }

/** Everything about a claim as of one moment; null where there is no such claim. */
export async function gather(
  { tx, deps, now }: { tx: Tx; deps: Deps; now: number },
  asked: DossierRow,
): Promise<Gathered | null> {
  const row = await claimById(tx, asked.claim)
  if (!row) return null
  const told = await toldOf({ tx, deps, now }, row, asked)
  const lines = await deps.proof.record(tx, await casesOf(tx, asked.claim))
  const check = openRecordCheck([])
  for (const line of lines) check.take(line)
  const { bad, origin, size, facts, cases, pieces } = check.end()
  if (bad) throw new Error(`the record does not hold: ${bad.wrong} in line ${bad.line}`)
  const record = `${lines.join('\n')}\n`
  const kept = await inspectionsOf(tx, asked.claim)
  return {
    told,
    sources: await sourcesOf({ tx, deps }, told, pieces),
    record,
    summary: { origin, size, facts, cases, key: keyIn(lines[0] ?? ''), sha256: sha256Of(record) },
    exchanged: await exchangedOf({ tx, deps }, asked.claim),
    reports: kept.map(({ media, report }) => ({ media, text: reportText(report) })),
  }
}

const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex')
const keyIn = (header: string): string => JSON.parse(header).casefile.key
