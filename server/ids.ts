import { v7 } from 'uuid'

/** A new id: UUIDv7 (RFC 9562), so that rows sort by when they were made. Not a secret: it holds the time. */
export const newId = (): string => v7()
