import type { Id, PrivateRef } from '@anxin/domain/basics.ts'
import type { Tx } from '../db/database.ts'

/** One value about a person, and the one place it belongs to: a value moved elsewhere cannot be opened. */
export type PrivateValue = { kind: string; row: Id; field: string; text: string }

/** Personal data: encrypted under a key of the person's own, found again by blind index, gone when the key is destroyed. */
export type Private = {
  /** The person with this phone number (E.164), met now if never before. `name` is kept if none was known. */
  meet(tx: Tx, person: { phone: string; name?: string | undefined }): Promise<Id>
  /** The person with this phone number, if known. */
  find(tx: Tx, phone: string): Promise<Id | null>
  /** Encrypts and keeps values; the references come back in the same order. */
  seal(tx: Tx, person: Id, values: readonly PrivateValue[]): Promise<PrivateRef[]>
  /** Opens values by reference; null for one whose person was erased. */
  open(tx: Tx, refs: readonly PrivateRef[]): Promise<Map<PrivateRef, string | null>>
  /** Name and phone of people as they signed in or were met. */
  people(tx: Tx, ids: readonly Id[]): Promise<Map<Id, { name: string | null; phone: string | null }>>
  /** Destroys the person's key, and with it every value, wherever a copy of it lies. */
  erase(tx: Tx, person: Id): Promise<void>
  /** A keyed fingerprint of a phone number, for look-ups and rate limits. */
  blind(phone: string): Buffer
  /** 32 bytes for one purpose, derived from the installation's secret (HKDF-SHA-256). */
  key(purpose: string): Buffer
}
