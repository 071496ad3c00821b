import { type Actor, type PrivateRef, privateRef } from '@anxin/domain/basics.ts'
import { z } from 'zod'
import type { Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import type { Fact } from './store.ts'

/** One step of a claim: a fact, told by its code; the page has the words. */
export const StepShown = z.object({
  at: z.string(),
  type: z.string(),
  who: z.string(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
})

/** What of a fact both sides are told; facts that are not listed are the reviewers' own. */
const forSides: Record<string, readonly string[]> = {
  'claim.opened': ['until'],
  'claim.evidence-added': ['side'],
  'claim.submitted': ['isLate'],
  'claim.graded': ['grade'],
  'claim.hearing-called': ['side', 'until'],
  'claim.heard': ['how'],
  'claim.more-asked': ['words', 'until'],
  'claim.proposed': ['side', 'remedy', 'amount'],
  'claim.settled': ['remedy', 'amount', 'acceptedBy'],
  'claim.withdrawn': [],
  'claim.decided': ['outcome', 'amount', 'rules'],
  'claim.appealed': ['side'],
  'claim.closed': [],
  'hearing.called': ['side', 'until'],
  'hearing.seen': [],
  'hearing.extended': ['until', 'reason'],
  'hearing.answered': [],
  'hearing.lapsed': ['wasSeen'],
  'hearing.dropped': [],
  'decision.opened': ['stage', 'dueAt'],
  'decision.overdue': [],
  'remedy.awarded': ['outcome', 'amount', 'until'],
  'remedy.payment-due': ['amount'],
  'remedy.paid': ['amount'],
  'remedy.overturned': ['amount'],
  'remedy.goods-sent': ['side', 'until'],
  'remedy.goods-accepted': [],
  'remedy.goods-questioned': ['words'],
  'remedy.goods-judged': ['isAccepted'],
  'remedy.lapsed': [],
  'remedy.held': [],
  'remedy.done': [],
  'custody.dated': ['keepUntil'],
  'custody.held': [],
  'custody.released': [],
  'custody.entrusted': ['files'],
  'custody.handed-over': ['files'],
  'custody.removed': [],
}
const forReviewers: Record<string, readonly string[]> = {
  ...forSides,
  'decision.taken': [],
  'decision.released': [],
  'decision.proposed': ['outcome', 'amount'],
  'decision.returned': ['words'],
  'decision.given': ['outcome', 'amount'],
  'decision.capped': [],
  'decision.dropped': ['reason'],
  'custody.held': ['reason'],
  'custody.released': ['reason', 'keepUntil'],
  'disclosure.told': ['text', 'state'],
  'disclosure.viewed': [],
}
/** Fields in which facts refer to what somebody wrote. `decision.dropped` gives its reason by a code. */
const written = ['words', 'reason']

type Seen = { tx: Tx; deps: Deps; by: Actor }
type Detail = z.output<typeof StepShown>['detail']

/** The steps that this reader may see, oldest first. */
export async function showSteps({ tx, deps, by }: Seen, facts: readonly Fact[]): Promise<z.input<typeof StepShown>[]> {
  const isReviewer = by.kind === 'person' && (by.role === 'reviewer' || by.role === 'operator')
  const listed = isReviewer ? forReviewers : forSides
  const steps = facts.flatMap((fact) => {
    const fields = listed[fact.type]
    const isTold = fields && (isReviewer || fact.body.stage !== 'sample')
    return isTold ? [stepOf(fact, fields)] : []
  })
  const refs = steps.flatMap(({ type, detail }) => refsIn(type, detail))
  const opened = await deps.private.open(tx, refs)
  return steps.map((step) => ({ ...step, detail: inWords(step, opened) }))
}

const isWritten = (type: string, field: string) => written.includes(field) && type !== 'decision.dropped'
const refsIn = (type: string, detail: Detail): PrivateRef[] =>
  Object.entries(detail).flatMap(([field, value]) =>
    isWritten(type, field) && typeof value === 'string' ? [privateRef(value)] : [],
  )

function inWords({ type, detail }: { type: string; detail: Detail }, opened: ReadonlyMap<PrivateRef, string | null>) {
  const read = ([field, value]: [string, Detail[string]]): [string, Detail[string]] => [
    field,
    isWritten(type, field) && typeof value === 'string' ? (opened.get(privateRef(value)) ?? null) : value,
  ]
  return Object.fromEntries(Object.entries(detail).map(read))
}

/** Moments are told as moments, the few nested things by plain names. */
function stepOf({ type, at, by, body }: Fact, fields: readonly string[]): z.input<typeof StepShown> {
  const nested = [body, body.verdict, body.judgement, body.proposal, body.award]
  const plain = Object.assign({}, ...nested.filter((part) => typeof part === 'object' && part !== null))
  const detail: Detail = {}
  for (const field of fields) {
    const value: unknown = plain[field]
    if (typeof value === 'number' && /^(until|dueAt|keepUntil)$/.test(field))
      detail[field] = new Date(value).toISOString()
    else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') detail[field] = value
  }
  return { at: at.toISOString(), type, who: by.kind === 'person' ? by.role : by.kind, detail }
}
