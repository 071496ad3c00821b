import { type Logger, pino } from 'pino'
import type { Config } from './config.ts'

/** Control characters (C0 and C1, by which a line steers the terminal of whoever reads it), direction marks and overrides, by
 *  which it reads otherwise than it stands, and the separators that some readers take for an end of line. */
const unseen = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/** A line of the log, in JSON, with everything written out that would not be seen: JSON itself escapes only what stands below
 *  the space (RFC 8259 §7). The line keeps its end. */
const visible = (line: string): string =>
  line.replace(/[^\n]+/g, (text) =>
    text.replace(unseen, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`),
  )

/** What the server says of itself, a line of JSON each: no personal data, and nothing that is not seen. */
export const openLog = (level: Config['LOG_LEVEL']): Logger =>
  pino({
    level,
    base: null,
    redact: ['req.headers', 'err.parameters', 'err.detail', 'err.where'],
    hooks: { streamWrite: visible },
  })
