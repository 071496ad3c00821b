import type { FastifyInstance } from 'fastify'
import { limits } from './read.ts'

/** Media types of what a table is uploaded as; what it really is, its bytes tell. */
const types = [
  'text/csv',
  'application/octet-stream',
  'application/vnd.ms-excel',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
]

/** Lets routes take an uploaded table as bytes, up to its limit. */
export function sheetBodies(app: FastifyInstance): void {
  app.addContentTypeParser(types, { parseAs: 'buffer', bodyLimit: limits.bytes }, (_request, body, done) =>
    done(null, body),
  )
}
