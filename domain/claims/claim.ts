import type { Fen, Id, Instant, PrivateRef } from '../basics.ts'
import type { Slot } from '../evidence/slots.ts'
import { at, type Stamp } from '../machine.ts'
import type { Grade, Outcome, Remedy, Side, Terms } from './terms.ts'

/** Why a buyer claims. */
export const claimReasons = [
  'damaged',
  'defective',
  'spoiled',
  'not-as-described',
  'wrong-item',
  'missing-part',
  'not-received',
] as const
export type ClaimReason = (typeof claimReasons)[number]

export type Asked = {
  number: string
  purchase: Id
  /** Which of its lines, from 1. */
  line: number
  buyer: Id
  merchant: Id
  category: string
  reason: ClaimReason
  wanted: Remedy
  amount: Fen
  /** What was paid for the line: no remedy comes to more. */
  paid: Fen
  words: PrivateRef
  channel: 'web' | 'api'
}

/** One photo or video, whose bytes the hash names. `isLive`: taken on our page for a random task, in time. */
export type Piece = { media: Id; slot: Slot; sha256: string; isLive: boolean }
export type Evidence = Piece & { side: Side; at: Instant }

/** What the inspection said of one photo; the report stands beside the claim under its own hash. */
export type Examined = { media: Id; grade: Grade; report: string }

/** Who answers for a verdict: a reviewer, with a second where the amount asks for one, or the person of the merchant who
 *  signed a standing instruction (`isSampled`: a reviewer looks at it afterwards). Nothing else can decide. */
export type Decider =
  | { kind: 'reviewer'; person: Id; second: Id | null; decision: Id }
  | { kind: 'instruction'; instruction: Id; signedBy: Id; isSampled: boolean }
export type Verdict = {
  outcome: Outcome
  amount: Fen
  /** Codes of `decisions/reasons.ts`. */
  reasons: readonly string[]
  words: PrivateRef | null
  rules: string
  by: Decider
}

export type Proposal = { side: Side; remedy: Remedy; amount: Fen; words: PrivateRef | null }
export type Appeal = { side: Side; words: PrivateRef; at: Instant }
/** Until when either side may appeal, and until when with evidence that was not there before. */
export type Appealable = { until: Instant; withNewEvidenceUntil: Instant }

/** What can have happened to a claim. Past tense, never edited, only added to. */
export type ClaimFact = Stamp &
  (
    | { type: 'claim.opened'; asked: Asked; terms: Terms; until: Instant }
    | { type: 'claim.evidence-added'; side: Side; pieces: readonly Piece[] }
    /** `missing`: asked for and not there. `isLate`: the time was over, and it goes on with what there is. */
    | { type: 'claim.submitted'; missing: readonly Slot[]; isLate: boolean }
    | { type: 'claim.graded'; grade: Grade; photos: readonly Examined[]; terms: Terms }
    | { type: 'claim.hearing-called'; hearing: Id; side: Side; until: Instant }
    | { type: 'claim.heard'; hearing: Id; how: 'answered' | 'not-heard'; decision: Id }
    | { type: 'claim.more-asked'; needs: readonly Slot[]; words: PrivateRef; until: Instant; asker: Id }
    | { type: 'claim.proposed'; proposal: Proposal }
    | { type: 'claim.settled'; remedy: Remedy; amount: Fen; acceptedBy: Side }
    | { type: 'claim.withdrawn'; reason: PrivateRef | null }
    | { type: 'claim.decided'; verdict: Verdict; appealable: Appealable | null }
    | { type: 'claim.appealed'; side: Side; words: PrivateRef }
    | { type: 'claim.closed' }
  )

type Known = {
  asked: Asked
  terms: Terms
  openedAt: Instant
  evidence: readonly Evidence[]
  grade: Grade | null
  examined: readonly Examined[]
  hearings: readonly Id[]
  decisions: readonly Id[]
  verdicts: readonly Verdict[]
  appeal: Appeal | null
  /** What one side offers and the other has not answered. */
  proposal: Proposal | null
}
/** What a claim is now. Each status carries exactly what is known in it. */
export type Claim =
  | { status: 'none' }
  | (Known & { status: 'collecting'; needs: readonly Slot[]; until: Instant })
  | (Known & { status: 'examining'; since: Instant })
  | (Known & { status: 'hearing'; hearing: Id; heard: Side; until: Instant })
  | (Known & { status: 'review'; decision: Id; how: 'answered' | 'not-heard' })
  | (Known & { status: 'decided'; verdict: Verdict; appealable: Appealable })
  | (Known & { status: 'settled'; remedy: Remedy; amount: Fen; endedAt: Instant })
  | (Known & { status: 'withdrawn'; reason: PrivateRef | null; endedAt: Instant })
  | (Known & { status: 'closed'; verdict: Verdict; endedAt: Instant })
export type OpenedClaim = Exclude<Claim, { status: 'none' }>

/** A claim cannot be anything but what its facts, folded in order, say. Throws on a fact that does not fit. */
export function evolve(claim: Claim, fact: ClaimFact): Claim {
  switch (fact.type) {
    case 'claim.opened': {
      at(claim, 'none')
      const { asked, terms, until } = fact
      const nothing = { evidence: [], examined: [], hearings: [], decisions: [], verdicts: [] }
      // What the buyer asks for is an offer to settle: the merchant may simply agree.
      const proposal = { side: 'buyer' as const, remedy: asked.wanted, amount: asked.amount, words: null }
      const opened = { ...nothing, asked, terms, openedAt: fact.at, grade: null, appeal: null, proposal }
      return { ...opened, status: 'collecting', needs: terms.needs, until }
    }
    case 'claim.evidence-added': {
      const was = at(claim, 'collecting', 'hearing', 'decided')
      const pieces = fact.pieces.map((piece) => ({ ...piece, side: fact.side, at: fact.at }))
      return { ...was, evidence: [...was.evidence, ...pieces] }
    }
    case 'claim.submitted':
      return { ...known(at(claim, 'collecting')), status: 'examining', since: fact.at }
    case 'claim.graded': {
      const was = at(claim, 'examining', 'hearing', 'review', 'decided')
      return { ...was, grade: fact.grade, terms: fact.terms, examined: fact.photos }
    }
    default:
      return heard(claim, fact)
  }
}

type Gathering = 'claim.opened' | 'claim.evidence-added' | 'claim.submitted' | 'claim.graded'
type Hearing = 'claim.hearing-called' | 'claim.heard' | 'claim.more-asked' | 'claim.proposed'

/** From the hearing to the reviewer's desk, and back for more. */
function heard(claim: Claim, fact: Exclude<ClaimFact, { type: Gathering }>): Claim {
  switch (fact.type) {
    case 'claim.hearing-called': {
      const was = known(at(claim, 'examining', 'decided'))
      const { hearing, until } = fact
      return { ...was, hearings: [...was.hearings, hearing], status: 'hearing', hearing, heard: fact.side, until }
    }
    case 'claim.heard': {
      const was = at(claim, 'hearing')
      const decisions = [...was.decisions, fact.decision]
      return { ...known(was), decisions, status: 'review', decision: fact.decision, how: fact.how }
    }
    case 'claim.more-asked': {
      const was = at(claim, 'review')
      return { ...known(was), status: 'collecting', needs: fact.needs, until: fact.until }
    }
    case 'claim.proposed':
      return { ...at(claim, 'hearing', 'review'), proposal: fact.proposal }
    default:
      return ended(claim, fact)
  }
}

/** How a claim ends, and what an appeal begins anew. */
function ended(claim: Claim, fact: Exclude<ClaimFact, { type: Gathering | Hearing }>): Claim {
  switch (fact.type) {
    case 'claim.settled': {
      const was = known(at(claim, 'hearing', 'review'))
      return { ...was, status: 'settled', remedy: fact.remedy, amount: fact.amount, endedAt: fact.at }
    }
    case 'claim.withdrawn': {
      const was = known(at(claim, 'collecting', 'examining', 'hearing', 'review'))
      return { ...was, status: 'withdrawn', reason: fact.reason, endedAt: fact.at }
    }
    case 'claim.decided': {
      const was = known(at(claim, 'examining', 'review'))
      const { verdict, appealable } = fact
      const judged = { ...was, verdicts: [...was.verdicts, verdict], verdict, proposal: null }
      return appealable === null
        ? { ...judged, status: 'closed', endedAt: fact.at }
        : { ...judged, status: 'decided', appealable }
    }
    case 'claim.appealed': {
      const was = at(claim, 'decided')
      return { ...was, appeal: { side: fact.side, words: fact.words, at: fact.at } }
    }
    case 'claim.closed': {
      const was = at(claim, 'decided')
      return { ...known(was), status: 'closed', verdict: was.verdict, endedAt: fact.at }
    }
  }
}

const known = ({ asked, terms, openedAt, evidence, grade, examined, ...was }: Known): Known => ({
  ...{ asked, terms, openedAt, evidence, grade, examined },
  ...{ hearings: was.hearings, decisions: was.decisions, verdicts: was.verdicts },
  ...{ appeal: was.appeal, proposal: was.proposal },
})
