import { fen, type Id, type Mover, moverOf, type PrivateRef } from '../basics.ts'
import { type Calendar, hoursLater } from '../claims/calendar.ts'
import { otherSide, type Side } from '../claims/terms.ts'
import { at, hindrance, type Machine, type Stamp } from '../machine.ts'
import { type Refusal, refuse } from '../refusals.ts'
import { type Award, evolve, owed, type Parties, type RemedyFact, type RemedyState, senderOf } from './remedy.ts'

type Timed = { hours: number; calendar: Calendar }
export type RemedyCommand = Stamp &
  (
    | ({ type: 'remedy.award'; award: Award; parties: Parties } & Timed)
    /** An appeal is heard: what is not done yet waits. */
    | { type: 'remedy.hold' }
    | { type: 'remedy.note-paid'; n: number; receipt: string }
    | ({ type: 'remedy.send'; waybill: PrivateRef } & Timed)
    | { type: 'remedy.accept-goods' }
    | { type: 'remedy.question-goods'; words: PrivateRef | null; decision: Id }
    | { type: 'remedy.judge-goods'; isAccepted: boolean; decision: Id }
    | { type: 'remedy.note-order'; order: Id }
    | { type: 'remedy.note-repaired'; order: Id }
    | { type: 'remedy.lapse'; decision: Id }
  )

export const allowed = {
  none: ['remedy.award'],
  nothing: ['remedy.award', 'remedy.hold'],
  paying: ['remedy.note-paid'],
  sending: ['remedy.send', 'remedy.lapse', 'remedy.hold', 'remedy.award'],
  // Goods under way are checked whatever else happens.
  checking: ['remedy.accept-goods', 'remedy.question-goods', 'remedy.lapse', 'remedy.award'],
  questioned: ['remedy.judge-goods'],
  repairing: ['remedy.note-order', 'remedy.note-repaired', 'remedy.award'],
  held: ['remedy.award'],
  lapsed: ['remedy.award', 'remedy.hold'],
  done: ['remedy.award', 'remedy.hold'],
} as const satisfies Record<RemedyState['status'], readonly RemedyCommand['type'][]>

export const movers = {
  'remedy.award': ['reaction'],
  'remedy.hold': ['reaction'],
  'remedy.note-paid': ['reaction'],
  'remedy.send': ['consumer', 'merchant'],
  'remedy.accept-goods': ['consumer', 'merchant'],
  'remedy.question-goods': ['consumer', 'merchant'],
  'remedy.judge-goods': ['reaction'],
  'remedy.note-order': ['reaction'],
  'remedy.note-repaired': ['reaction'],
  'remedy.lapse': ['clock'],
} as const satisfies Record<RemedyCommand['type'], readonly Mover[]>

export const turns = {
  none: 'platform',
  nothing: 'nobody',
  paying: 'platform',
  sending: 'sender',
  checking: 'receiver',
  questioned: 'reviewer',
  repairing: 'technician',
  held: 'reviewer',
  lapsed: 'nobody',
  done: 'nobody',
} as const satisfies Record<RemedyState['status'], string>

/** What follows from a command: the facts to add, or a refusal. */
export function decide(remedy: RemedyState, command: RemedyCommand): RemedyFact[] | Refusal {
  const no = hindrance(remedies, remedy, command)
  if (no) return no
  const stamp = { at: command.at, by: command.by }
  switch (command.type) {
    case 'remedy.award':
      return awarded(remedy, command)
    case 'remedy.hold':
      return [{ type: 'remedy.held', ...stamp }]
    case 'remedy.note-paid': {
      const was = at(remedy, 'paying')
      if (command.n !== was.payments) return refuse('remedy.other_payment')
      return [{ type: 'remedy.paid', ...stamp, n: command.n, amount: was.due, receipt: command.receipt }]
    }
    case 'remedy.note-order':
      if (at(remedy, 'repairing').order !== null) return refuse('remedy.has_order')
      return [{ type: 'remedy.repair-ordered', ...stamp, order: command.order }]
    case 'remedy.note-repaired':
      if (at(remedy, 'repairing').order !== command.order) return refuse('remedy.other_order')
      return [{ type: 'remedy.done', ...stamp }]
    default:
      return goods(remedy, command)
  }
}

type CommandOf<T extends RemedyCommand['type']> = Extract<RemedyCommand, { type: T }>

function awarded(remedy: RemedyState, command: CommandOf<'remedy.award'>): RemedyFact[] {
  const { at: now, by, award, parties, hours, calendar } = command
  const stamp = { at: now, by }
  const { paid, payments } = remedy.status === 'none' ? { paid: fen(0), payments: 0 } : remedy
  const until = senderOf(award) ? hoursLater(now, hours, calendar) : null
  const facts: RemedyFact[] = [{ type: 'remedy.awarded', ...stamp, award, parties, until }]
  const isAtOnce = award.outcome === 'refund-only' || award.outcome === 'partial-refund'
  const due = owed({ award, paid })
  if (isAtOnce && due > 0) facts.push({ type: 'remedy.payment-due', ...stamp, n: payments + 1, amount: due })
  if (award.outcome === 'refusal' && paid > 0) facts.push({ type: 'remedy.overturned', ...stamp, amount: paid })
  return facts
}

type Goods = CommandOf<
  'remedy.send' | 'remedy.accept-goods' | 'remedy.question-goods' | 'remedy.judge-goods' | 'remedy.lapse'
>

/** Goods on their way back, or new ones on their way out. Who does not check them in time has not agreed to anything: a
 *  reviewer looks at it. */
function goods(remedy: RemedyState, command: Goods): RemedyFact[] | Refusal {
  const stamp = { at: command.at, by: command.by }
  switch (command.type) {
    case 'remedy.send': {
      const was = at(remedy, 'sending')
      if (sideOf(command) !== was.side) return refuse('remedy.not_your_side')
      if (command.at > was.until) return refuse('remedy.late')
      const until = hoursLater(command.at, command.hours, command.calendar)
      return [{ type: 'remedy.goods-sent', ...stamp, side: was.side, waybill: command.waybill, until }]
    }
    case 'remedy.accept-goods': {
      const was = at(remedy, 'checking')
      if (sideOf(command) !== otherSide(was.side)) return refuse('remedy.not_your_side')
      return [{ type: 'remedy.goods-accepted', ...stamp }, ...after(was, stamp)]
    }
    case 'remedy.question-goods': {
      const was = at(remedy, 'checking')
      if (was.side !== 'buyer' || sideOf(command) !== 'merchant') return refuse('remedy.not_your_side')
      return [{ type: 'remedy.goods-questioned', ...stamp, words: command.words, decision: command.decision }]
    }
    case 'remedy.judge-goods': {
      const was = at(remedy, 'questioned')
      if (was.decision !== command.decision) return refuse('claim.other_decision')
      const { isAccepted, decision } = command
      const judged: RemedyFact = { type: 'remedy.goods-judged', ...stamp, isAccepted, decision }
      return [judged, ...(isAccepted ? after(was, stamp) : [{ type: 'remedy.done' as const, ...stamp }])]
    }
    case 'remedy.lapse':
      return lapsed(at(remedy, 'sending', 'checking'), command)
  }
}

function lapsed(
  remedy: Extract<RemedyState, { status: 'sending' | 'checking' }>,
  command: CommandOf<'remedy.lapse'>,
): RemedyFact[] | Refusal {
  const stamp = { at: command.at, by: command.by }
  if (command.at < remedy.until) return refuse('remedy.still_open')
  if (remedy.status === 'sending') return [{ type: 'remedy.lapsed', ...stamp }]
  if (remedy.side === 'merchant') return [{ type: 'remedy.done', ...stamp }]
  return [{ type: 'remedy.goods-questioned', ...stamp, words: null, decision: command.decision }]
}

/** Once the goods are in order: the refund, or nothing more where new goods were sent. */
function after(remedy: Extract<RemedyState, { status: 'checking' | 'questioned' }>, stamp: Stamp): RemedyFact[] {
  const due = owed(remedy)
  if (remedy.award.outcome !== 'return-and-refund' || due === 0) return [{ type: 'remedy.done', ...stamp }]
  return [{ type: 'remedy.payment-due', ...stamp, n: remedy.payments + 1, amount: due }]
}

const sideOf = (command: Stamp): Side => (moverOf(command.by) === 'merchant' ? 'merchant' : 'buyer')

export const remedies: Machine<RemedyState, RemedyCommand, RemedyFact> = {
  kind: 'remedy',
  start: { status: 'none' },
  allowed,
  movers,
  // Even what is done can be changed by an appeal.
  final: [],
  decide,
  evolve,
}
