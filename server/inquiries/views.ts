import type { Id } from '@anxin/domain/basics.ts'
import { answers, failures, grounds, kinds } from '@anxin/domain/inquiries/inquiry.ts'
import { labelFindings } from '@anxin/domain/oversight/labels.ts'
import { vendorOf } from '@anxin/inspect/origin/vendor.ts'
import { z } from 'zod'
import type { Tx } from '../db/database.ts'
import { type InquiryRow, inquiriesOf, type Looked, lookedAt, servicesOf } from './store.ts'

const Moment = z.string().nullable()
const InquiryShown = z.object({
  id: z.string(),
  status: z.string(),
  media: z.string(),
  question: z.enum(kinds),
  service: z.object({ id: z.string(), name: z.string() }),
  askedAt: z.string(),
  said: z.enum(answers).nullable(),
  /** What that rests on, as it says. */
  ground: z.enum(grounds).nullable(),
  /** When the service says that it made the picture. */
  producedAt: Moment,
  failure: z.enum(failures).nullable(),
  endedAt: Moment,
})
/** A label in one of the photos: who is named, by name where the code is known, and which service that can be asked. */
const LabelShown = z.object({
  media: z.string(),
  label: z.string(),
  producer: z.string(),
  name: z.object({ zh: z.string(), en: z.string() }).nullable(),
  produceId: z.string(),
  service: z.string().nullable(),
})
export const InquiriesShown = z.object({
  labels: z.array(LabelShown),
  services: z.array(z.object({ id: z.string(), name: z.string() })),
  /** Photos that were looked at; `isReportable`: a label in it is irregular, or was taken out. */
  photos: z.array(z.object({ media: z.string(), isReportable: z.boolean() })),
  items: z.array(InquiryShown),
})

const iso = (at: number) => new Date(at).toISOString()
const reportable: readonly string[] = [...labelFindings.irregular, ...labelFindings.removed]
/** Findings of a photo that its service should hear of. */
export const toReport = ({ findings }: Looked) => findings.filter((code) => reportable.includes(code))

function show({ id, state }: InquiryRow, names: ReadonlyMap<Id, string>): z.input<typeof InquiryShown> {
  const { status, media, question, service, askedAt } = state
  return {
    ...{ id, status, media, question, askedAt: iso(askedAt) },
    service: { id: service, name: names.get(service) ?? '' },
    said: status === 'answered' ? state.said : null,
    ground: status === 'answered' ? state.ground : null,
    producedAt: status === 'answered' && state.producedAt !== null ? iso(state.producedAt) : null,
    failure: status === 'failed' ? state.failure : null,
    endedAt: status === 'answered' ? iso(state.answeredAt) : status === 'failed' ? iso(state.endedAt) : null,
  }
}

/** Everything about the labels of a claim's photos, and what was asked about them. */
export async function showAll(tx: Tx, claim: Id): Promise<z.input<typeof InquiriesShown>> {
  const [photos, services, rows] = [await lookedAt(tx, claim), await servicesOf(tx), await inquiriesOf(tx, claim)]
  const open = services.filter(({ endedAt }) => endedAt === null)
  const names = new Map(services.map(({ id, name }) => [id, name]))
  const answering = (producer: string) => open.find(({ producers }) => producers.includes(producer))?.id ?? null
  return {
    labels: photos.flatMap(({ media, labels }) =>
      labels.map(({ label, producer, produceId }) => {
        const vendor = vendorOf(producer)
        const name = vendor?.isKnown ? { zh: vendor.zh, en: vendor.en } : null
        return { media, label, producer, name, produceId, service: answering(producer) }
      }),
    ),
    services: open.map(({ id, name }) => ({ id, name })),
    photos: photos.map((photo) => ({ media: photo.media, isReportable: toReport(photo).length > 0 })),
    items: rows.map((row) => show(row, names)),
  }
}
