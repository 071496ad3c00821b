import { refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { noteView } from '../disclosing.ts'
import { ById, post } from '../http/route.ts'
import { asParty } from '../parties.ts'
import { claimFor } from './store.ts'

export const viewRoute = post('/claims/:id/view', {
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
})
