import { type VisitCommand, visits } from '@anxin/domain/visits/decide.ts'
import type { Visit, VisitFact } from '@anxin/domain/visits/visit.ts'
import type { Case } from '../act.ts'

/** Visits as the server keeps them. */
export const visitCase: Case<Visit, VisitCommand, VisitFact> = {
  machine: visits,
  table: 'visits',
  columns(visit) {
    if (visit.status === 'none') return {}
    const { order, technician, ordinal, window } = visit.plan
    const endedAt = visit.status === 'done' ? visit.doneAt : 'endedAt' in visit ? visit.endedAt : null
    return {
      order_id: order,
      technician,
      ordinal,
      window_from: window ? new Date(window.from) : null,
      ended_at: endedAt === null ? null : new Date(endedAt),
    }
  },
}
