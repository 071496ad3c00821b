import { type Actor, type Id, instant, type PrivateRef } from '@anxin/domain/basics.ts'
import { isRefusal } from '@anxin/domain/refusals.ts'
import { act } from '../act.ts'
import type { Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { personCase } from './private.ts'

type Seen = { tx: Tx; deps: Deps; by: Actor; now: number }

/** The full number behind an order, for a call about it. Each look is one `person.revealed` in the person's own log. */
export async function revealContact(
  { tx, deps, by, now }: Seen,
  about: { order: Id; person: Id; phone: PrivateRef },
): Promise<string | null> {
  const looked = await act(
    tx,
    personCase,
    { id: about.person },
    { type: 'person.reveal', at: instant(now), by, fields: ['phone'], purpose: 'call', about: about.order },
  )
  if (isRefusal(looked)) return null
  return (await deps.private.open(tx, [about.phone])).get(about.phone) ?? null
}
