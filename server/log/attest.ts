import { consistencyProof, type Hash, openPicking } from '@anxin/record/merkle.ts'
import { sql, type Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { NotYet } from '../job.ts'
import { takeLeaves } from './record.ts'
import { showTo, type Witness } from './witness.ts'

/** What is asked of others once a checkpoint is kept: its time from an authority, its sighting from a witness. Asked again
 *  it is the same question; the first answer that holds is kept. */

type Asked = { tenant: string; payload: { size: number }; deps: Deps }

const noteOf = async (tx: Tx, size: number): Promise<string | undefined> =>
  (
    await tx.first<{ note: string }>(
      sql`select note from log_checkpoints where tenant = ${tx.tenant} and size = ${size}`,
    )
  )?.note

/** Has the time stamped on a kept checkpoint by the authority of TSA_URL. Throws while it does not answer. */
export async function stamp({ tenant, payload: { size }, deps }: Asked): Promise<void> {
  const note = await deps.db.transaction({ tenant }, (tx) => noteOf(tx, size))
  if (note === undefined) return
  const stamped = await deps.proof.stamp(Buffer.from(note))
  if ('missing' in stamped) {
    if (stamped.missing === null) return // no authority any more
    throw new NotYet(`time stamp: ${stamped.missing}`)
  }
  const { token, at, by } = stamped
  await deps.db.transaction({ tenant }, (tx) =>
    tx.rows(sql`
      insert into log_stamps (tenant, size, at, by, token)
      values (${tenant}, ${size}, ${new Date(at)}, ${by}, ${Buffer.from(token)}) on conflict do nothing`),
  )
}

/** Shows a kept checkpoint to the witness of WITNESS_URL, with the proof that it goes on from the one shown before. */
export async function cosign({ tenant, payload: { size }, deps }: Asked): Promise<void> {
  const { witness } = deps.proof
  if (!witness) return
  const { note, seen } = await deps.db.transaction({ tenant }, async (tx) => ({
    note: await noteOf(tx, size),
    seen: await lastSeen(tx, witness),
  }))
  // A later one was seen already: that holds this one as well.
  if (note === undefined || seen >= size) return
  const show = async (old: number) => {
    const proof = await deps.db.transaction({ tenant }, (tx) => proofFrom(tx, old, size))
    return showTo(witness, { note, old, proof })
  }
  let said = await show(seen)
  if ('remembers' in said) {
    const { remembers } = said
    if (remembers > size) return void deps.log.warn({ tenant, remembers, size }, 'log: the witness saw a longer log')
    said = await show(remembers)
  }
  if (!('line' in said))
    throw new NotYet(`witness: ${'refused' in said ? said.refused : `remembers ${said.remembers}`}`)
  const { line, at } = said
  await deps.db.transaction({ tenant }, (tx) =>
    tx.rows(sql`
      insert into log_sightings (tenant, size, witness, at, line)
      values (${tenant}, ${size}, ${witness.key.name}, ${at}, ${line}) on conflict do nothing`),
  )
}

const lastSeen = async (tx: Tx, { key }: Witness): Promise<number> =>
  (
    await tx.first<{ size: number }>(sql`
      select coalesce(max(size), 0) as size from log_sightings
      where tenant = ${tx.tenant} and witness = ${key.name}`)
  )?.size ?? 0

/** Reads every leaf once, unless there is nothing to be proved. */
async function proofFrom(tx: Tx, old: number, size: number): Promise<Hash[]> {
  if (old === 0 || old >= size) return []
  const picking = openPicking((nodes) => consistencyProof(nodes, old, size))
  await takeLeaves(tx, size, picking.take)
  return consistencyProof(picking.nodes, old, size)
}
