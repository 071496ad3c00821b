import type { Actor, Id, Instant } from '@anxin/domain/basics.ts'
import { isRefusal, type Refusal } from '@anxin/domain/refusals.ts'
import { act } from '../act.ts'
import { sql, type Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { personCase } from './private.ts'

/** Forgets a person: their key, their index, their account and sessions; the facts of their orders stay, without them. */
export async function erasePerson(
  { tx, deps, by, at }: { tx: Tx; deps: Pick<Deps, 'private'>; by: Actor; at: Instant },
  person: Id,
): Promise<Refusal | null> {
  const acted = await act(tx, personCase, { id: person }, { type: 'person.erase', at, by })
  if (isRefusal(acted)) return acted
  await tx.rows(sql`
    with gone as (delete from accounts where person = ${person} returning user_id)
    delete from auth_user where id in (select user_id from gone)`)
  await tx.rows(sql`delete from grants where person = ${person}`)
  await deps.private.forget(tx, person, at)
  return null
}
