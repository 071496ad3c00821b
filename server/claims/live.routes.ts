import { DoorProblem } from '../http/problems.ts'
import { push } from '../http/push.ts'
import { ById, type StreamRoute } from '../http/route.ts'
import { claimFor } from './store.ts'

export const claimEvents: StreamRoute = {
  method: 'GET',
  path: '/claims/:id/events',
  summary: 'Live: this claim, its hearings, decisions or remedy changed / 实时进度',
  tag: 'claims',
  who: ['reviewer', 'operator', 'merchant', 'consumer'],
  params: ById,
  async streams({ deps, by, caller, params }, http) {
    const { id } = params as { id: string } // parsed by ById
    const row = await deps.db.transaction({ tenant: caller.tenant }, (tx) => claimFor(tx, by, id))
    if (!row) throw new DoorProblem('case.absent')
    push(http, (say) => deps.live.watchOrder(caller.tenant, id, { kinds: ['hearing', 'decision'], hear: () => say() }))
  },
}
