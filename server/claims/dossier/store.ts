import type { Id } from '@anxin/domain/basics.ts'
import type { AddresseeName, Purpose } from '@anxin/domain/dossiers/addressees.ts'
import { sql, type Tx } from '../../db/database.ts'
import { rowsInto } from '../../db/rows.ts'

export type DossierRow = {
  id: Id
  claim: Id
  addressee: AddresseeName
  purpose: Purpose
  person: Id
  askedAt: Date
  done: number
  steps: number
  madeAt: Date | null
  expiresAt: Date | null
  file: string | null
  size: number | null
  sha256: Buffer | null
  stampedAt: Date | null
  noStamp: string | null
  failure: string | null
}

const columns = sql`
  id, claim_id as claim, addressee, purpose, person, asked_at as "askedAt", done, steps, made_at as "madeAt",
  expires_at as "expiresAt", file, size, sha256, stamped_at as "stampedAt", no_stamp as "noStamp", failure`

/** The newest dossiers of a claim. Uses `dossiers_of_claim`. */
export const dossiersOf = (tx: Tx, claim: Id) =>
  tx.rows<DossierRow>(sql`
    select ${columns} from dossiers where tenant = ${tx.tenant} and claim_id = ${claim}
    order by asked_at desc, id desc limit 50`)

/** One dossier. Uses the primary key. */
export const dossierById = (tx: Tx, id: Id) =>
  tx.first<DossierRow>(sql`select ${columns} from dossiers where id = ${id}`)

type Asked = Pick<DossierRow, 'id' | 'claim' | 'addressee' | 'purpose' | 'person' | 'askedAt'>
export const addDossier = (tx: Tx, { id, claim, addressee, purpose, person, askedAt }: Asked): void =>
  tx.write(
    rowsInto('dossiers', [{ id, tenant: tx.tenant, claim_id: claim, addressee, purpose, person, asked_at: askedAt }]),
  )

/** How far it is. */
export const noteProgress = (tx: Tx, id: Id, { done, steps }: Pick<DossierRow, 'done' | 'steps'>) =>
  tx.rows(sql`update dossiers set done = ${done}, steps = ${steps} where id = ${id} and file is null`)
export const noteFailure = (tx: Tx, id: Id, failure: string) =>
  tx.rows(sql`update dossiers set failure = ${failure.slice(0, 200)} where id = ${id} and made_at is null`)

export type Made = {
  file: string
  size: number
  sha256: Buffer
  madeAt: Date
  expiresAt: Date
  stampedAt: Date | null
  noStamp: string | null
}
/** Keeps what was made; false where another try was faster. */
export const keepMade = async (tx: Tx, id: Id, made: Made): Promise<boolean> => {
  const { file, size, sha256, madeAt, expiresAt, stampedAt, noStamp } = made
  const row = await tx.first(sql`
    update dossiers set file = ${file}, size = ${size}, sha256 = ${sha256}, made_at = ${madeAt}, done = steps, failure = null,
      expires_at = ${expiresAt}, stamped_at = ${stampedAt}, no_stamp = ${noStamp}
    where id = ${id} and made_at is null returning id`)
  return row !== undefined
}

/** Lets go of the file; hands it back for its removal. */
export const dropFile = async (tx: Tx, id: Id): Promise<string | null> =>
  (
    await tx.first<{ file: string }>(sql`
      with was as (select id, file from dossiers where id = ${id} and file is not null for update)
      update dossiers d set file = null from was where d.id = was.id returning was.file`)
  )?.file ?? null

export type ExhibitRow = {
  id: Id
  kind: 'photo' | 'video'
  mime: string
  size: number
  width: number | null
  height: number | null
  file: string
  shown: string | null
  person: Id | null
}
/** Files by id. Uses the primary key. */
export const exhibitRows = (tx: Tx, ids: readonly Id[]) =>
  tx.rows<ExhibitRow>(sql`
    select id, kind, mime, size, width, height, file, shown, person from media where id = any(${[...ids]}::uuid[])`)

/** Why the buyer's files do not open any more: removed when their term was over, or their keys are a custodian's. Uses the
 *  primary key. */
export const goneFrom = async (tx: Tx, claim: Id): Promise<'removed' | 'entrusted' | undefined> =>
  (
    await tx.first<{ how: 'removed' | 'entrusted' }>(sql`
      select case status when 'removed' then 'removed' else 'entrusted' end as how from custodies
      where id = ${claim} and (status = 'removed' or state ? 'custodian')`)
  )?.how

export type PurchaseTold = {
  number: string
  placedAt: Date
  deliveredAt: Date | null
  sku: string
  quantity: number
}
/** What was bought. Uses the primary keys. */
export const purchaseOf = (tx: Tx, { purchase, line }: { purchase: Id; line: number }) =>
  tx.first<PurchaseTold>(sql`
    select p.number, p.placed_at as "placedAt", p.delivered_at as "deliveredAt", l.sku, l.quantity
    from purchases p join purchase_lines l on l.purchase = p.id and l.line = ${line} where p.id = ${purchase}`)

/** The cases that a claim's record is made of: the claim with its remedy, who was heard, who decided, what AI services
 *  were asked, and the standing instruction that it was paid on. */
export const casesOf = async (tx: Tx, claim: Id): Promise<Id[]> =>
  (
    await tx.rows<{ id: Id }>(sql`
      select ${claim}::uuid as id
      union select id from hearings where claim_id = ${claim}
      union select id from decisions where claim_id = ${claim}
      union select id from inquiries where claim_id = ${claim}
      union select i.id from claims c, jsonb_array_elements(c.state->'verdicts') v, instructions i
        where c.id = ${claim} and i.id = (v->'by'->>'instruction')::uuid`)
  ).map(({ id }) => id)

export const tenantName = async (tx: Tx): Promise<string> =>
  (await tx.first<{ name: string }>(sql`select name from tenants where id = ${tx.tenant}`))?.name ?? ''
