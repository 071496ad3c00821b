import type { Id, Instant, Mover, PrivateRef } from '../basics.ts'
import { later } from '../basics.ts'
import { afterHold, term } from '../evidence/term.ts'
import { at, hindrance, type Machine, type Stamp } from '../machine.ts'
import { type Refusal, refuse } from '../refusals.ts'

/** How long the evidence of a claim is kept: for its term after the claim has ended, longer while somebody holds it for an
 *  authority or a dispute; then its files are removed. Facts, hashes and findings stay. When its buyer is forgotten before
 *  that, the keys of those files go to a custodian outside. It has the claim's id. */

export type CustodyFact = Stamp &
  (
    | { type: 'custody.dated'; buyer: Id; keepUntil: Instant }
    | { type: 'custody.held'; buyer: Id; reason: PrivateRef }
    | { type: 'custody.released'; reason: PrivateRef; keepUntil: Instant | null }
    | { type: 'custody.entrusted'; buyer: Id; custodian: string; files: number }
    | { type: 'custody.handed-over'; custodian: string; files: number }
    | { type: 'custody.removed' }
  )
export type CustodyCommand = Stamp &
  (
    | { type: 'custody.date'; buyer: Id }
    | { type: 'custody.hold'; buyer: Id; reason: PrivateRef }
    | { type: 'custody.release'; reason: PrivateRef }
    | { type: 'custody.entrust'; buyer: Id; custodian: string; files: number }
    | { type: 'custody.hand-over'; files: number }
    | { type: 'custody.remove' }
  )

type Kept = {
  buyer: Id
  /** When the claim ended, and until when its evidence is kept; null while it is under way. */
  dated: { since: Instant; keepUntil: Instant } | null
  hold: { since: Instant; by: Id; reason: PrivateRef } | null
  /** Whose key opens the files now that the buyer's is gone (RFC 7638). */
  custodian?: string
}
export type Custody =
  | { status: 'none' }
  | ({ status: 'kept' } & Kept)
  | { status: 'removed'; buyer: Id; removedAt: Instant }

export const allowed = {
  none: ['custody.date', 'custody.hold', 'custody.entrust'],
  kept: ['custody.date', 'custody.hold', 'custody.release', 'custody.entrust', 'custody.hand-over', 'custody.remove'],
  removed: [],
} as const satisfies Record<Custody['status'], readonly CustodyCommand['type'][]>

export const movers = {
  'custody.date': ['reaction'],
  'custody.hold': ['operator'],
  'custody.release': ['operator'],
  // Whoever has the buyer forgotten: they themselves, an operator, the command line.
  'custody.entrust': ['consumer', 'operator', 'system', 'reaction'],
  'custody.hand-over': ['system'],
  'custody.remove': ['clock'],
} as const satisfies Record<CustodyCommand['type'], readonly Mover[]>

/** A hold that is there, one that is not, a term that was set, keys that are given away: refused whatever the command says. */
function hinders(custody: Custody, type: CustodyCommand['type']): Refusal | null {
  if (custody.status !== 'kept') return null
  if (type === 'custody.release') return custody.hold ? null : refuse('custody.not_held')
  if (type === 'custody.date') return custody.dated ? refuse('custody.dated') : null
  if (type === 'custody.hand-over') return custody.custodian ? null : refuse('custody.not_entrusted')
  // What was still on its way when the buyer was forgotten follows.
  if (type === 'custody.entrust') return null
  return custody.hold ? refuse('custody.held') : null
}

function decide(custody: Custody, command: CustodyCommand): CustodyFact[] | Refusal {
  const no = hindrance(custodies, custody, command)
  if (no) return no
  const stamp = { at: command.at, by: command.by }
  switch (command.type) {
    case 'custody.date':
      return [{ ...stamp, type: 'custody.dated', buyer: command.buyer, keepUntil: later(command.at, term) }]
    case 'custody.hold':
      return [{ ...stamp, type: 'custody.held', buyer: command.buyer, reason: command.reason }]
    case 'custody.release': {
      const { dated, hold } = at(custody, 'kept')
      if (!hold) return refuse('custody.not_held')
      // Both ran from the later of the two on.
      const since = dated && dated.since > hold.since ? dated.since : hold.since
      const keepUntil = dated && afterHold(dated.keepUntil, { since, at: command.at })
      return [{ ...stamp, type: 'custody.released', reason: command.reason, keepUntil }]
    }
    case 'custody.entrust': {
      const { buyer, custodian, files } = command
      return [{ ...stamp, type: 'custody.entrusted', buyer, custodian, files }]
    }
    case 'custody.hand-over': {
      const { custodian } = at(custody, 'kept')
      if (!custodian) return refuse('custody.not_entrusted')
      return [{ ...stamp, type: 'custody.handed-over', custodian, files: command.files }]
    }
    case 'custody.remove': {
      const { dated } = at(custody, 'kept')
      if (!dated || command.at < dated.keepUntil) return refuse('custody.term')
      return [{ ...stamp, type: 'custody.removed' }]
    }
  }
}

/** Whatever comes first begins it. */
function keptFor(custody: Custody, buyer: Id): Extract<Custody, { status: 'kept' }> {
  const before = at(custody, 'none', 'kept')
  return before.status === 'kept' ? before : { status: 'kept', buyer, dated: null, hold: null }
}

function evolve(custody: Custody, fact: CustodyFact): Custody {
  switch (fact.type) {
    case 'custody.dated':
      return { ...keptFor(custody, fact.buyer), dated: { since: fact.at, keepUntil: fact.keepUntil } }
    case 'custody.held': {
      if (fact.by.kind !== 'person') throw new Error('a hold is a person’s')
      return { ...keptFor(custody, fact.buyer), hold: { since: fact.at, by: fact.by.id, reason: fact.reason } }
    }
    case 'custody.entrusted':
      return { ...keptFor(custody, fact.buyer), custodian: fact.custodian }
    case 'custody.handed-over':
      return at(custody, 'kept')
    case 'custody.released': {
      const before = at(custody, 'kept')
      const dated = before.dated && fact.keepUntil ? { ...before.dated, keepUntil: fact.keepUntil } : null
      return { ...before, dated, hold: null }
    }
    case 'custody.removed':
      return { status: 'removed', buyer: at(custody, 'kept').buyer, removedAt: fact.at }
  }
}

export const custodies: Machine<Custody, CustodyCommand, CustodyFact> = {
  kind: 'custody',
  start: { status: 'none' },
  allowed,
  movers,
  final: ['removed'],
  hinders,
  decide,
  evolve,
}
