import type { AttestedWrong } from './attested.ts'
import { canonical } from './canonical.ts'
import { factHash, type KeptFact } from './chain.ts'
import { appended, type CompactRange, emptyRange, type Hash, leafHash, rootOfRange } from './merkle.ts'

/** The log of a tenant: every fact is a leaf of one Merkle tree, in the order in which the sequencer met it. The chain
 *  (`chain.ts`) ties the facts of one case, the tree ties them all; a checkpoint names the tree. */

/** A leaf: which fact, and the hash that the chain gave it. */
export type Leaf = { kind: string; case: string; n: number; hash: Uint8Array }

/** What a checkpoint of this tenant's log calls it. */
export const originOf = (tenant: string): string => `anxin/log/${tenant}`

/** The bytes of a leaf. The fact itself is in them by its hash, so that whoever holds leaves learns nothing of it. */
const leafData = (tenant: string, { kind, case: id, n, hash }: Leaf): string =>
  canonical({ tenant, kind, case: id, n, hash: Buffer.from(hash).toString('hex') })

/** The leaf as the tree has it. */
export const hashedLeaf = (tenant: string, leaf: Leaf): Buffer => leafHash(leafData(tenant, leaf))

/** The tree with these leaves after those it has. */
export const extended = (range: CompactRange, tenant: string, leaves: readonly Leaf[]): CompactRange =>
  appended(
    range,
    leaves.map((leaf) => hashedLeaf(tenant, leaf)),
  )

/** A size and root that the log has to have had; `name`: who says so. */
export type Head = { name: string; size: number; root: Hash }

/** What can be wrong with a log. */
export type Wrong =
  | 'line.unreadable'
  | 'header.changed'
  | 'key.unknown'
  | 'checkpoint.unreadable'
  | 'checkpoint.signature'
  | 'checkpoint.none'
  | AttestedWrong
  | 'log.missing'
  | 'leaf.number'
  | 'leaf.changed'
  | 'fact.missing'
  | 'fact.order'
  | 'fact.changed'
  | 'log.short'
  | 'log.long'
  | 'root.differs'

/** The first entry that is wrong, counted from 0. Where only a root can tell, it is one of `leaf` to `until`. */
export type Bad = {
  wrong: Wrong
  leaf: number
  until?: number
  fact?: { kind: string; case: string; n: number }
  /** Whose checkpoint it does not agree with. */
  head?: string
}

/** A leaf as it is kept, with its fact (null: there is none) and the hash of the fact before that in its case. */
export type Entry = Leaf & {
  leaf: number
  fact: Pick<KeptFact, 'type' | 'at' | 'by' | 'body'> | null
  before: Uint8Array | null
}

/** Goes through a log leaf by leaf, in memory that does not grow with it. */
export type LogCheck = {
  /** What is wrong, once something is: the first, and no more after that. */
  bad(): Bad | null
  /** Says that something is wrong with the next leaf, found by somebody else. */
  fail(bad: Omit<Bad, 'leaf'>): void
  take(entry: Entry): void
  /** All leaves were given. */
  end(): void
  /** Those whose root the log had at their size. */
  agreed(): readonly Head[]
}

export function openLogCheck(tenant: string, heads: readonly Head[]): LogCheck {
  let range = emptyRange
  let bad: Bad | null = null
  const agreed: Head[] = []
  const bySize = Map.groupBy(heads, ({ size }) => size)
  const fail: LogCheck['fail'] = (found) => {
    bad ??= { leaf: range.size, ...found }
  }
  const compare = () => {
    const here = bySize.get(range.size) ?? []
    const root = here.length > 0 ? rootOfRange(range) : null
    const differs = here.find((head) => root && Buffer.compare(head.root, root) !== 0)
    const leaf = agreed.at(-1)?.size ?? 0
    if (differs) bad ??= { wrong: 'root.differs', leaf, until: Math.max(leaf, range.size - 1), head: differs.name }
    else agreed.push(...here)
  }
  compare()
  return {
    bad: () => bad,
    fail,
    agreed: () => agreed,
    take(entry) {
      if (bad) return
      const { kind, case: id, n } = entry
      const wrong = wrongWith(tenant, range.size, entry)
      if (wrong) return fail({ wrong, fact: { kind, case: id, n } })
      range = extended(range, tenant, [entry])
      compare()
    },
    end() {
      const [longer] = heads.filter(({ size }) => size > range.size).sort((one, other) => one.size - other.size)
      if (longer) fail({ wrong: 'log.short', head: longer.name })
    },
  }
}

function wrongWith(tenant: string, next: number, entry: Entry): Wrong | null {
  const { leaf, kind, case: id, n, hash, fact, before } = entry
  if (leaf !== next) return 'leaf.number'
  if (!fact) return 'fact.missing'
  if (n > 1 !== (before !== null)) return 'fact.order'
  return factHash(before, { tenant, kind, case: id, n, ...fact }).equals(hash) ? null : 'fact.changed'
}
