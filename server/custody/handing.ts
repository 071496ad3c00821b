import { type Id, instant } from '@anxin/domain/basics.ts'
import { isRefusal, refusals } from '@anxin/domain/refusals.ts'
import { act } from '../act.ts'
import { type Database, sql } from '../db/database.ts'
import { custodyCase } from './case.ts'

/** What is sealed for the custodian of a claim: the sealed keys (JWE), and under which names the files lie. */
export type Kept = { tenant: Id; claim: Id; number: string; sealed: string[]; files: string[] }

/** Throws one sentence when nothing of the claim was sealed. */
export async function keptFor(db: Database, tenants: readonly Id[], claim: string): Promise<Kept> {
  for (const tenant of tenants) {
    const row = await db.transaction({ tenant }, (tx) =>
      tx.first<Omit<Kept, 'tenant'>>(sql`
        select c.id as claim, c.number, array(
          select sealed from entrusted_keys where claim = c.id order by entrusted_at) as sealed, array(
          select file from media where claim_id = c.id and merchant is null order by id) as files
        from claims c where c.id::text = ${claim} or c.number = ${claim}`),
    )
    if (row && row.sealed.length > 0) return { tenant, ...row }
  }
  throw new Error(`Of no claim ${claim} were keys given to a custodian, or its term is over.`)
}

/** Takes down that the sealed evidence is handed over: before it is, so that nobody has it without a trace. */
export async function noteHandedOver(db: Database, { tenant, claim, files }: Kept): Promise<void> {
  await db.transaction({ tenant }, async (tx) => {
    const stamp = { at: instant(Date.now()), by: { kind: 'system' as const, id: 'cli' } }
    const command = { type: 'custody.hand-over' as const, ...stamp, files: files.length }
    const acted = await act(tx, custodyCase, { id: claim }, command)
    if (isRefusal(acted)) throw new Error(refusals[acted.refusal].en)
  })
}
