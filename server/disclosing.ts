import { type Actor, type Id, instant } from '@anxin/domain/basics.ts'
import { type Disclosure, isNewView, type Told } from '@anxin/domain/disclosures/disclosure.ts'
import { act, stampOf } from './act.ts'
import { sql, type Tx } from './db/database.ts'
import { disclosureCase } from './disclosures/case.ts'

/** Notes that somebody looks at a claim, if they did not in the last hour. A program that reads is noted nowhere: it shows
 *  nobody anything by itself. */
export async function noteView(tx: Tx, claim: Id, { by, now }: { by: Actor; now: number }): Promise<void> {
  if (by.kind !== 'person') return
  const at = instant(now)
  const isNew = (state: Disclosure = disclosureCase.machine.start) => isNewView(state, { person: by.id, now: at })
  const seen = sql`select state from disclosures where id = ${claim}`
  if (!isNew((await tx.first<{ state: Disclosure }>(seen))?.state)) return
  // Two pages of one person may open in the same second: who comes second finds the other's look.
  await heldFor(tx, claim)
  if (isNew((await tx.first<{ state: Disclosure }>(seen))?.state))
    await act(tx, disclosureCase, { id: claim }, { type: 'disclosure.view', at, by })
}

/** Notes that somebody was told something about a claim. */
export async function noteTold(tx: Tx, claim: Id, { now, ...told }: Told & { now: number }): Promise<void> {
  await heldFor(tx, claim)
  await act(tx, disclosureCase, { id: claim }, { type: 'disclosure.tell', ...stampOf('reaction', now), ...told })
}

/** Until the end of the transaction nobody else notes anything of this claim. A row that is not there yet cannot be locked. */
const heldFor = (tx: Tx, claim: Id) =>
  tx.rows(sql`select pg_advisory_xact_lock(hashtextextended('disclosure ' || ${claim}::text, 0))`)
