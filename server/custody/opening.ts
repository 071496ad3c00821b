import { type Id, instant } from '@anxin/domain/basics.ts'
import { isRefusal, refusals } from '@anxin/domain/refusals.ts'
import { act } from '../act.ts'
import { type Database, sql } from '../db/database.ts'
import { custodyCase } from './case.ts'

export type EntrustedKeys = { tenant: Id; claim: Id; sealed: string }

/** What was sealed for the custodian of a claim's evidence. Throws one sentence when there is none. */
export async function entrustedKeys(db: Database, tenants: readonly Id[], claim: string): Promise<EntrustedKeys> {
  for (const tenant of tenants) {
    const row = await db.transaction({ tenant }, (tx) =>
      tx.first<{ claim: Id; sealed: string }>(sql`
        select e.claim, e.sealed from entrusted_keys e join claims c on c.id = e.claim
        where c.id::text = ${claim} or c.number = ${claim}`),
    )
    if (row) return { tenant, ...row }
  }
  throw new Error(`Of no claim ${claim} were keys given to a custodian, or its term is over.`)
}

/** Takes down that the custodian opens the evidence: before anything is handed out, so that nobody does without a trace. */
export async function noteOpened(db: Database, { tenant, claim }: EntrustedKeys, files: number): Promise<void> {
  await db.transaction({ tenant }, async (tx) => {
    const by = { kind: 'system' as const, id: 'custodian' }
    const acted = await act(
      tx,
      custodyCase,
      { id: claim },
      { type: 'custody.open', at: instant(Date.now()), by, files },
    )
    if (isRefusal(acted)) throw new Error(refusals[acted.refusal].en)
  })
}
