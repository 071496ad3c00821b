import { instant, type Window } from '@anxin/domain/basics.ts'
import { waybillOf } from '@anxin/domain/recordings/film.ts'
import { z } from 'zod'
import { saying } from './sentences.ts'

const Moment = z.iso.datetime({ offset: true }).transform((text) => instant(Date.parse(text)))

/** A wanted time: `{from, to}` in ISO 8601. How long and how far off it may be is the order's own rule. */
export const WindowInput = z.strictObject({ from: Moment, to: Moment }).transform((window): Window => window)

const unseen = /(?![\n\r\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u

/** What a person writes: trimmed, not empty, at most `longest` characters. */
export const words = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    // Control and direction characters have no business in what people write; line ends do.
    .refine((text) => text.isWellFormed() && !unseen.test(text), saying('含有不可见字符', 'holds control characters'))

/** The number of a waybill, however it was typed or scanned. */
export const Waybill = z
  .string()
  .max(100)
  .transform((text) => waybillOf(text))
  .refine((waybill) => waybill !== null, saying('不是快递单号', 'is not the number of a waybill'))
  .transform((waybill) => waybill ?? '')

/** Numbers of parts as their makers have them, letters and digits, written alike: `ab 12` and `AB12` are one. */
export const PartNumbers = z
  .array(
    z
      .string()
      .max(60)
      .transform((text) => text.normalize('NFKC').replace(/\s+/g, '').toUpperCase())
      .pipe(z.string().regex(/^[A-Z0-9][A-Z0-9./_-]{0,39}$/)),
  )
  .max(200)
  .transform((all) => [...new Set(all)])
