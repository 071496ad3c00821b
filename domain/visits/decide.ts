import { type Fen, fen, type Id, type Instant, type PrivateRef, type Window } from '../basics.ts'
import { hindrance, type Machine, type Stamp } from '../machine.ts'
import { windowProblem } from '../orders/decide.ts'
import { type Refusal, refuse } from '../refusals.ts'
import { allowed, final, movers } from './allowed.ts'
import {
  type Code,
  type Consent,
  codeOf,
  evolve,
  type FittedPart,
  type Planned,
  type QuoteLine,
  type Visit,
  type VisitFact,
} from './visit.ts'

/** What of a visit decides which steps are open: its status, whether it is paid for, and what became of its code. A
 *  technician's phone without network knows no more. */
export type Standing = { status: string; plan?: { free: boolean }; code?: Code }

/** A code or signature given on the technician's phone; `expected` is the code that the consumer's page shows. */
export type Given =
  | { kind: 'page' }
  | { kind: 'code'; given: string; expected: string }
  | { kind: 'signature'; media: Id }

/** `deviceAt` is when it happened, by the technician's clock, for steps recorded without network. */
type Step = { deviceAt: Instant | null }

export type VisitCommand = Stamp &
  (
    | ({ type: 'visit.plan' } & Planned)
    | { type: 'visit.reschedule'; window: Window }
    | ({ type: 'visit.depart'; minutesAway: number | null } & Step)
    | ({ type: 'visit.arrive'; place: PrivateRef | null } & Step)
    | ({ type: 'visit.diagnose'; finding: PrivateRef; cause: PrivateRef } & Step)
    | ({ type: 'visit.quote'; lines: readonly QuoteLine[] } & Step)
    | ({ type: 'visit.agree'; given: Given } & Step)
    | { type: 'visit.decline'; reason: PrivateRef }
    | { type: 'visit.renew-code' }
    | ({ type: 'visit.fit'; part: FittedPart } & Step)
    | ({ type: 'visit.finish'; media: readonly Id[]; given: Given } & Step)
    | ({ type: 'visit.await-parts'; parts: PrivateRef; numbers: readonly string[] } & Step)
    | ({ type: 'visit.absent'; place: PrivateRef | null } & Step)
    | ({ type: 'visit.unable'; reason: PrivateRef } & Step)
    | { type: 'visit.hand-over'; technician: Id }
    | { type: 'visit.hand-back'; reason: PrivateRef }
    | { type: 'visit.cancel'; reason: PrivateRef | null }
  )

/** So many wrong codes are answered as such; from then on none is taken, not even the right one. */
export const codeTries = 5

/** What follows from a command: the facts to add, or a refusal. Asks nobody, changes nothing. */
export function decide(visit: Visit, command: VisitCommand): VisitFact[] | Refusal {
  const no = hindrance(visits, visit, command)
  if (no) return no
  const { at, by } = command
  switch (command.type) {
    case 'visit.plan': {
      const { order, technician, ordinal, window, free } = command
      return [{ type: 'visit.planned', at, by, order, technician, ordinal, window, free }]
    }
    case 'visit.reschedule':
      return windowProblem(command.window, at) ?? [{ type: 'visit.rescheduled', at, by, window: command.window }]
    case 'visit.hand-over':
      return handedOver(visit, command)
    case 'visit.hand-back':
    case 'visit.cancel':
      return [{ type: 'visit.cancelled', at, by, reason: command.reason }]
    case 'visit.decline':
      return [{ type: 'visit.declined', at, by, reason: command.reason }]
    case 'visit.renew-code':
      return [{ type: 'visit.code-renewed', at, by }]
    default:
      return onSite(visit, command)
  }
}

type OnSite = Exclude<
  VisitCommand,
  {
    type:
      | 'visit.plan'
      | 'visit.reschedule'
      | 'visit.hand-over'
      | 'visit.hand-back'
      | 'visit.cancel'
      | 'visit.decline'
      | 'visit.renew-code'
  }
>

function handedOver(
  visit: Visit,
  { at, by, technician: to }: Extract<VisitCommand, { type: 'visit.hand-over' }>,
): VisitFact[] | Refusal {
  const from = 'plan' in visit ? visit.plan.technician : to
  return from === to ? refuse('visit.same_technician') : [{ type: 'visit.handed-over', at, by, from, to }]
}

/** The steps of the day, which a technician may have taken without network. */
function onSite(visit: Visit, command: OnSite): VisitFact[] | Refusal {
  const { at, by } = command
  const step = { at, by, deviceAt: command.deviceAt }
  switch (command.type) {
    case 'visit.depart':
      return [{ type: 'visit.departed', ...step, minutesAway: command.minutesAway }]
    case 'visit.arrive':
      return [{ type: 'visit.arrived', ...step, place: command.place }]
    case 'visit.diagnose':
      return [{ type: 'visit.diagnosed', ...step, finding: command.finding, cause: command.cause }]
    case 'visit.quote':
      return quoted(visit, command)
    case 'visit.agree': {
      const consent = consentOf(visit, command.given, by.kind === 'person' && by.role === 'consumer')
      if ('refusal' in consent) return consent
      return [
        consent.kind === 'missed' ? { type: 'visit.code-missed', ...step } : { type: 'visit.agreed', ...step, consent },
      ]
    }
    case 'visit.fit':
      return [{ type: 'visit.fitted', ...step, part: command.part }]
    case 'visit.finish':
      return finished(visit, command)
    case 'visit.await-parts':
      return [{ type: 'visit.awaiting-parts', ...step, parts: command.parts, numbers: command.numbers }]
    case 'visit.absent':
      return [{ type: 'visit.absent', ...step, place: command.place }]
    case 'visit.unable':
      return [{ type: 'visit.unable', ...step, reason: command.reason }]
  }
}

const isFree = (visit: Standing) => visit.plan?.free === true

function quoted(visit: Visit, command: Extract<VisitCommand, { type: 'visit.quote' }>): VisitFact[] | Refusal {
  const total = totalOf(command.lines)
  if (command.lines.length === 0) return refuse('visit.quote_empty')
  if (isFree(visit) && total > 0) return refuse('visit.free_of_charge')
  const { at, by, deviceAt } = command
  return [{ type: 'visit.quoted', at, by, deviceAt, quote: { lines: command.lines, total } }]
}

/** What all lines come to, in fen. */
export const totalOf = (lines: readonly QuoteLine[]): Fen =>
  fen(lines.reduce((sum, line) => sum + line.quantity * line.each, 0))

/** Done needs photos and the consumer's word; and nothing is charged that was not agreed to. */
function finished(visit: Visit, command: Extract<VisitCommand, { type: 'visit.finish' }>): VisitFact[] | Refusal {
  if (command.media.length === 0) return refuse('visit.photo_needed')
  const consent = consentOf(visit, command.given, false)
  if ('refusal' in consent) return consent
  const charged = visit.status === 'agreed' ? visit.quote.total : fen(0)
  const { at, by, deviceAt } = command
  if (consent.kind === 'missed') return [{ type: 'visit.code-missed', at, by, deviceAt }]
  return [{ type: 'visit.done', at, by, deviceAt, media: command.media, consent, charged }]
}

/** The own page counts as consent only from the consumer; a technician brings the code or a signature. A wrong code is
 *  a fact, not a refusal: a refusal would leave nothing by which it is counted. */
function consentOf(visit: Visit, given: Given, isConsumer: boolean): Consent | { kind: 'missed' } | Refusal {
  if (given.kind === 'page') return isConsumer ? { kind: 'page' } : refuse('visit.consent_needed')
  if (given.kind === 'signature') return { kind: 'signature', media: given.media }
  if (isLocked(visit)) return refuse('visit.code_locked')
  return { kind: given.given === given.expected ? 'code' : 'missed' }
}

/** Whether the code was given wrongly so often that it is taken no more. */
export const isLocked = (visit: Standing): boolean => codeOf(visit).missed >= codeTries

/** Nothing is fitted or charged that was not agreed to, and a code that still works is not exchanged. */
function hinders(visit: Standing, type: VisitCommand['type']): Refusal | null {
  const isWork = type === 'visit.fit' || type === 'visit.finish'
  if (isWork && visit.status === 'diagnosed' && !isFree(visit)) return refuse('visit.quote_first')
  return type === 'visit.renew-code' && !isLocked(visit) ? refuse('visit.code_alive') : null
}

export const visits: Machine<Visit, VisitCommand, VisitFact> = {
  kind: 'visit',
  start: { status: 'none' },
  allowed,
  movers,
  final,
  hinders,
  decide,
  evolve,
}
