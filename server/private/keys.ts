import type { KeyObject } from 'node:crypto'
import type { Database } from '../db/database.ts'
import { openFileKeys } from './keys-file.ts'
import { openVaultKeys } from './keys-vault.ts'
import { openTransit } from './vault.ts'

/** Keys that lie outside the database: generations of the wrapping key, and the installation's secret.
 *  What is asked for on every request answers at once; what makes or ends a key may have to ask elsewhere. */
export type Keys = {
  /** Encrypts a person's key under a generation (AES key wrap, RFC 3394). */
  wrap(generation: number, key: Buffer): Buffer
  /** Throws when the generation is destroyed or not loaded here, or when the bytes were altered. */
  unwrap(generation: number, wrapped: Buffer): Buffer
  /** The newest generation that is known here; 0 when there is none yet. */
  newest(): number
  /** Sees to it that `unwrap` can use these, made by another process perhaps. At once when they are loaded. */
  load(generations: readonly number[]): Promise<void>
  /** All generations that exist, whoever made them, as they are now. */
  generations(): Promise<number[]>
  /** Makes a generation and has it kept before it resolves. */
  make(generation: number): Promise<void>
  /** Ends a generation: whatever was wrapped under it is unreadable from now on, wherever it lies. Once is as good as
   *  twice. */
  destroy(generation: number): Promise<void>
  /** 32 bytes for one purpose (HKDF-SHA-256 over the installation's secret). */
  derive(purpose: string): KeyObject
  close(): Promise<void>
}

type Place = { KEY_URL: string; VAULT_TOKEN?: string | undefined; VAULT_TOKEN_FILE?: string | undefined }

/** Opens the keys where KEY_URL says. Throws one sentence when they cannot be had. */
export async function openKeys(place: Place, db: Database): Promise<Keys> {
  return place.KEY_URL.startsWith('file:') ? openFileKeys(place.KEY_URL) : openVaultKeys(openTransit(place), db)
}
