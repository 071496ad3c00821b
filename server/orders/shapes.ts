import { applianceCodes } from '@anxin/domain/appliances/kinds.ts'
import { z } from 'zod'
import { WindowInput, words } from '../http/shapes.ts'

/** A report, as the page, the desk and other programs send it. At most seven of these are asked of a consumer. */
export const ReportInput = z.strictObject({
  appliance: z.enum(applianceCodes),
  brand: words(40),
  /** What a label on the machine says; read, not asked for. */
  model: words(60).optional(),
  makerWarrantyUntil: z.iso.date().optional(),
  fault: words(2_000),
  name: words(40),
  phone: z.string().max(30),
  /** In full, as people write it; the region is read from it unless `region` is given. */
  address: words(200),
  region: z
    .string()
    .regex(/^\d{6}(\d{3})?$/)
    .optional(),
  place: z.strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) }).optional(),
  urgency: z.enum(['urgent', 'planned']).default('urgent'),
  window: WindowInput.optional(),
  media: z.array(z.uuid()).max(9).default([]),
  /** An appliance of the caller's own register: brand, model and warranty are taken from there. */
  registered: z.uuid().optional(),
  /** The caller's own refund claim whose remedy is this repair: free of charge. */
  claim: z.uuid().optional(),
  channel: z.enum(['web', 'phone', 'chat', 'api', 'reminder']).optional(),
})
export type ReportInput = z.output<typeof ReportInput>

export const Reason = z.strictObject({ reason: words(200) })
export const Reschedule = z.strictObject({ window: WindowInput })
export const Resume = z.strictObject({ window: WindowInput.optional() })
export const Reopen = z.strictObject({ fault: words(2_000), window: WindowInput.optional() })
export const Note = z.strictObject({ note: words(2_000) })
