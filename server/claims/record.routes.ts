import { refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { noteView } from '../disclosing.ts'
import { ById, get, post } from '../http/route.ts'
import { asParty } from '../parties.ts'
import { claimFor, timelineOf } from './store.ts'
import { StepShown, showSteps } from './timeline.ts'

/** What happened to a claim, who looks at it among that. The buyer reads as the buyer, whatever else they are. */
export const recordRoutes = [
  post('/claims/:id/view', {
    summary: 'Note that the caller has opened the claim and looks at it / 记录查看',
    tag: 'claims',
    who: ['reviewer', 'operator', 'merchant', 'consumer'],
    params: ById,
    answer: z.object({}),
    async does(call) {
      const row = await claimFor(call.tx, call.by, call.params.id)
      if (!row) return refuse('case.absent')
      await noteView(call.tx, row.id, { by: asParty(call.by, row.state.asked.buyer), now: call.now })
      return {}
    },
  }),
  get('/claims/:id/timeline', {
    summary: 'Everything that happened to a claim, in order / 处理记录',
    tag: 'claims',
    who: ['reviewer', 'operator', 'merchant', 'system', 'consumer'],
    params: ById,
    answer: z.object({ steps: z.array(StepShown) }),
    async does(call) {
      const row = await claimFor(call.tx, call.by, call.params.id)
      if (!row) return refuse('case.absent')
      return {
        steps: await showSteps(
          { ...call, by: asParty(call.by, row.state.asked.buyer) },
          await timelineOf(call.tx, row.id),
        ),
      }
    },
  }),
]
