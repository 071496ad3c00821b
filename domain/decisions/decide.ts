import { type Id, type Instant, instant, type Mover, type PrivateRef } from '../basics.ts'
import { type Calendar, hoursLater } from '../claims/calendar.ts'
import { at, hindrance, type Machine, type Stamp } from '../machine.ts'
import { type Refusal, refuse } from '../refusals.ts'
import {
  capFrom,
  type Decision,
  type DecisionFact,
  evolve,
  type Judgement,
  type OpenDecision,
  type Opened,
} from './decision.ts'
import { carries } from './reasons.ts'

/** `interest`: whether the person has a part in the claim (its buyer, a person of its merchant, a declared interest); found
 *  out by the server, refused here. */
type Impartial = { interest: boolean }

export type DecisionCommand = Stamp &
  (
    | ({ type: 'decision.open'; reviewHours: number; calendar: Calendar } & Omit<Opened, 'dueAt' | 'capAt'>)
    | ({ type: 'decision.take' } & Impartial)
    | { type: 'decision.release' }
    | ({ type: 'decision.give'; judgement: Judgement } & Impartial)
    | ({ type: 'decision.approve' } & Impartial)
    | ({ type: 'decision.return'; words: PrivateRef } & Impartial)
    | { type: 'decision.tick' }
    | { type: 'decision.drop'; reason: 'settled' | 'withdrawn' | 'more-asked' }
  )

export const allowed = {
  none: ['decision.open'],
  waiting: ['decision.take', 'decision.tick', 'decision.drop'],
  taken: ['decision.give', 'decision.release', 'decision.tick', 'decision.drop'],
  seconding: ['decision.approve', 'decision.return', 'decision.tick', 'decision.drop'],
  given: [],
  dropped: [],
} as const satisfies Record<Decision['status'], readonly DecisionCommand['type'][]>

/** Only people review. */
export const movers = {
  'decision.open': ['reaction'],
  'decision.take': ['reviewer'],
  'decision.release': ['reviewer', 'operator'],
  'decision.give': ['reviewer'],
  'decision.approve': ['reviewer'],
  'decision.return': ['reviewer'],
  'decision.tick': ['clock'],
  'decision.drop': ['reaction'],
} as const satisfies Record<DecisionCommand['type'], readonly Mover[]>

export const turns = {
  none: 'platform',
  waiting: 'reviewer',
  taken: 'reviewer',
  seconding: 'second-reviewer',
  given: 'nobody',
  dropped: 'nobody',
} as const satisfies Record<Decision['status'], string>

/** The next moment at which a clock of this decision has something to say; null when none is left. */
export function nextTick(decision: Decision): Instant | null {
  if (decision.status === 'none' || decision.status === 'given' || decision.status === 'dropped') return null
  if (!decision.isOverdue) return decision.dueAt
  return decision.isCapped ? null : decision.capAt
}

type Deciding = Exclude<DecisionCommand, { type: 'decision.open' | 'decision.tick' | 'decision.drop' }>

/** What follows from a command: the facts to add, or a refusal. */
export function decide(decision: Decision, command: DecisionCommand): DecisionFact[] | Refusal {
  const no = hindrance(decisions, decision, command)
  if (no) return no
  const stamp = { at: command.at, by: command.by }
  if (command.type === 'decision.open') {
    const { type: _, at: now, by: __, reviewHours, calendar, ...opened } = command
    const capAt = capFrom(now, calendar)
    const dueAt = hoursLater(now, reviewHours, calendar)
    return [{ type: 'decision.opened', ...stamp, ...opened, dueAt: earlier(dueAt, capAt), capAt }]
  }
  const open = at(decision, 'waiting', 'taken', 'seconding')
  if (command.type === 'decision.drop') return [{ type: 'decision.dropped', ...stamp, reason: command.reason }]
  if (command.type === 'decision.tick') return ticked(open, stamp)
  return byPerson(open, command)
}

const earlier = (one: Instant, other: Instant): Instant => instant(Math.min(one, other))

type Open = Extract<Decision, { status: 'waiting' | 'taken' | 'seconding' }>

function ticked(open: Open, stamp: Stamp): DecisionFact[] | Refusal {
  const facts: DecisionFact[] = []
  if (!open.isOverdue && stamp.at >= open.dueAt) facts.push({ type: 'decision.overdue', ...stamp })
  if (!open.isCapped && stamp.at >= open.capAt) facts.push({ type: 'decision.capped', ...stamp })
  return facts.length > 0 ? facts : refuse('decision.not_due')
}

/** What a named person does, four eyes kept. */
function byPerson(open: Open, command: Deciding): DecisionFact[] | Refusal {
  const { by } = command
  if (by.kind !== 'person') return refuse('claim.needs_a_person')
  const stamp = { at: command.at, by }
  if ('interest' in command) {
    if (command.interest) return refuse('decision.interest')
    if (open.barred.includes(by.id)) return refuse('decision.same_reviewer')
  }
  switch (command.type) {
    case 'decision.take':
      return [{ type: 'decision.taken', ...stamp, reviewer: by.id }]
    case 'decision.release':
      return holds(open, by.id) || by.role === 'operator'
        ? [{ type: 'decision.released', ...stamp }]
        : refuse('decision.not_yours')
    case 'decision.give': {
      if (!holds(open, by.id)) return refuse('decision.not_yours')
      const problem = judgementProblem(open, command.judgement)
      if (problem) return problem
      const { judgement } = command
      if (open.stake > open.secondAbove) return [{ type: 'decision.proposed', ...stamp, judgement }]
      return [{ type: 'decision.given', ...stamp, judgement, reviewer: by.id, second: null }]
    }
    case 'decision.approve': {
      const { reviewer, judgement } = at(open, 'seconding')
      if (reviewer === by.id) return refuse('decision.four_eyes')
      return [{ type: 'decision.given', ...stamp, judgement, reviewer, second: by.id }]
    }
    case 'decision.return':
      if (at(open, 'seconding').reviewer === by.id) return refuse('decision.four_eyes')
      return [{ type: 'decision.returned', ...stamp, words: command.words, second: by.id }]
  }
}

const holds = (open: Open, person: Id): boolean => 'reviewer' in open && open.reviewer === person

/** Why this cannot be a decision; null when it can. */
function judgementProblem(open: OpenDecision, { outcome, amount, reasons }: Judgement): Refusal | null {
  if (!carries(reasons, outcome)) return refuse('decision.reasons')
  const isOffered = outcome === 'refusal' || open.remedies.includes(outcome)
  if (!isOffered) return refuse('claim.remedy_not_offered')
  const isMoney = outcome !== 'refusal' && outcome !== 'replacement' && outcome !== 'repair'
  return (isMoney ? amount > 0 && amount <= open.paid : amount === 0) ? null : refuse('claim.amount')
}

export const decisions: Machine<Decision, DecisionCommand, DecisionFact> = {
  kind: 'decision',
  start: { status: 'none' },
  allowed,
  movers,
  final: ['given', 'dropped'],
  decide,
  evolve,
}
