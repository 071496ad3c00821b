import { type PartName, whole } from '@anxin/domain/appliances/ageing.ts'
import type { Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import type { ApplianceRow } from './store.ts'

/** Reads what the owner wrote of these appliances: models, serial numbers and the names of parts. */
export async function wordsOf(
  { tx, deps }: { tx: Tx; deps: Deps },
  rows: readonly Pick<ApplianceRow, 'state'>[],
): Promise<(ref: PartName) => string> {
  const refs = rows.flatMap(({ state: { described } }) => [
    described.model,
    ...(described.serial ? [described.serial] : []),
    ...described.parts.flatMap(({ name }) => (name === whole ? [] : [name])),
  ])
  const opened = await deps.private.open(tx, refs)
  return (ref) => (ref === whole ? whole : (opened.get(ref) ?? ''))
}
