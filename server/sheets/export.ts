import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { encodings, type Format, formats, mimeOf, type Sheet, type Table, written } from './write.ts'

/** At most this many rows leave in one file. */
export const mostRows = 50_000

export const ExportQuery = { format: z.enum(formats).default('csv'), encoding: z.enum(encodings).default('utf-8') }

type Given = { table: Table; format: Format; more?: readonly Sheet[] }

/** Answers with the table as a file of that name; `more`: further sheets, where the format has them. */
export function sendTable(reply: FastifyReply, name: string, { table, format, more }: Given): FastifyReply {
  return reply
    .header('Content-Disposition', `attachment; filename="${name}.${format.format}"`)
    .header('Cache-Control', 'no-store')
    .header('X-Content-Type-Options', 'nosniff')
    .type(mimeOf(format))
    .send(written(table, format, more))
}

/** A moment as spreadsheets sort it, in the time of China. */
export const timeCell = (iso: string | null): string =>
  iso === null ? '' : new Date(iso).toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' }).slice(0, 16)
