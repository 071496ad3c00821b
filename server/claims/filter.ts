import { claims } from '@anxin/domain/claims/decide.ts'
import { isClaimNumber, plainClaimNumber } from '@anxin/domain/claims/number.ts'
import { z } from 'zod'
import type { Filter } from './store.ts'

const statuses = Object.keys(claims.allowed).filter((status) => status !== 'none')
const listOf = (known: readonly string[]) =>
  z
    .string()
    .max(200)
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(known)))
    .optional()

/** What a list of claims can be narrowed by; the list and its export take the same. */
export const FilterQuery = z.object({
  status: listOf(statuses),
  grade: listOf(['A', 'B', 'C', 'D']),
  number: z.string().max(20).optional(),
})

/** The filter that a query asks for; null where it names a number that no claim can have. */
export function filterOf(query: z.output<typeof FilterQuery>): Omit<Filter, 'after' | 'limit'> | null {
  const number = query.number === undefined ? null : plainClaimNumber(query.number)
  if (number !== null && !isClaimNumber(number)) return null
  return { statuses: query.status ?? [], grades: query.grade ?? [], number }
}
