import type { Fen, Id, Instant, PrivateRef } from '../basics.ts'
import { type Calendar, workingDaysLater } from '../claims/calendar.ts'
import type { Remedy } from '../claims/terms.ts'
import { type Outcome, reviewCapDays } from '../claims/terms.ts'
import { at, type Stamp } from '../machine.ts'

/** A decision waits for a reviewer, is taken by one, given with reasons, and approved by a second where the amount asks for
 *  it. `first`, `appeal`, `goods`: whether goods that came back are in order, or `sample`: whether what an instruction paid was
 *  rightly paid, which changes nothing for the sides. */
export type Stage = 'first' | 'appeal' | 'goods' | 'sample'

export type Opened = {
  claim: Id
  stage: Stage
  /** Who decided before: none of them decides again. */
  barred: readonly Id[]
  rules: string
  remedies: readonly Remedy[]
  /** What was paid: no decision comes to more. */
  paid: Fen
  stake: Fen
  secondAbove: Fen
  dueAt: Instant
  capAt: Instant
}

/** What a reviewer found. */
export type Judgement = { outcome: Outcome; amount: Fen; reasons: readonly string[]; words: PrivateRef }

export type DecisionFact = Stamp &
  (
    | ({ type: 'decision.opened' } & Opened)
    | { type: 'decision.taken'; reviewer: Id }
    | { type: 'decision.released' }
    | { type: 'decision.proposed'; judgement: Judgement }
    | { type: 'decision.returned'; words: PrivateRef; second: Id }
    | { type: 'decision.given'; judgement: Judgement; reviewer: Id; second: Id | null }
    | { type: 'decision.overdue' }
    | { type: 'decision.capped' }
    | { type: 'decision.dropped'; reason: 'settled' | 'withdrawn' | 'more-asked' }
  )

type Known = Opened & { openedAt: Instant; isOverdue: boolean; isCapped: boolean; note: PrivateRef | null }
export type Decision =
  | { status: 'none' }
  | (Known & { status: 'waiting' })
  | (Known & { status: 'taken'; reviewer: Id; takenAt: Instant })
  | (Known & { status: 'seconding'; reviewer: Id; judgement: Judgement; proposedAt: Instant })
  | (Known & { status: 'given'; reviewer: Id; second: Id | null; judgement: Judgement; givenAt: Instant })
  | (Known & { status: 'dropped'; endedAt: Instant })
export type OpenDecision = Exclude<Decision, { status: 'none' }>

/** The end of a review whatever comes between. */
export const capFrom = (now: Instant, calendar: Calendar): Instant => workingDaysLater(now, reviewCapDays, calendar)

/** Folds one fact into a decision. Throws on a fact that does not fit. */
export function evolve(decision: Decision, fact: DecisionFact): Decision {
  switch (fact.type) {
    case 'decision.opened': {
      at(decision, 'none')
      const { type: _, at: openedAt, by: __, ...opened } = fact
      return { status: 'waiting', ...opened, openedAt, isOverdue: false, isCapped: false, note: null }
    }
    case 'decision.taken':
      return { ...known(at(decision, 'waiting')), status: 'taken', reviewer: fact.reviewer, takenAt: fact.at }
    case 'decision.released':
      return { ...known(at(decision, 'taken')), status: 'waiting' }
    case 'decision.proposed': {
      const was = at(decision, 'taken')
      const { judgement } = fact
      return { ...known(was), status: 'seconding', reviewer: was.reviewer, judgement, proposedAt: fact.at }
    }
    case 'decision.returned': {
      const was = at(decision, 'seconding')
      return { ...known(was), status: 'taken', reviewer: was.reviewer, takenAt: fact.at, note: fact.words }
    }
    case 'decision.given': {
      const { judgement, reviewer, second } = fact
      return {
        ...known(at(decision, 'taken', 'seconding')),
        status: 'given',
        reviewer,
        second,
        judgement,
        givenAt: fact.at,
      }
    }
    case 'decision.overdue':
      return { ...at(decision, 'waiting', 'taken', 'seconding'), isOverdue: true }
    case 'decision.capped':
      return { ...at(decision, 'waiting', 'taken', 'seconding'), isCapped: true }
    case 'decision.dropped':
      return { ...known(at(decision, 'waiting', 'taken', 'seconding')), status: 'dropped', endedAt: fact.at }
  }
}

const known = ({ openedAt, isOverdue, isCapped, note, ...was }: Known): Known => ({
  ...{ openedAt, isOverdue, isCapped, note },
  ...{ claim: was.claim, stage: was.stage, barred: was.barred, rules: was.rules, remedies: was.remedies },
  ...{ paid: was.paid, stake: was.stake, secondAbove: was.secondAbove, dueAt: was.dueAt, capAt: was.capAt },
})
