import type { RecordVerdict } from '@anxin/record/casefile.ts'
import type { Exhibit, Picture } from './exhibits.ts'
import type { InquiryTold } from './inquiries.ts'
import type { Told } from './told.ts'

/** What the record of a claim comes to: of the verdict on it, what is told. */
export type RecordTold = Pick<RecordVerdict, 'origin' | 'size' | 'facts' | 'cases'> & { key: string; sha256: string }
/** When an authority stamped the record; else why none did (`null`: none is set). */
export type StampTold = { at: string; by: string } | { missing: string | null }

/** All that stands in a dossier, as it is printed and as `data/claim.json` holds it. */
export type Dossier = Told & {
  exhibits: readonly Exhibit[]
  inquiries: readonly InquiryTold[]
  record: RecordTold
  stamp: StampTold
}
export type Printed = { dossier: Dossier; pictures: readonly Picture[] }

/** Makes the PDF, in a process of its own. Null when that died over it or took too long. */
export type Printer = { print(printed: Printed): Promise<Uint8Array | null>; stop(): Promise<void> }
