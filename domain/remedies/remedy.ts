import { type Fen, fen, type Id, type Instant, type PrivateRef } from '../basics.ts'
import type { Remedy, Side } from '../claims/terms.ts'
import { at, type Stamp } from '../machine.ts'

/** What is done about a claim once it is decided or settled. The case has the claim's id: one claim, one remedy, so that
 *  nothing is paid twice; a later decision changes what is owed, and only the difference is paid. */

/** `refusal`: nothing is owed. */
export type Award = { outcome: Remedy | 'refusal'; amount: Fen; because: 'decision' | 'settlement' | 'appeal' }
export type Parties = { buyer: Id; merchant: Id; purchase: Id }

export type RemedyFact = Stamp &
  (
    | { type: 'remedy.awarded'; award: Award; parties: Parties; until: Instant | null }
    /** An instalment of what is owed: the `n`-th payment of this claim. */
    | { type: 'remedy.payment-due'; n: number; amount: Fen }
    | { type: 'remedy.paid'; n: number; amount: Fen; receipt: string }
    /** The buyer keeps what was paid; whoever overturned it owes it to the merchant. */
    | { type: 'remedy.overturned'; amount: Fen }
    | { type: 'remedy.goods-sent'; side: Side; waybill: PrivateRef; until: Instant }
    | { type: 'remedy.goods-accepted' }
    | { type: 'remedy.goods-questioned'; words: PrivateRef | null; decision: Id }
    | { type: 'remedy.goods-judged'; isAccepted: boolean; decision: Id }
    | { type: 'remedy.repair-ordered'; order: Id }
    | { type: 'remedy.lapsed' }
    | { type: 'remedy.held' }
    | { type: 'remedy.done' }
  )

type Known = { award: Award; parties: Parties; paid: Fen; payments: number }
export type RemedyState =
  | { status: 'none' }
  /** Nothing is owed (any more). */
  | (Known & { status: 'nothing' })
  | (Known & { status: 'paying'; due: Fen })
  /** The buyer sends the goods back, or the merchant new ones. */
  | (Known & { status: 'sending'; side: Side; until: Instant })
  | (Known & { status: 'checking'; side: Side; waybill: PrivateRef; until: Instant })
  | (Known & { status: 'questioned'; decision: Id })
  | (Known & { status: 'repairing'; order: Id | null })
  | (Known & { status: 'held' })
  | (Known & { status: 'lapsed' })
  | (Known & { status: 'done' })

/** What is still to be paid of an award. */
export const owed = ({ award, paid }: Pick<Known, 'award' | 'paid'>): Fen => fen(Math.max(0, award.amount - paid))

/** Who sends what in this remedy; null where nothing is sent. */
export const senderOf = ({ outcome }: Award): Side | null =>
  outcome === 'return-and-refund' ? 'buyer' : outcome === 'replacement' ? 'merchant' : null

/** Folds one fact into a remedy. Throws on a fact that does not fit. */
export function evolve(remedy: RemedyState, fact: RemedyFact): RemedyState {
  switch (fact.type) {
    case 'remedy.awarded': {
      const { paid, payments } = remedy.status === 'none' ? { paid: fen(0), payments: 0 } : remedy
      const { award, parties, until } = fact
      const now = { award, parties, paid, payments }
      const side = senderOf(award)
      if (remedy.status === 'checking' && remedy.side === side) return { ...remedy, award }
      if (side && until !== null) return { ...now, status: 'sending', side, until }
      if (award.outcome === 'repair') return { ...now, status: 'repairing', order: null }
      return { ...now, status: 'nothing' }
    }
    case 'remedy.payment-due': {
      const was = known(at(remedy, 'nothing', 'checking', 'questioned'))
      return { ...was, status: 'paying', due: fact.amount, payments: fact.n }
    }
    case 'remedy.paid': {
      const was = known(at(remedy, 'paying'))
      return { ...was, status: 'done', paid: fen(was.paid + fact.amount) }
    }
    case 'remedy.overturned':
      return { ...known(at(remedy, 'nothing')), status: 'nothing' }
    case 'remedy.held':
      return { ...known(at(remedy, 'sending', 'nothing', 'done', 'lapsed')), status: 'held' }
    default:
      return sent(remedy, fact)
  }
}

type Paying = 'remedy.awarded' | 'remedy.payment-due' | 'remedy.paid' | 'remedy.overturned' | 'remedy.held'

/** Goods that go from one side to the other, and repairs. */
function sent(remedy: RemedyState, fact: Exclude<RemedyFact, { type: Paying }>): RemedyState {
  switch (fact.type) {
    case 'remedy.goods-sent': {
      const { side, waybill, until } = fact
      return { ...known(at(remedy, 'sending')), status: 'checking', side, waybill, until }
    }
    case 'remedy.goods-questioned':
      return { ...known(at(remedy, 'checking')), status: 'questioned', decision: fact.decision }
    case 'remedy.goods-accepted':
      return { ...at(remedy, 'checking') }
    case 'remedy.goods-judged':
      return { ...at(remedy, 'questioned') }
    case 'remedy.repair-ordered':
      return { ...at(remedy, 'repairing'), order: fact.order }
    case 'remedy.lapsed':
      return { ...known(at(remedy, 'sending')), status: 'lapsed' }
    case 'remedy.done':
      return { ...known(at(remedy, 'checking', 'questioned', 'repairing')), status: 'done' }
  }
}

const known = ({ award, parties, paid, payments }: Known): Known => ({ award, parties, paid, payments })
