import { fen, instant } from '@anxin/domain/basics.ts'
import { z } from 'zod'
import { PartNumbers, WindowInput, words } from '../http/shapes.ts'

/** When it happened, by the technician's phone; sent with steps that were recorded without network. */
const deviceAt = z
  .number()
  .int()
  .min(1_600_000_000_000)
  .max(4_100_000_000_000)
  .transform((ms) => instant(ms))
  .nullable()
  .default(null)
const place = z
  .strictObject({
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    accuracy: z.number().min(0).max(100_000),
  })
  .nullable()
  .default(null)
const amount = z
  .number()
  .int()
  .min(0)
  .max(100_000_000)
  .transform((n) => fen(n))

export const Depart = z.strictObject({
  minutesAway: z
    .number()
    .int()
    .min(0)
    .max(24 * 60)
    .nullable()
    .default(null),
  deviceAt,
})
export const Arrive = z.strictObject({ place, deviceAt })
export const Diagnose = z.strictObject({ finding: words(2_000), cause: words(60), deviceAt })
export const QuoteInput = z.strictObject({
  lines: z
    .array(
      z.strictObject({
        what: words(80),
        part: words(60).nullable().default(null),
        quantity: z.number().int().min(1).max(999),
        each: amount,
      }),
    )
    .min(1)
    .max(40),
  deviceAt,
})
const OnPhone = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('code'), code: z.string().regex(/^\d{6}$/) }),
  z.strictObject({ kind: z.literal('signature'), media: z.uuid() }),
])
export const Agree = z.strictObject({ given: OnPhone.or(z.strictObject({ kind: z.literal('page') })), deviceAt })
export const Decline = z.strictObject({ reason: words(200) })
export const Fit = z.strictObject({
  part: words(60),
  name: words(80),
  quantity: z.number().int().min(1).max(999).default(1),
  serial: words(60).nullable().default(null),
  deviceAt,
})
export const Finish = z.strictObject({ media: z.array(z.uuid()).max(20), given: OnPhone, deviceAt })
export const AwaitParts = z.strictObject({ parts: words(200), numbers: PartNumbers.default([]), deviceAt })
export const Absent = z.strictObject({ place, deviceAt })
export const Unable = z.strictObject({ reason: words(200), deviceAt })
export const RenewCode = z.strictObject({})
export const HandOver = z.strictObject({ technician: z.uuid() })
export const HandBack = z.strictObject({ reason: words(200) })
export const Reschedule = z.strictObject({ window: WindowInput })
