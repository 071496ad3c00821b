import type { Actor, Id, Instant } from '@anxin/domain/basics.ts'
import { isRefusal, type Refusal, refuse } from '@anxin/domain/refusals.ts'
import { act } from '../act.ts'
import { sql, type Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { entrust } from '../entrusting.ts'
import { personCase } from './private.ts'

/** Forgets a person: their key, their index, their account and sessions; the facts of their orders stay, without them.
 *  What opens evidence that is still to be kept goes to the custodian, where there is one. Refused while evidence of theirs is held for an authority or a dispute. */
export async function erasePerson(
  { tx, deps, by, at }: { tx: Tx; deps: Pick<Deps, 'private' | 'media' | 'custodian'>; by: Actor; at: Instant },
  person: Id,
): Promise<Refusal | null> {
  await tx.rows(sql`select from people where id = ${person} for update`)
  if (await isHeld(tx, person)) return refuse('person.held')
  await entrust({ tx, deps, by, at }, person)
  const refused = await withdraw({ tx, by, at }, person)
  if (refused) return refused
  await deps.private.forget(tx, person, at)
  return null
}

/** Whether evidence of a claim of theirs is under a legal hold. Uses `custodies_held_of`. */
const isHeld = async (tx: Tx, person: Id): Promise<boolean> =>
  (await tx.first(sql`select from custodies where buyer = ${person} and is_held limit 1`)) !== undefined

/** Says of everybody whose key is gone that they are erased: after a restore, those who were erased since the data was
 *  backed up. Their key was destroyed then, so nothing of theirs opens; without this they could not come back either. */
export async function eraseKeyless(tx: Tx, at: Instant): Promise<number> {
  const gone = await tx.rows<{ id: Id }>(sql`
    select id from people p where status <> 'erased' and not exists (select from person_keys k where k.person = p.id)`)
  for (const { id } of gone) await withdraw({ tx, by: { kind: 'system', id: 'restore' }, at }, id)
  return gone.length
}

/** The fact, and the end of account and roles. */
async function withdraw({ tx, by, at }: { tx: Tx; by: Actor; at: Instant }, person: Id): Promise<Refusal | null> {
  const acted = await act(tx, personCase, { id: person }, { type: 'person.erase', at, by })
  if (isRefusal(acted)) return acted
  await tx.rows(sql`
    with gone as (delete from accounts where person = ${person} returning user_id)
    delete from auth_user where id in (select user_id from gone)`)
  await tx.rows(sql`delete from grants where person = ${person}`)
  await tx.rows(sql`delete from mail_addresses where person = ${person}`)
  return null
}
