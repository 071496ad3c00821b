import type { Day } from '../appliances/ageing.ts'
import law from './law.json' with { type: 'json' }

/** The dated law of the project: one row per provision, each with the days on which its text is in force, where it was read
 *  and until when that reading proves it. Data, so that a new text is a new row and no code. */

export type Text = { zh: string; en: string }
export type Statute = {
  id: string
  statute: Text
  article: string
  /** First and last day in force. `from` is null where the source names no single day (`fromNote` has what it says). */
  from: Day | null
  fromNote: string | null
  until: Day | null
  says: string
  numbers: string
  source: string
  /** A: the text itself was read; B: secondary sources agree; C: one weak source; D: not verified, never a ground. */
  confidence: string
  /** `2026-07-17`, `2026-05` or `2025`: the source proves nothing after it. */
  checkedTo: string | null
  /** What it says, for a reader; null for rows that no answer cites. */
  zh: string | null
  en: string | null
}

export const statutes: readonly Statute[] = law.rows
/** The day on which the rows were put together. */
export const asOf: Day = law.asOf

const byId = new Map(statutes.map((row) => [row.id, row]))

/** The row of an id that may be cited. Throws RangeError for one that there is not, and for one nobody verified (D). */
export function statute(id: string): Statute {
  const row = byId.get(id)
  if (!row || row.confidence === 'D') throw new RangeError(`no ground: ${id}`)
  return row
}

/** Whether a text is in force on a day, both ends included. One without a first day is in force on none. */
export const isInForce = ({ from, until }: Pick<Statute, 'from' | 'until'>, day: Day): boolean =>
  from !== null && from <= day && (until === null || day <= until)

/** Those of the ids whose text is in force on the day. */
export const inForce = (ids: readonly string[], day: Day): string[] => ids.filter((id) => isInForce(statute(id), day))

/** The letter of the least certain of these rows. */
export const weakest = (ids: readonly string[]): string =>
  ids
    .map((id) => statute(id).confidence)
    .sort()
    .at(-1) ?? 'D'

/** The earliest day, month or year up to which one of these rows was checked. */
export const checkedTo = (ids: readonly string[]): string | null =>
  ids.map((id) => statute(id).checkedTo ?? '').sort()[0] || null

/** Those of the rows whose source proves nothing for this day any more; `2025` reaches to the end of that year. */
export const unprovedOn = (ids: readonly string[], day: Day): string[] =>
  ids.filter((id) => {
    const to = statute(id).checkedTo ?? ''
    return day.slice(0, to.length) > to || to === ''
  })

const sources: Record<string, string> = law.sources

/** Where a row was read: the abbreviations of the data written out. */
export const sourceOf = ({ source }: Statute): string => {
  const [, short = ''] = /^([A-Z]+)\b/.exec(source) ?? []
  return sources[short] ? `${source} = ${sources[short]}` : source
}
