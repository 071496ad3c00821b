import type { HotlineCommand } from '@anxin/domain/hotlines/hotline.ts'
import { lookSoon, methods } from '@anxin/domain/hotlines/proof.ts'
import { z } from 'zod'
import { act, stampOf } from '../act.ts'
import type { Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { job } from '../job.ts'
import { hotlineCase } from './case.ts'
import type { Found, Proving } from './proving.ts'
import { hotlineById } from './store.ts'

/** `since`: the proof that is to be made anew; one that was made meanwhile has its own next look. Null: somebody asked. */
const Looking = z.object({
  hotline: z.uuid(),
  method: z.enum(['dns', 'well-known']),
  since: z.number().nullable(),
})
type At = { tenant: string; deps: Deps; payload: z.output<typeof Looking> }

/** The entry, if it is still to be looked at: also when the look is over, which may have taken its time. */
async function wanted(tx: Tx, { hotline, method, since }: At['payload']) {
  const row = await hotlineById(tx, hotline)
  if (row?.state.status !== 'listed') return null
  return since !== null && row.state.proofs[method]?.at !== since ? null : row.state
}

const keep = ({ tenant, deps, payload }: At, found: Found) =>
  deps.db.transaction({ tenant }, async (tx) => {
    const { hotline: id, method } = payload
    if (!(await wanted(tx, payload))) return
    const stamp = stampOf('reaction', deps.now())
    const command: HotlineCommand =
      'seen' in found
        ? { type: 'hotline.find', ...stamp, method, seen: found.seen }
        : { type: 'hotline.miss', ...stamp, method, miss: found.miss }
    await act(tx, hotlineCase, { id }, command)
  })

const Ending = z.object({ hotline: z.uuid(), method: z.enum(methods) })

/** Records of brands are looked for outside; proofs end by the clock. */
export const hotlineJobs = (proving: Proving) => [
  job({
    name: 'hotline.look',
    payload: Looking,
    // One domain's slow name server keeps nobody else's waiting.
    receiver: 'hotline',
    async outward(at) {
      const { tenant, deps, payload } = at
      const entry = await deps.db.transaction({ tenant }, (tx) => wanted(tx, payload))
      // Somebody asked meanwhile: that look has its own next one.
      const last = entry?.missed[payload.method]?.at ?? 0
      if (payload.since !== null && deps.now() - last < lookSoon / 2) return
      if (entry) await keep(at, await proving.look(payload.method, entry))
    },
  }),
  job({
    name: 'hotline.end-proof',
    payload: Ending,
    run: ({ tx, payload: { hotline: id, method }, now }) =>
      act(tx, hotlineCase, { id }, { type: 'hotline.end-proof', ...stampOf('clock', now), method }),
  }),
]
