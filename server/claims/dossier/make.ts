import { Readable } from 'node:stream'
import { addressees, purposes } from '@anxin/domain/dossiers/addressees.ts'
import type { Content, Deps } from '../../deps.ts'
import { openExhibit } from './exhibits.ts'
import type { Gathered } from './gather.ts'
import type { Dossier, StampTold } from './printed.ts'
import { readme } from './readme.ts'

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
  const { told: inquiries, texts } = gathered.exchanged
  const exhibits = opened.map(({ exhibit }) => exhibit)
  const dossier: Dossier = { ...told, exhibits, inquiries, record: summary, stamp }
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
    ...texts.map(({ path, text: said }) => text(path, said)),
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
