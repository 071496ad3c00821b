import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Id } from '@anxin/domain/basics.ts'
import { addressees, purposes } from '@anxin/domain/dossiers/addressees.ts'
import { openRecordCheck } from '@anxin/record/casefile.ts'
import type { Tx } from '../../db/database.ts'
import type { Content, Deps } from '../../deps.ts'
import { reportText } from '../looked.ts'
import { claimById, inspectionsOf } from '../store.ts'
import { openExhibit, type Source, sourcesOf } from './exhibits.ts'
import type { Dossier, RecordTold, StampTold } from './printed.ts'
import { readme } from './readme.ts'
import { casesOf, type DossierRow } from './store.ts'
import { type Told, toldOf } from './told.ts'

type Gathered = { told: Told; sources: Source[]; record: string; summary: RecordTold; reports: Report[] }
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
    reports: kept.map(({ media, report }) => ({ media, text: reportText(report) })),
  }
}

const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex')
const keyIn = (header: string): string => JSON.parse(header).casefile.key

type Steps = { next(): Promise<void> }
export type Made = { contents: Content[]; info: Record<string, string>; dossier: Dossier }

/** The files of a dossier: what the addressee reads, the record with its stamp, the exhibits, and how all of it is verified. */
export async function makeFiles(deps: Deps, gathered: Gathered, { next }: Steps): Promise<Made> {
  const { told, record, summary, sources } = gathered
  const at = new Date(told.madeAt)
  const stamped = await deps.proof.stamp(Buffer.from(record))
  const stamp: StampTold = 'token' in stamped ? { at: stamped.at, by: stamped.by } : { missing: stamped.missing }
  await next()
  const isWithheld = told.sees.originals === 'masked'
  const opened = []
  for (const source of sources) {
    opened.push(await openExhibit(deps, source, { isWithheld, at }))
    await next()
  }
  const dossier: Dossier = { ...told, exhibits: opened.map(({ exhibit }) => exhibit), record: summary, stamp }
  const pictures = opened.flatMap(({ picture }) => (picture ? [picture] : []))
  const pdf = await deps.printer.print({ dossier, pictures })
  if (!pdf) throw new Error('the PDF could not be made within its limits of time and memory')
  await next()
  const text = (path: string, bytes: Uint8Array | string) => content(path, Buffer.from(bytes), at)
  const contents = [
    text('dossier.pdf', pdf),
    text('README.txt', readme(dossier)),
    text('claim.json', `${JSON.stringify(dossier, null, 1)}\n`),
    text('record.jsonl', record),
    ...('token' in stamped ? [text('record.jsonl.tst', stamped.token)] : []),
    ...gathered.reports.flatMap(({ media, text: report }) => {
      const n = dossier.exhibits.find((one) => one.media === media && one.side !== 'listing')?.n
      return n ? [text(`inspection/${n}.json`, report)] : []
    }),
    ...opened.flatMap((one) => (one.content ? [one.content] : [])),
  ]
  const [addressee, purpose] = [addressees[told.addressee], purposes[told.purpose]]
  const info = {
    'Source-Organization': told.platform,
    'External-Identifier': told.claim.number,
    'External-Description': `售后申请证据卷宗，致${addressee.zh}（${purpose.zh}） / Dossier of a refund claim for: ${addressee.en} (${purpose.en})`,
    ...('at' in stamp ? {} : { 'Time-Stamp': `none / 无${stamp.missing ? ` (${stamp.missing})` : ''}` }),
  }
  return { contents, info, dossier }
}

const content = (path: string, bytes: Buffer, at: Date): Content => ({
  ...{ path, size: bytes.length, at },
  open: async () => Readable.from([bytes]),
})
