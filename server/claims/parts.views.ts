import { type Actor, type Id, moverOf, type PrivateRef } from '@anxin/domain/basics.ts'
import { decisions } from '@anxin/domain/decisions/decide.ts'
import type { OpenDecision } from '@anxin/domain/decisions/decision.ts'
import { type Hearing, hearings } from '@anxin/domain/hearings/hearing.ts'
import { movesFor } from '@anxin/domain/machine.ts'
import { remedies } from '@anxin/domain/remedies/decide.ts'
import { owed, type RemedyState } from '@anxin/domain/remedies/remedy.ts'
import { z } from 'zod'
import { sql, type Tx } from '../db/database.ts'
import type { Reader } from './views.ts'

/** The other cases of a claim, as its page shows them: who was heard, who decides, what is done. */

type Held = Exclude<Hearing, { status: 'none' }>
type Done = Exclude<RemedyState, { status: 'none' }>
type Kept<S> = { id: Id; version: number; state: S }
type Parts = { hearings: Kept<Held>[]; decisions: Kept<OpenDecision>[]; remedy: Kept<Done> | null }

export async function partsOf(tx: Tx, claim: Id): Promise<Parts> {
  const [heard, decided, remedy] = await Promise.all([
    tx.rows<Kept<Held>>(sql`select id, version, state from hearings where claim_id = ${claim} order by id`),
    tx.rows<Kept<OpenDecision>>(sql`select id, version, state from decisions where claim_id = ${claim} order by id`),
    tx.first<Kept<Done>>(sql`select id, version, state from remedies where id = ${claim}`),
  ])
  return { hearings: heard, decisions: decided, remedy: remedy ?? null }
}

export const refsInParts = ({ hearings, decisions, remedy }: Parts): PrivateRef[] => [
  ...hearings.flatMap(({ state }) => ('statement' in state ? [state.statement] : [])),
  ...decisions.flatMap(({ state }) => [
    ...(state.note ? [state.note] : []),
    ...('judgement' in state ? [state.judgement.words] : []),
  ]),
  ...(remedy?.state.status === 'checking' ? [remedy.state.waybill] : []),
]

const HearingShown = z.object({
  id: z.string(),
  version: z.number(),
  status: z.string(),
  side: z.string(),
  calledAt: z.string(),
  until: z.string(),
  isExtended: z.boolean(),
  seenAt: z.string().nullable(),
  answeredAt: z.string().nullable(),
  statement: z.string().nullable(),
  moves: z.array(z.string()),
})
const DecisionShown = z.object({
  id: z.string(),
  version: z.number(),
  status: z.string(),
  stage: z.string(),
  dueAt: z.string(),
  capAt: z.string(),
  isOverdue: z.boolean(),
  isCapped: z.boolean(),
  /** Who has it, whether that is the reader, and what is proposed: for reviewers alone until it is given. */
  isMine: z.boolean(),
  isTaken: z.boolean(),
  proposed: z
    .object({ outcome: z.string(), amount: z.number(), reasons: z.array(z.string()), words: z.string().nullable() })
    .nullable(),
  note: z.string().nullable(),
  /** What may be decided besides refusal, and whether a second person has to approve it. */
  remedies: z.array(z.string()),
  needsSecond: z.boolean(),
  moves: z.array(z.string()),
})
const RemedyShown = z.object({
  version: z.number(),
  status: z.string(),
  outcome: z.string(),
  amount: z.number(),
  paid: z.number(),
  owed: z.number(),
  until: z.string().nullable(),
  waybill: z.string().nullable(),
  order: z.string().nullable(),
  moves: z.array(z.string()),
})
export const PartsShown = z.object({
  hearings: z.array(HearingShown),
  decisions: z.array(DecisionShown),
  remedy: RemedyShown.nullable(),
})

type Showing = { reader: Reader; by: Actor; words: (ref: PrivateRef | null | undefined) => string | null }
const iso = (at: number) => new Date(at).toISOString()

export function showParts({ hearings, decisions, remedy }: Parts, showing: Showing): z.input<typeof PartsShown> {
  return {
    hearings: hearings.map((one) => showHearing(one, showing)),
    // That a payment is looked at again changes nothing for the sides, and is not theirs to wait for.
    decisions: decisions
      .filter(({ state }) => showing.reader === 'reviewer' || state.stage !== 'sample')
      .map((one) => showDecision(one, showing)),
    remedy: remedy && showRemedy(remedy, showing),
  }
}

function showHearing({ id, version, state }: Kept<Held>, { reader, by, words }: Showing) {
  const isHeard = state.side === reader
  return {
    ...{ id, version, status: state.status, side: state.side, isExtended: state.isExtended },
    calledAt: iso(state.calledAt),
    until: iso(state.until),
    seenAt: state.seenAt === null ? null : iso(state.seenAt),
    answeredAt: state.status === 'answered' ? iso(state.answeredAt) : null,
    statement: state.status === 'answered' ? words(state.statement) : null,
    moves: isHeard ? movesFor(hearings, state, moverOf(by)) : [],
  }
}

function showDecision({ id, version, state }: Kept<OpenDecision>, { reader, by, words }: Showing) {
  const isReviewer = reader === 'reviewer'
  const me = by.kind === 'person' ? by.id : ''
  const isMine = 'reviewer' in state && state.reviewer === me
  const judgement = state.status === 'seconding' ? state.judgement : null
  return {
    ...{ id, version, status: state.status, stage: state.stage },
    ...{ isOverdue: state.isOverdue, isCapped: state.isCapped, isMine, isTaken: 'reviewer' in state },
    dueAt: iso(state.dueAt),
    capAt: iso(state.capAt),
    proposed:
      isReviewer && judgement ? { ...judgement, reasons: [...judgement.reasons], words: words(judgement.words) } : null,
    note: isReviewer ? words(state.note) : null,
    remedies: [...state.remedies],
    needsSecond: state.stake > state.secondAbove,
    moves: movesFor(decisions, state, moverOf(by)).filter((move) => {
      if (state.barred.includes(me)) return false
      if (move === 'decision.take') return true
      const isOfTaker = move === 'decision.give' || move === 'decision.release'
      return isOfTaker === isMine || (move === 'decision.release' && moverOf(by) === 'operator')
    }),
  }
}

function showRemedy({ version, state }: Kept<Done>, { by, reader, words }: Showing) {
  const mine = movesFor(remedies, state, moverOf(by))
  const isSender = 'side' in state && state.side === reader
  const fits = (move: string) => {
    if (move === 'remedy.send') return isSender
    if (move === 'remedy.question-goods') return !isSender && 'side' in state && state.side === 'buyer'
    return !isSender
  }
  return {
    ...{ version, status: state.status, outcome: state.award.outcome, amount: state.award.amount, paid: state.paid },
    owed: owed(state),
    until: 'until' in state ? iso(state.until) : null,
    waybill: state.status === 'checking' ? words(state.waybill) : null,
    order: state.status === 'repairing' ? state.order : null,
    moves: mine.filter(fits),
  }
}
