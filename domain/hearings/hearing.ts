import type { Id, Instant, Mover, PrivateRef } from '../basics.ts'
import { type Calendar, hoursLater } from '../claims/calendar.ts'
import type { Piece } from '../claims/claim.ts'
import type { Side } from '../claims/terms.ts'
import { at, hindrance, type Machine, type Stamp } from '../machine.ts'
import { type Refusal, refuse } from '../refusals.ts'

/** One side is heard on what the other brought: told at once, shown everything, given time. Silence is recorded as silence;
 *  it is consent to nothing. */

export type Called = { claim: Id; side: Side; until: Instant; extension: number }

export type HearingFact = Stamp &
  (
    | ({ type: 'hearing.called' } & Called)
    /** A person of the side has looked at the claim. */
    | { type: 'hearing.seen' }
    | { type: 'hearing.extended'; until: Instant; reason: PrivateRef }
    | { type: 'hearing.answered'; statement: PrivateRef; pieces: readonly Piece[] }
    | { type: 'hearing.lapsed'; wasSeen: boolean }
    | { type: 'hearing.dropped'; reason: 'settled' | 'withdrawn' }
  )
export type HearingCommand = Stamp &
  (
    | ({ type: 'hearing.call' } & Called)
    | { type: 'hearing.see' }
    | { type: 'hearing.extend'; reason: PrivateRef; calendar: Calendar }
    | { type: 'hearing.answer'; statement: PrivateRef; pieces: readonly Piece[] }
    | { type: 'hearing.lapse' }
    | { type: 'hearing.drop'; reason: 'settled' | 'withdrawn' }
  )

type Known = { claim: Id; side: Side; calledAt: Instant; until: Instant; extension: number }
type Open = Known & { seenAt: Instant | null; isExtended: boolean }
export type Hearing =
  | { status: 'none' }
  | (Open & { status: 'open' })
  | (Open & { status: 'answered'; answeredAt: Instant; answeredBy: Id; statement: PrivateRef })
  | (Open & { status: 'lapsed'; endedAt: Instant })
  | (Open & { status: 'dropped'; endedAt: Instant })

export const allowed = {
  none: ['hearing.call'],
  open: ['hearing.see', 'hearing.extend', 'hearing.answer', 'hearing.lapse', 'hearing.drop'],
  answered: [],
  lapsed: [],
  dropped: [],
} as const satisfies Record<Hearing['status'], readonly HearingCommand['type'][]>

/** Which of the two sides is heard stands in the hearing; the other does not find it to answer. */
export const movers = {
  'hearing.call': ['reaction'],
  'hearing.see': ['merchant', 'consumer'],
  'hearing.extend': ['merchant', 'consumer'],
  'hearing.answer': ['merchant', 'consumer'],
  'hearing.lapse': ['clock'],
  'hearing.drop': ['reaction'],
} as const satisfies Record<HearingCommand['type'], readonly Mover[]>

export const turns = {
  none: 'platform',
  open: 'heard-side',
  answered: 'nobody',
  lapsed: 'nobody',
  dropped: 'nobody',
} as const satisfies Record<Hearing['status'], string>

/** What follows from a command: the facts to add, or a refusal. */
export function decide(hearing: Hearing, command: HearingCommand): HearingFact[] | Refusal {
  const no = hindrance(hearings, hearing, command)
  if (no) return no
  const stamp = { at: command.at, by: command.by }
  if (hearing.status === 'none') {
    if (command.type !== 'hearing.call') return refuse('case.wrong_step')
    const { claim, side, until, extension } = command
    return [{ type: 'hearing.called', ...stamp, claim, side, until, extension }]
  }
  const open = at(hearing, 'open')
  if (isOtherSide(open.side, command)) return refuse('hearing.not_your_side')
  switch (command.type) {
    case 'hearing.see':
      return [{ type: 'hearing.seen', ...stamp }]
    case 'hearing.extend':
      if (command.at > open.until) return refuse('hearing.late')
      return [
        {
          type: 'hearing.extended',
          ...stamp,
          until: hoursLater(open.until, open.extension, command.calendar),
          reason: command.reason,
        },
      ]
    case 'hearing.answer':
      if (command.at > open.until) return refuse('hearing.late')
      return [{ type: 'hearing.answered', ...stamp, statement: command.statement, pieces: command.pieces }]
    case 'hearing.lapse':
      if (command.at < open.until) return refuse('hearing.still_open')
      return [{ type: 'hearing.lapsed', ...stamp, wasSeen: open.seenAt !== null }]
    case 'hearing.drop':
      return [{ type: 'hearing.dropped', ...stamp, reason: command.reason }]
    case 'hearing.call':
      return refuse('case.wrong_step')
  }
}

/** Seen and extended once. */
function hinders(hearing: Hearing, type: HearingCommand['type']): Refusal | null {
  if (hearing.status !== 'open') return null
  if (type === 'hearing.see' && hearing.seenAt !== null) return refuse('hearing.seen')
  return type === 'hearing.extend' && hearing.isExtended ? refuse('hearing.extended') : null
}

const isOtherSide = (side: Side, { by }: Stamp): boolean =>
  by.kind === 'person' && (by.role === 'merchant' ? 'merchant' : 'buyer') !== side

/** Folds one fact into a hearing. Throws on a fact that does not fit. */
export function evolve(hearing: Hearing, fact: HearingFact): Hearing {
  switch (fact.type) {
    case 'hearing.called': {
      at(hearing, 'none')
      const { claim, side, until, extension } = fact
      return { status: 'open', claim, side, until, extension, calledAt: fact.at, seenAt: null, isExtended: false }
    }
    case 'hearing.seen':
      return { ...at(hearing, 'open'), seenAt: fact.at }
    case 'hearing.extended':
      return { ...at(hearing, 'open'), until: fact.until, isExtended: true }
    case 'hearing.answered': {
      if (fact.by.kind !== 'person') throw new Error('a hearing is answered by a person')
      const { statement, at: answeredAt } = fact
      return { ...at(hearing, 'open'), status: 'answered', answeredAt, answeredBy: fact.by.id, statement }
    }
    case 'hearing.lapsed':
      return { ...at(hearing, 'open'), status: 'lapsed', endedAt: fact.at }
    case 'hearing.dropped':
      return { ...at(hearing, 'open'), status: 'dropped', endedAt: fact.at }
  }
}

export const hearings: Machine<Hearing, HearingCommand, HearingFact> = {
  kind: 'hearing',
  start: { status: 'none' },
  allowed,
  movers,
  final: ['answered', 'lapsed', 'dropped'],
  hinders,
  decide,
  evolve,
}
