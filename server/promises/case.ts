import { later } from '@anxin/domain/basics.ts'
import { type PromiseCommand, type PromiseFact, promises, type ServicePromise } from '@anxin/domain/promises/promise.ts'
import type { Case } from '../act.ts'

/** Promises as the server keeps them. */
export const promiseCase: Case<ServicePromise, PromiseCommand, PromiseFact> = {
  machine: promises,
  table: 'promises',
  columns(promise) {
    if (promise.status === 'none') return {}
    const { order, promised, county, within } = promise.terms
    const dueAt = promise.status === 'running' ? new Date(later(promise.since, within - promise.ran)) : null
    return {
      order_id: order,
      promised,
      county,
      started_at: new Date(promise.startedAt),
      due_at: dueAt,
      ran_ms: promise.ran,
      kept: promise.status === 'met' ? promise.isKept : null,
    }
  },
}
