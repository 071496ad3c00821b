import type { Id } from '@anxin/domain/basics.ts'
import { type CaseEnd, caseFactLine, caseHeaderLine, caseHeadText } from '@anxin/record/casefile.ts'
import { hashedLeaf, type Leaf, originOf } from '@anxin/record/log.ts'
import { type Hash, inclusionProof, openPicking, rootOfRange } from '@anxin/record/merkle.ts'
import { sql, type Tx } from '../db/database.ts'
import { type Secrets, signedFor, verifierTextOf } from './head.ts'
import { logOf } from './store.ts'

type KeptFact = Leaf & { leaf: number; type: string; at: Date; by: unknown; body: unknown }

/** Every fact of these cases that has a leaf below `size`, in the order of the leaves. Uses `facts_case_id_kind_n_key` and
 *  `log_leaves_of_fact`. */
const factsOf = (tx: Tx, { cases, size }: { cases: readonly Id[]; size: number }) =>
  tx.rows<KeptFact>(sql`
    select l.leaf, f.kind, f.case_id as case, f.n, f.hash, f.type, f.at, f.by, f.body
    from facts f join log_leaves l on l.fact = f.seq
    where f.tenant = ${tx.tenant} and f.case_id = any(${[...cases]}::uuid[]) and l.leaf < ${size}
    order by l.leaf`)

const batch = 5_000
/** Leaves from one on. Uses the primary key. */
const leavesFrom = (tx: Tx, from: number, until: number) =>
  tx.rows<Leaf>(sql`
    select kind, case_id as case, n, hash from log_leaves
    where tenant = ${tx.tenant} and leaf >= ${from} and leaf < ${until} order by leaf`)

/** Gives the first `size` leaves in order, as the tree has them. */
export async function takeLeaves(tx: Tx, size: number, take: (leaf: Hash) => void): Promise<void> {
  for (let from = 0; from < size; from += batch)
    for (const leaf of await leavesFrom(tx, from, Math.min(size, from + batch))) take(hashedLeaf(tx.tenant, leaf))
}

/** The record of some cases as lines of a file (`casefile.ts`), as far as the log has them: whoever wants all of it sees to
 *  that before. Reads every leaf of the log once, keeps what the proofs need. */
export async function recordOf(tx: Tx, secrets: Secrets, cases: readonly Id[]): Promise<string[]> {
  const { range } = await logOf(tx)
  const { size } = range
  const facts = await factsOf(tx, { cases, size })
  const picking = openPicking((nodes) => facts.map(({ leaf }) => inclusionProof(nodes, leaf, size)))
  await takeLeaves(tx, size, picking.take)
  const ends = new Map(facts.map((fact): [string, CaseEnd] => [`${fact.kind}/${fact.case}`, fact]))
  const origin = originOf(tx.tenant)
  const head = caseHeadText({ origin, size, root: rootOfRange(range) }, [...ends.values()])
  const note = signedFor(secrets, tx.tenant, head)
  return [
    caseHeaderLine({ tenant: tx.tenant, key: verifierTextOf(secrets, tx.tenant), note }),
    ...facts.map(({ type, at, by, body, ...leaf }) =>
      caseFactLine({
        ...leaf,
        proof: inclusionProof(picking.nodes, leaf.leaf, size),
        fact: { type, at: at.toISOString(), by, body },
      }),
    ),
  ]
}
