import type { Id } from '@anxin/domain/basics.ts'
import type { Inquiry } from '@anxin/domain/inquiries/inquiry.ts'
import type { LabelRead } from '@anxin/inspect/report.ts'
import type { JSONWebKeySet } from 'jose'
import { sql, type Tx } from '../db/database.ts'

export type Service = {
  id: Id
  name: string
  url: string
  producers: string[]
  keys: JSONWebKeySet
  createdAt: Date
  endedAt: Date | null
}
const service = sql`select id, name, url, producers, keys, created_at as "createdAt", ended_at as "endedAt" from ai_services`

/** Uses `ai_services_all`. */
export const servicesOf = (tx: Tx) =>
  tx.rows<Service>(sql`${service} where tenant = ${tx.tenant} order by name, id limit 500`)
/** Uses the primary key. */
export const serviceById = (tx: Tx, id: Id) => tx.first<Service>(sql`${service} where id = ${id}`)

export type OpenInquiry = Exclude<Inquiry, { status: 'none' }>
export type InquiryRow = { id: Id; state: OpenInquiry }
/** Uses `inquiries_of_claim`. */
export const inquiriesOf = (tx: Tx, claim: Id) =>
  tx.rows<InquiryRow>(sql`select id, state from inquiries where claim_id = ${claim} order by id`)
/** Uses the primary key. */
export const inquiryById = (tx: Tx, id: Id) =>
  tx.first<InquiryRow>(sql`select id, state from inquiries where id = ${id}`)

export type Looked = {
  media: Id
  sha256: string
  pdq: string | null
  labels: readonly LabelRead[]
  findings: readonly string[]
}

/** What the inspection read in the photos of a claim. A report from before labels were kept by themselves has none. Uses the
 *  primary keys. */
export const lookedAt = (tx: Tx, claim: Id) =>
  tx.rows<Looked>(sql`
    select i.media, i.report->>'sha256' as sha256, encode(s.hash, 'hex') as pdq,
      coalesce(i.report->'labels', '[]') as labels,
      coalesce(jsonb_path_query_array(i.report, '$.findings[*].code'), '[]') as findings
    from inspections i
    left join pictures_seen s on s.tenant = ${tx.tenant} and s.media = i.media and s.claim = i.claim_id
    where i.claim_id = ${claim} order by i.media`)
