import type { Id } from '@anxin/domain/basics.ts'
import { sql, type Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { noteTold } from '../disclosing.ts'
import { sealText } from '../private/cipher.ts'

/** That somebody was told. */
export type Note = {
  errand: number
  order: Id | null
  claim: Id | null
  /** For whoever is on duty: none of the claim's sides. */
  isForDesk: boolean
  channel: string
  text: string
  code: string
  person: Id | null
  /** By a gateway; on a page, as none can reach them; not at all. */
  state: 'sent' | 'shown' | 'held'
}

/** Keeps that somebody was told. What a side of a claim is told also belongs to the record of its procedure, once. */
export async function keepNote({ deps, tenant }: { deps: Deps; tenant: Id }, note: Note): Promise<void> {
  const { claim } = note
  if (claim === null || note.isForDesk)
    return void (await deps.db.inCompany({ tenant }, (tx) => written(tx, deps, note)))
  const { code: text, channel, person: to, state } = note
  await deps.db.transaction({ tenant }, async (tx) => {
    const [isNew] = await written(tx, deps, note)
    if (isNew) await noteTold(tx, claim, { text, channel, to, state, now: deps.now() })
  })
}

/** In the demo also what was said, since no gateway carries it. */
function written(tx: Tx, deps: Deps, { errand, order, claim, channel, text, code, person, state }: Note) {
  const said = deps.config.DEMO
    ? sealText('aes-256-gcm', { key: deps.private.key('outbox'), place: 'notice', text })
    : null
  return tx.rows(sql`
    insert into notices (tenant, errand, text, channel, person, case_id, state, at, said)
    values (${tx.tenant}, ${errand}, ${code}, ${channel}, ${person}, ${order ?? claim}, ${state}, ${new Date(deps.now())}, ${said})
    on conflict do nothing returning errand`)
}
