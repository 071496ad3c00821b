import { attested, type Trusted } from '@anxin/record/attested.ts'
import type { Verifier } from '@anxin/record/checkpoint.ts'
import { type Bad, type Entry, type Head, type LogCheck, openLogCheck } from '@anxin/record/log.ts'
import {
  checkpointLine,
  entryLine,
  headerLine,
  headOf,
  keptName,
  type LogVerdict,
  type Note,
} from '@anxin/record/logfile.ts'
import { rootOfRange } from '@anxin/record/merkle.ts'
import { sql, type Tx } from '../db/database.ts'
import { ownVerifier, type Secrets, signedHead, verifierTextOf } from './head.ts'
import { checkpointsKept, countWithoutLeaf, entriesFrom, type KeptEntry, logOf } from './store.ts'

/** All that follows is asked as of one moment, however long it takes. The first thing in a transaction. */
const atOneMoment = (tx: Tx) => tx.rows(sql`set transaction isolation level repeatable read, read only`)

const batch = 1_000

async function* entriesOf(tx: Tx): AsyncGenerator<KeptEntry> {
  for (let leaf = 0; ; ) {
    const rows = await entriesFrom(tx, { leaf, limit: batch })
    yield* rows
    if (rows.length < batch) return
    leaf = (rows.at(-1)?.leaf ?? leaf) + 1
  }
}

const asEntry = ({ leaf, kind, case: id, n, hash, seq, type, at, by, body, before }: KeptEntry): Entry => ({
  ...{ leaf, kind, case: id, n, hash, before },
  fact: seq === null ? null : { type, at: at.toISOString(), by, body },
})

export type Checked = LogVerdict & { kept: number; unsequenced: number }
type Against = { secrets: Secrets; notes: readonly Note[]; keys: readonly Verifier[]; trusted: Trusted }

/** A tenant's log against its facts, its kept checkpoints with their stamps and witnesses, and checkpoints from elsewhere.
 *  `keys`: those that may have signed these, beside the installation's own. */
export async function checkLog(tx: Tx, { secrets, notes, keys, trusted }: Against): Promise<Checked> {
  await atOneMoment(tx)
  const own = ownVerifier(secrets, tx.tenant)
  const [kept, unsequenced] = [await checkpointsKept(tx), await countWithoutLeaf(tx)]
  const heads: Head[] = []
  let unsigned: string | null = null
  const told = [...kept.map(({ note }) => ({ name: keptName, note })), ...notes]
  for (const { name, note } of told) {
    const head = headOf(name, note, name === keptName ? [own] : keys.length > 0 ? keys : [own])
    if (head) heads.push(head)
    else unsigned ??= name
  }
  const { check, leaves } = await goThrough(tx, heads)
  const agreed = check.agreed().map(({ name }) => name)
  const bad: Bad | null = unsigned === null ? check.bad() : { wrong: 'checkpoint.signature', leaf: 0, head: unsigned }
  const { bad: badAttested, ...said } = await attested(kept, trusted, keptName)
  return {
    ...{ tenant: tx.tenant, leaves, unsequenced, attested: said, bad: bad ?? badAttested },
    kept: agreed.filter((name) => name === keptName).length,
    agreed: agreed.filter((name) => name !== keptName && name !== standing),
  }
}

/** The log's own row, from which the next leaves go on. */
const standing = 'logs'

async function goThrough(tx: Tx, heads: readonly Head[]): Promise<{ check: LogCheck; leaves: number }> {
  const log = await logOf(tx).catch(() => null)
  const { size, peaks } = log?.range ?? { size: 0, peaks: [] }
  const check = openLogCheck(tx.tenant, [...heads, { name: standing, size, root: rootOfRange({ size, peaks }) }])
  let leaves = 0
  for await (const row of entriesOf(tx)) {
    if (leaves >= size) check.fail({ wrong: 'log.long' })
    if (row.seq !== null && (row.seq !== row.of || !row.kept.equals(row.hash)))
      check.fail({ wrong: 'leaf.changed', fact: { kind: row.kind, case: row.case, n: row.n } })
    check.take(asEntry(row))
    if (check.bad()) break
    leaves++
  }
  check.end()
  return { check, leaves }
}

/** The same log as lines of a file. Of what has a leaf: whoever wants all of it sees to that before. */
export async function* logLines(tx: Tx, secrets: Secrets): AsyncGenerator<string> {
  await atOneMoment(tx)
  const { range } = await logOf(tx)
  yield headerLine({ tenant: tx.tenant, key: verifierTextOf(secrets, tx.tenant), size: range.size })
  const kept = (await checkpointsKept(tx)).filter(({ size }) => size <= range.size)
  for (const { note, token } of kept) yield checkpointLine(note, token)
  if (kept.at(-1)?.size !== range.size) yield checkpointLine(signedHead(secrets, tx.tenant, range))
  for await (const row of entriesOf(tx)) yield entryLine(asEntry(row))
}
