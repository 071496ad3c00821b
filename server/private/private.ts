import { createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto'
import { type Id, type Instant, instant, type PrivateRef, privateRef } from '@anxin/domain/basics.ts'
import { type Person, type PersonCommand, type PersonFact, people } from '@anxin/domain/people/person.ts'
import { isRefusal } from '@anxin/domain/refusals.ts'
import { act, type Case, send, stampOf } from '../act.ts'
import { sql, type Tx } from '../db/database.ts'
import { rowsInto } from '../db/rows.ts'
import { newId } from '../ids.ts'
import { type CipherName, cipherKey, openText, sealText } from './cipher.ts'
import type { Keys } from './keys.ts'

/** One value about a person, and the one place it belongs to: a value moved elsewhere cannot be opened. */
export type PrivateValue = { kind: string; row: Id; field: string; text: string }

/** Personal data: encrypted under a key of the person's own, found again by blind index, gone when the key is destroyed. */
export type Private = {
  /** The person with this phone number (E.164), met now if never before. `name` is kept if none was known. */
  meet(tx: Tx, person: { phone: string; name?: string | undefined; now: number }): Promise<Id>
  /** The person with this phone number, if known. */
  find(tx: Tx, phone: string): Promise<Id | null>
  /** Encrypts and keeps values; the references come back in the same order. Of a person who was forgotten nothing more is
   *  kept: those references lead nowhere, as all of theirs do. */
  seal(tx: Tx, person: Id, values: readonly PrivateValue[]): Promise<PrivateRef[]>
  /** Opens values by reference; null for one whose person was erased. Old facts hold texts in the place of references
   *  (`PrivateRef`): they stand for themselves. */
  open(tx: Tx, refs: readonly PrivateRef[]): Promise<Map<PrivateRef, string | null>>
  /** Name and phone of people as they signed in or were met. */
  people(tx: Tx, ids: readonly Id[]): Promise<Map<Id, { name: string | null; phone: string | null }>>
  /** Everything held about a person, for their own export. */
  all(tx: Tx, person: Id): Promise<{ kind: string; field: string; row: Id; text: string }[]>
  /** A key for the files of a person, derived from their own; null when it was destroyed. */
  mediaKey(tx: Tx, person: Id): Promise<KeyObject | null>
  /** Forgets the person: destroys their key and the index, and sees to it that no copy of the key can be opened. */
  forget(tx: Tx, person: Id, at: Instant): Promise<void>
  /** Learns of the generation of the wrapping key that took the place of the one used here. */
  catchUp(): Promise<void>
  /** A keyed fingerprint of a phone number, for look-ups and rate limits. */
  blind(phone: string): Buffer
  /** 32 bytes for one purpose, derived from the installation's secret (HKDF-SHA-256). */
  key(purpose: string): KeyObject
}

/** People as the server keeps them. The fingerprint of the phone stands in no fact: it is written when a person is met
 *  (`indexed`), left alone by other changes, and removed when they are erased. */
export const personCase: Case<Person, PersonCommand, PersonFact> = {
  machine: people,
  table: 'people',
  columns: (person) => (person.status === 'erased' ? { phone_index: null } : {}),
}

export function openPrivate(keys: Keys, cipher: CipherName): Private {
  const blind = (phone: string) => createHmac('sha256', keys.derive('blind')).update(phone).digest()
  /** Keys of people met or found in a transaction that is not over: no need to read them again. */
  const held = new WeakMap<Tx, Map<Id, Buffer>>()
  const hold = (tx: Tx, person: Id, key: Buffer) => held.set(tx, (held.get(tx) ?? new Map()).set(person, key))

  const keyOf = async (tx: Tx, person: Id): Promise<Buffer | null> => {
    const known = held.get(tx)?.get(person)
    if (known) return known
    const row = await tx.first<{ kek: number; wrapped: Buffer }>(
      sql`select kek, wrapped from person_keys where person = ${person}`,
    )
    if (!row) return null
    await keys.load([row.kek])
    const key = keys.unwrap(row.kek, row.wrapped)
    hold(tx, person, key)
    return key
  }
  /** Opens rows, making the key of each person once; a generation that another process just made is fetched first. */
  const openerOf = async (rows: readonly SealedRow[]) => {
    await keys.load(rows.flatMap(({ kek }) => kek ?? []))
    const made = new Map<string, KeyObject>()
    return (row: SealedRow): string | null => {
      if (row.wrapped === null || row.kek === null) return null
      const whose = `${row.person}/${row.cipher}`
      const key = made.get(whose) ?? cipherKey(row.cipher, keys.unwrap(row.kek, row.wrapped))
      made.set(whose, key)
      return openText(row.cipher, { key, place: placeOf(row), bytes: row.bytes })
    }
  }

  const find = async (tx: Tx, phone: string): Promise<Id | null> => {
    const row = await tx.first<{ id: Id; kek: number | null; wrapped: Buffer | null }>(sql`
      select p.id, k.kek, k.wrapped from people p left join person_keys k on k.person = p.id
      where p.tenant = ${tx.tenant} and p.phone_index = ${blind(phone)}`)
    if (row?.kek && row.wrapped) {
      await keys.load([row.kek])
      hold(tx, row.id, keys.unwrap(row.kek, row.wrapped))
    }
    return row?.id ?? null
  }

  const seal: Private['seal'] = async (tx, person, values) => {
    const key = await keyOf(tx, person)
    if (!key && (await isForgotten(tx, person))) return values.map(() => privateRef(newId()))
    if (!key) throw new Error('nothing can be kept about a person who has no key')
    const under = { cipher, key: cipherKey(cipher, key), person }
    const rows = values.map((value) => sealedRow(tx, under, value))
    tx.write(rowsInto('private_values', rows))
    return rows.map(({ id }) => privateRef(id))
  }

  const meet: Private['meet'] = async (tx, { phone, name, now }) => {
    const known = await find(tx, phone)
    if (known) return known
    const id = newId()
    const key = randomBytes(32)
    hold(tx, id, key)
    const values = [{ field: 'phone', text: phone }, ...(name ? [{ field: 'name', text: name }] : [])]
    const under = { cipher, key: cipherKey(cipher, key), person: id }
    const rows = values.map((value) => sealedRow(tx, under, { kind: 'person', row: id, ...value }))
    const [phoneRow, nameRow] = rows
    const command: PersonCommand = {
      type: 'person.meet',
      ...stampOf('reaction', now),
      phone: privateRef(phoneRow?.id ?? ''),
      name: nameRow ? privateRef(nameRow.id) : null,
    }
    const met = await act(tx, indexed(blind(phone)), { id, isNew: true }, command)
    if (isRefusal(met)) throw new Error(`a new person was refused: ${met.refusal}`)
    const kek = keys.newest()
    tx.write(
      rowsInto('person_keys', [{ person: id, tenant: tx.tenant, kek, wrapped: keys.wrap(kek, key) }]),
      rowsInto('private_values', rows),
    )
    return id
  }

  return {
    meet,
    find,
    seal,
    blind,
    key: (purpose) => keys.derive(purpose),
    catchUp: async () => keys.load(await keys.generations()),
    async open(tx, refs) {
      const [ids, texts] = [refs.filter(isReference), refs.filter((ref) => !isReference(ref))]
      const found = new Map<PrivateRef, string | null>(texts.map((text) => [text, text]))
      if (ids.length === 0) return found
      const rows = await tx.rows<SealedRow>(sql`
        select ${sealedColumns} from private_values v left join person_keys k on k.person = v.person
        where v.id = any(${[...new Set(ids)]}::uuid[])`)
      const opened = await openerOf(rows)
      for (const row of rows) found.set(privateRef(row.id), opened(row))
      return found
    },
    async people(tx, ids) {
      if (ids.length === 0) return new Map()
      const rows = await tx.rows<SealedRow>(sql`
        select ${sealedColumns} from people p
        join private_values v on v.id in ((p.state->>'name')::uuid, (p.state->>'phone')::uuid)
        left join person_keys k on k.person = v.person
        where p.id = any(${[...ids]}::uuid[])`)
      const opened = await openerOf(rows)
      const found = new Map<Id, { name: string | null; phone: string | null }>(
        ids.map((id) => [id, { name: null, phone: null }]),
      )
      for (const row of rows) {
        const person = found.get(row.person)
        if (person && (row.field === 'name' || row.field === 'phone')) person[row.field] = opened(row)
      }
      return found
    },
    async all(tx, person) {
      const rows = await tx.rows<SealedRow>(sql`
        select ${sealedColumns} from private_values v left join person_keys k on k.person = v.person
        where v.person = ${person} order by v.id`)
      const opened = await openerOf(rows)
      return rows.map((row) => ({ kind: row.kind, field: row.field, row: row.row_id, text: opened(row) ?? '' }))
    },
    async mediaKey(tx, person) {
      const key = await keyOf(tx, person)
      return key && createSecretKey(Buffer.from(hkdfSync('sha256', key, 'anxin', 'media', 32)))
    },
    async forget(tx, person, at) {
      await tx.rows(sql`delete from person_keys where person = ${person}`)
      held.get(tx)?.delete(person)
      // Old copies of the wrapped key (write-ahead log, dumps) die with the generation that wrapped it.
      send(tx, [{ job: 'keys.rotate', payload: {}, dueAt: instant(at) }])
    },
  }
}

const isReference = (ref: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(ref)

const isForgotten = async (tx: Tx, person: Id): Promise<boolean> =>
  (await tx.first(sql`select from people where id = ${person} and status = 'erased'`)) !== undefined

/** The people case of somebody just met, whose row gets its index. */
const indexed = (index: Buffer): typeof personCase => ({
  ...personCase,
  columns: () => ({ phone_index: index }),
})

type SealedRow = {
  id: Id
  tenant: Id
  person: Id
  kind: string
  field: string
  row_id: Id
  cipher: CipherName
  bytes: Buffer
  kek: number | null
  wrapped: Buffer | null
}
const sealedColumns = sql`v.id, v.tenant, v.person, v.kind, v.field, v.row_id, v.cipher, v.bytes, k.kek, k.wrapped`

type Sealing = { cipher: CipherName; key: KeyObject; person: Id }
type Sealed = Omit<SealedRow, 'kek' | 'wrapped'>

const placeOf = ({ tenant, person, kind, field, row_id }: Omit<Sealed, 'id' | 'cipher' | 'bytes'>) =>
  `${tenant}/${person}/${kind}/${field}/${row_id}`

function sealedRow(tx: Tx, { cipher, key, person }: Sealing, { kind, row, field, text }: PrivateValue): Sealed {
  const at = { tenant: tx.tenant, person, kind, field, row_id: row }
  return { id: newId(), ...at, cipher, bytes: sealText(cipher, { key, place: placeOf(at), text }) }
}
