import { type Id, type PrivateRef, privateRef } from '@anxin/domain/basics.ts'
import { z } from 'zod'
import type { Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { newId } from '../ids.ts'

/** What people write about a case (reasons, findings, what a quote is for) may tell anything about the person whose case
 *  it is, whoever writes it: it goes under that person's key before it goes anywhere else. */

/** `row`: the row that the texts belong to; unless said, each is one by itself. */
type Whose = { kind: string; person: Id; row?: Id }
type Refs<W> = { [F in keyof W]: W[F] extends string ? PrivateRef : PrivateRef | null }

/** Seals the texts of one command, each under its field's name; what was not written stays null. */
export async function sealWritten<W extends Record<string, string | null>>(
  { tx, deps }: { tx: Tx; deps: Deps },
  { kind, person, row }: Whose,
  written: W,
): Promise<Refs<W>> {
  const given = Object.entries(written).flatMap(([field, text]) => (text === null ? [] : [{ field, text }]))
  const refs = await deps.private.seal(
    tx,
    person,
    given.map((value) => ({ kind, row: row ?? newId(), ...value })),
  )
  const byField = Object.fromEntries(given.map(({ field }, i) => [field, refs[i]]))
  return { ...written, ...byField } as Refs<W> // each text by its reference, the nulls as they were
}

/** A text that an errand passes on. One that was sent before texts were sealed carries the text itself: it is left out
 *  here, and stays in the fact that sent it. */
export const PassedOn = z
  .uuid()
  .transform((id) => privateRef(id))
  .nullable()
  .catch(null)
