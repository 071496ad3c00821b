import { type Actor, moverOf } from '@anxin/domain/basics.ts'
import { movesFor } from '@anxin/domain/machine.ts'
import { isLocked, visits } from '@anxin/domain/visits/decide.ts'
import { codeOf } from '@anxin/domain/visits/visit.ts'
import { quoteInWords, type Words } from '@anxin/domain/visits/words.ts'
import { z } from 'zod'
import { visitCode } from '../private/visit-code.ts'
import type { VisitBrief } from './store.ts'

/** A moment as the pages read it; null for none. */
export const iso = (ms: number | Date | null | undefined) =>
  ms === null || ms === undefined ? null : new Date(ms).toISOString()
/** A moment in ISO 8601, and a stretch of time between two, each null where there is none. */
export const Moment = z.string().nullable()
export const Span = z.object({ from: z.string(), to: z.string() }).nullable()
const QuoteShown = z.object({
  lines: z.array(z.object({ what: z.string(), part: z.string().nullable(), quantity: z.number(), each: z.number() })),
  total: z.number(),
})
/** A visit as the page of its order shows it. */
export const VisitShown = z.object({
  id: z.string(),
  version: z.number(),
  ordinal: z.number(),
  status: z.string(),
  window: Span,
  expectedAt: Moment,
  arrivedAt: Moment,
  cause: z.string().nullable(),
  quote: QuoteShown.nullable(),
  charged: z.number().nullable(),
  media: z.array(z.string()),
  code: z.string().nullable(),
  /** Given wrongly too often: it is taken no more, a signature is, and so is a new code. */
  isCodeLocked: z.boolean(),
  moves: z.array(z.string()),
})

/** The consumer's page shows the code with which the technician proves to have been there. */
export function showVisit(
  visit: VisitBrief,
  { by, words, secret }: { by: Actor; words: Words; secret: Parameters<typeof visitCode>[0] },
): z.input<typeof VisitShown> {
  const { plan, expectedAt, arrivedAt, cause, quote, charged, media } = visit.state
  const standing = { ...visit.state, status: visit.status }
  const isConsumer = by.kind === 'person' && by.role === 'consumer'
  const isOver = ['done', 'parts', 'absent', 'unable', 'cancelled'].includes(visit.status)
  return {
    id: visit.id,
    version: visit.version,
    ordinal: visit.ordinal,
    status: visit.status,
    window: plan.window && { from: iso(plan.window.from) ?? '', to: iso(plan.window.to) ?? '' },
    expectedAt: iso(expectedAt),
    arrivedAt: iso(arrivedAt),
    cause: cause ? words(cause) : null,
    quote: quote ? quoteInWords(quote, words) : null,
    charged: charged ?? null,
    media: media ?? [],
    code: isConsumer && !isOver ? visitCode(secret, { id: visit.id, renewed: codeOf(visit.state).renewed }) : null,
    isCodeLocked: !isOver && isLocked(standing),
    moves: movesFor(visits, standing, moverOf(by)),
  }
}
