import { type RemedyCommand, remedies } from '@anxin/domain/remedies/decide.ts'
import type { RemedyFact, RemedyState } from '@anxin/domain/remedies/remedy.ts'
import type { Case } from '../act.ts'

/** Remedies as the server keeps them; each has its claim's id. */
export const remedyCase: Case<RemedyState, RemedyCommand, RemedyFact> = {
  machine: remedies,
  table: 'remedies',
  columns: (remedy) => ({ order_id: remedy.status === 'repairing' ? remedy.order : null }),
}
