import { type Fen, type Id, type Instant, moverOf, type PrivateRef } from '../basics.ts'
import type { Slot } from '../evidence/slots.ts'
import { covers, type Instruction, type Standing } from '../instructions/instruction.ts'
import { at, hindrance, type Machine, movesFor, type Stamp } from '../machine.ts'
import { type Refusal, refuse } from '../refusals.ts'
import { allowed, final, movers } from './allowed.ts'
import { type Calendar, hoursLater } from './calendar.ts'
import {
  type Asked,
  type Claim,
  type ClaimFact,
  type Examined,
  evolve,
  type OpenedClaim,
  type Piece,
  type Verdict,
} from './claim.ts'
import { type Grade, otherSide, type Remedy, type Side, type Terms } from './terms.ts'

/** What can be asked of a claim. What the rule needs to know from elsewhere (rules in force, holidays, the buyer's
 *  standing, the merchant's instruction) comes inside the command. */
export type ClaimCommand = Stamp &
  (
    | { type: 'claim.open'; asked: Asked; terms: Terms; calendar: Calendar }
    | { type: 'claim.add-evidence'; pieces: readonly Piece[] }
    /** `without`: what the buyer cannot show, by their own word. */
    | { type: 'claim.submit'; without: readonly Slot[] }
    | { type: 'claim.lapse' }
    | ({ type: 'claim.grade' } & Graded)
    | {
        type: 'claim.hear'
        hearing: Id
        how: 'answered' | 'not-heard'
        pieces: readonly Piece[]
        decision: Id
      }
    | { type: 'claim.ask-more'; needs: readonly Slot[]; words: PrivateRef; decision: Id; calendar: Calendar }
    | { type: 'claim.propose'; remedy: Remedy; amount: Fen; words: PrivateRef | null }
    | { type: 'claim.accept' }
    | { type: 'claim.withdraw'; reason: PrivateRef | null }
    | { type: 'claim.decide'; verdict: Verdict; calendar: Calendar }
    | { type: 'claim.appeal'; words: PrivateRef; pieces: readonly Piece[]; hearing: Id; calendar: Calendar }
    | { type: 'claim.close' }
  )

type Graded = {
  grade: Grade
  photos: readonly Examined[]
  terms: Terms
  standing: Standing
  instruction: { id: Id; state: Instruction } | null
  /** Between 0 and 1, drawn for this claim: below the share that is looked at afterwards, it is among them. */
  draw: number
  hearing: Id
  calendar: Calendar
}
type CommandOf<T extends ClaimCommand['type']> = Extract<ClaimCommand, { type: T }>

/** A claim can carry so many photos and videos of both sides. */
export const mostPieces = 40

/** What follows from a command: the facts to add, or a refusal. Asks nobody, changes nothing. */
export function decide(claim: Claim, command: ClaimCommand): ClaimFact[] | Refusal {
  const no = hindrance(claims, claim, command)
  if (no) return no
  const stamp = { at: command.at, by: command.by }
  switch (command.type) {
    case 'claim.open':
      return opened(command)
    case 'claim.add-evidence': {
      const { pieces } = command
      const was = at(claim, 'collecting')
      if (command.at > was.until) return refuse('claim.evidence_late')
      return piecesProblem(was, pieces) ?? [{ type: 'claim.evidence-added', ...stamp, side: 'buyer', pieces }]
    }
    case 'claim.submit': {
      const missing = missingFrom(at(claim, 'collecting'))
      if (missing.some((slot) => !command.without.includes(slot))) return refuse('claim.evidence_missing')
      return [{ type: 'claim.submitted', ...stamp, missing, isLate: false }]
    }
    case 'claim.lapse': {
      const was = at(claim, 'collecting')
      if (command.at < was.until) return refuse('claim.still_collecting')
      return [{ type: 'claim.submitted', ...stamp, missing: missingFrom(was), isLate: true }]
    }
    case 'claim.grade':
      return graded(at(claim, 'examining', 'hearing', 'review', 'decided'), command)
    case 'claim.withdraw':
      return [{ type: 'claim.withdrawn', ...stamp, reason: command.reason }]
    case 'claim.close':
      if (command.at < at(claim, 'decided').appealable.withNewEvidenceUntil) return refuse('claim.still_appealable')
      return [{ type: 'claim.closed', ...stamp }]
    default:
      return between(claim, command)
  }
}

type Between = CommandOf<
  'claim.hear' | 'claim.ask-more' | 'claim.propose' | 'claim.accept' | 'claim.decide' | 'claim.appeal'
>

/** What the two sides, and whoever stands between them, do. */
function between(claim: Claim, command: Between): ClaimFact[] | Refusal {
  const stamp = { at: command.at, by: command.by }
  switch (command.type) {
    case 'claim.hear': {
      const was = at(claim, 'hearing')
      if (was.hearing !== command.hearing) return refuse('claim.other_hearing')
      const { hearing, how, decision } = command
      // What is there already is not there twice; it stops nobody from being heard.
      const pieces = command.pieces.filter(({ sha256 }) => !was.evidence.some((known) => known.sha256 === sha256))
      const added: ClaimFact[] =
        pieces.length > 0 ? [{ type: 'claim.evidence-added', ...stamp, side: was.heard, pieces }] : []
      return [...added, { type: 'claim.heard', ...stamp, hearing, how, decision }]
    }
    case 'claim.ask-more': {
      const was = at(claim, 'review')
      const { needs, words, decision, by } = command
      if (was.decision !== decision || by.kind !== 'person') return refuse('claim.other_decision')
      if (needs.length === 0) return refuse('claim.evidence_missing')
      const until = hoursLater(command.at, was.terms.hours.evidence, command.calendar)
      return [{ type: 'claim.more-asked', ...stamp, needs, words, until, asker: by.id }]
    }
    case 'claim.propose':
      return proposed(at(claim, 'hearing', 'review'), command)
    case 'claim.accept': {
      const { proposal } = at(claim, 'hearing', 'review')
      const side = sideOf(command)
      if (!proposal || proposal.side === side) return refuse('claim.nothing_to_accept')
      const { remedy, amount } = proposal
      return [{ type: 'claim.settled', ...stamp, remedy, amount, acceptedBy: side }]
    }
    case 'claim.decide':
      return judged(at(claim, 'review'), command)
    case 'claim.appeal':
      return appealed(at(claim, 'decided'), command)
  }
}

function opened({ at: now, by, asked, terms, calendar }: CommandOf<'claim.open'>): ClaimFact[] | Refusal {
  if (asked.amount === 0 || asked.amount > asked.paid) return refuse('claim.amount')
  if (!terms.remedies.includes(asked.wanted)) return refuse('claim.remedy_not_offered')
  return [{ type: 'claim.opened', at: now, by, asked, terms, until: hoursLater(now, terms.hours.evidence, calendar) }]
}

/** What was asked for and nobody has shown. */
export function missingFrom({
  needs,
  evidence,
}: {
  needs: readonly Slot[]
  evidence: readonly { slot: Slot }[]
}): Slot[] {
  return needs.filter((slot) => !evidence.some((piece) => piece.slot === slot))
}

function piecesProblem(was: OpenedClaim, pieces: readonly Piece[]): Refusal | null {
  const known = [...was.evidence, ...pieces]
  if (known.length > mostPieces) return refuse('claim.evidence_too_much')
  const isTwice = new Set(known.map(({ sha256 }) => sha256)).size < known.length
  return isTwice ? refuse('claim.evidence_twice') : null
}

type InExamination = Extract<Claim, { status: 'examining' | 'hearing' | 'review' | 'decided' }>

/** Graded, then heard; or paid at once where the merchant's own instruction says so. The instruction can only pay: there is
 *  no way from here to a refusal, whatever the rules say. */
function graded(claim: InExamination, command: CommandOf<'claim.grade'>): ClaimFact[] {
  const { at: now, by, grade, photos, terms } = command
  const facts: ClaimFact[] = [{ type: 'claim.graded', at: now, by, grade, photos, terms }]
  if (claim.status !== 'examining') return facts
  const verdict = claim.appeal === null && claim.hearings.length === 0 ? fastVerdict(claim, command) : null
  if (verdict) {
    const appealable = appealableFrom(now, terms, command.calendar)
    return [...facts, { type: 'claim.decided', at: now, by, verdict, appealable }]
  }
  const { hearing, hearingDoubtful } = terms.hours
  const until = hoursLater(now, grade === 'C' || grade === 'D' ? hearingDoubtful : hearing, command.calendar)
  return [...facts, { type: 'claim.hearing-called', at: now, by, hearing: command.hearing, side: 'merchant', until }]
}

function fastVerdict(claim: OpenedClaim, { at: now, grade, terms, ...known }: CommandOf<'claim.grade'>) {
  const { instruction, standing } = known
  const { merchant, category, amount, wanted } = claim.asked
  const isMoney = wanted === 'refund-only' || wanted === 'partial-refund'
  if (!isMoney || terms.lane !== 'fast' || instruction?.state.status !== 'signed') return null
  if (!covers(instruction.state, { merchant, category, amount, grade, standing, at: now })) return null
  const { signedBy } = instruction.state
  const isSampled = known.draw < terms.sampled
  const by = { kind: 'instruction' as const, instruction: instruction.id, signedBy, isSampled }
  return { outcome: wanted, amount, reasons: ['paid-on-instruction'], words: null, rules: terms.rules, by }
}

const appealableFrom = (now: Instant, { hours }: Terms, calendar: Calendar) => ({
  until: hoursLater(now, hours.appeal, calendar),
  withNewEvidenceUntil: hoursLater(now, Math.max(hours.appeal, hours.appealWithNewEvidence), calendar),
})

const sideOf = (command: ClaimCommand): Side => (moverOf(command.by) === 'merchant' ? 'merchant' : 'buyer')

function proposed(claim: OpenedClaim, command: CommandOf<'claim.propose'>): ClaimFact[] | Refusal {
  const { at: now, by, remedy, amount, words } = command
  if (amount > claim.asked.paid || (amount === 0 && paysMoney(remedy))) return refuse('claim.amount')
  return [{ type: 'claim.proposed', at: now, by, proposal: { side: sideOf(command), remedy, amount, words } }]
}

/** Whether money moves by itself in this remedy. */
export const paysMoney = (remedy: Remedy): boolean => remedy !== 'replacement' && remedy !== 'repair'

/** A verdict is a person's: the reviewer whose decision the claim waits for. */
function judged(
  claim: Extract<Claim, { status: 'review' }>,
  command: CommandOf<'claim.decide'>,
): ClaimFact[] | Refusal {
  const { at: now, by, verdict, calendar } = command
  if (verdict.by.kind !== 'reviewer') return refuse('claim.needs_a_person')
  if (verdict.by.decision !== claim.decision) return refuse('claim.other_decision')
  if (verdict.amount > claim.asked.paid) return refuse('claim.amount')
  const before = decidersOf(claim)
  if (before.includes(verdict.by.person) || (verdict.by.second && before.includes(verdict.by.second)))
    return refuse('decision.same_reviewer')
  const appealable = claim.appeal ? null : appealableFrom(now, claim.terms, calendar)
  return [{ type: 'claim.decided', at: now, by, verdict, appealable }]
}

/** Everybody who had a part in an earlier decision: none of them decides again. */
export const decidersOf = ({ verdicts }: Pick<OpenedClaim, 'verdicts'>): Id[] =>
  verdicts.flatMap(({ by }) =>
    by.kind === 'reviewer' ? [by.person, ...(by.second ? [by.second] : [])] : [by.signedBy],
  )

/** Either side may appeal once the first decision is there: within the window, longer with new evidence. The other side is
 *  heard on it. */
function appealed(
  claim: Extract<Claim, { status: 'decided' }>,
  command: CommandOf<'claim.appeal'>,
): ClaimFact[] | Refusal {
  const { at: now, by, words, pieces, hearing, calendar } = command
  const stamp = { at: now, by }
  const side = sideOf(command)
  if (side === 'merchant' && claim.verdict.by.kind === 'instruction') return refuse('claim.own_instruction')
  const { until, withNewEvidenceUntil } = claim.appealable
  if (now > (pieces.length > 0 ? withNewEvidenceUntil : until)) return refuse('claim.appeal_late')
  const no = pieces.length > 0 ? piecesProblem(claim, pieces) : null
  if (no) return no
  const added: ClaimFact[] = pieces.length > 0 ? [{ type: 'claim.evidence-added', ...stamp, side, pieces }] : []
  const end = hoursLater(now, claim.terms.hours.hearing, calendar)
  return [
    { type: 'claim.appealed', ...stamp, side, words },
    ...added,
    { type: 'claim.hearing-called', ...stamp, hearing, side: otherSide(side), until: end },
  ]
}

/** What this side may do now: the table's moves, less those that would be refused for what the claim holds. */
export function movesOf(claim: Claim, mover: 'consumer' | 'merchant' | 'reviewer' | 'system', now: Instant): string[] {
  const side: Side = mover === 'merchant' ? 'merchant' : 'buyer'
  return movesFor(claims, claim, mover).filter((move) => {
    if (move === 'claim.accept') return 'proposal' in claim && claim.proposal !== null && claim.proposal.side !== side
    if (move === 'claim.add-evidence') return claim.status === 'collecting' && now <= claim.until
    if (move !== 'claim.appeal' || claim.status !== 'decided') return true
    const isOwn = side === 'merchant' && claim.verdict.by.kind === 'instruction'
    return !isOwn && now <= claim.appealable.withNewEvidenceUntil
  })
}

/** There has to be an offer before somebody can accept it. */
const hinders = (claim: Claim, type: ClaimCommand['type']): Refusal | null =>
  type === 'claim.accept' && 'proposal' in claim && claim.proposal === null ? refuse('claim.nothing_to_accept') : null

export const claims: Machine<Claim, ClaimCommand, ClaimFact> = {
  kind: 'claim',
  start: { status: 'none' },
  allowed,
  movers,
  final,
  hinders,
  decide,
  evolve,
}
