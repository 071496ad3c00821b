import { type Search, type SearchCommand, type SearchFact, searches } from '@anxin/domain/offers/search.ts'
import type { Case } from '../act.ts'

/** Searches for a technician as the server keeps them. */
export const searchCase: Case<Search, SearchCommand, SearchFact> = {
  machine: searches,
  table: 'searches',
  columns: (search) => ({ order_id: search.status === 'none' ? null : search.order, asked: askedNow(search) }),
}

/** Who holds an offer at this moment and has not said no. */
function askedNow(search: Search): string[] {
  if (search.status === 'offering') return [search.technician]
  if (search.status !== 'broadcast') return []
  return search.technicians.filter((technician) => !search.declined.includes(technician))
}
