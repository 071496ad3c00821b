import { createHash } from 'node:crypto'
import { canonical } from './canonical.ts'

/** A fact as it is kept: the `n`-th of its case, `at` as ISO 8601 in UTC. */
export type KeptFact = {
  tenant: string
  kind: string
  case: string
  n: number
  type: string
  at: string
  by: unknown
  body: unknown
}

/** SHA-256 over the fact and the hash of the fact before it in the same case (none before the first).
 *  Whoever changes, removes or inserts a fact in the middle breaks every hash after it. */
export function factHash(before: Uint8Array | null, fact: KeptFact): Buffer {
  return createHash('sha256')
    .update(before ?? new Uint8Array(32))
    .update(canonical(fact))
    .digest()
}

/** The place (from 1) of the first fact that does not follow from those before it; null when all do. */
export function firstBreak(facts: readonly (KeptFact & { hash: Uint8Array })[]): number | null {
  let before: Uint8Array | null = null
  for (const [index, { hash, ...fact }] of facts.entries()) {
    if (fact.n !== index + 1 || !factHash(before, fact).equals(hash)) return index + 1
    before = hash
  }
  return null
}
