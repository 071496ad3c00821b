import { claimReasons } from '@anxin/domain/claims/claim.ts'
import { grades, remedies } from '@anxin/domain/claims/terms.ts'
import { slots } from '@anxin/domain/evidence/slots.ts'
import { categories, merchantChoices } from '@anxin/domain/rules/input.ts'

type Say = (key: string) => string
const standings = ['good', 'new', 'doubtful']
const lanes = ['hearing', 'fast']

/** The codes that stand in cells, with the words for them. */
const codes: Record<string, readonly string[]> = {
  category: categories,
  reason: claimReasons,
  wanted: remedies,
  standing: standings,
  grade: grades,
  merchantChoice: merchantChoices,
  lane: lanes,
  needs: slots.filter((slot) => !slot.startsWith('packing')),
  remedies,
}
const wordsOf: Record<string, string> = { wanted: 'remedy', remedies: 'remedy', needs: 'slot' }

/** The codes that a field can have; none of a number. */
export const codesOf = (field: string): readonly string[] => codes[field] ?? []

/** The word for a code of a field: `d.rules.slot.whole`. */
export const sayCode = (t: Say, field: string, code: string): string => t(`d.rules.${wordsOf[field] ?? field}.${code}`)

export const dictionaries = (t: Say) =>
  Object.fromEntries(
    Object.entries(codes).map(([field, list]) => [
      field,
      list.map((value) => ({ value, label: sayCode(t, field, value) })),
    ]),
  )

/** What the editor offers in a column: a choice among codes, or a number to compare with. */
export const typeOfField = (field: string) =>
  codes[field] ? { type: 'string' as const, enum: { type: 'ref' as const, ref: field } } : { type: 'number' as const }

export const typeOfOutput = (field: string) => {
  if (field === 'needs' || field === 'remedies')
    return { type: 'string-array' as const, enum: { type: 'ref' as const, ref: field } }
  return typeOfField(field)
}
