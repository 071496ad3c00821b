import { type Id, instant } from '@anxin/domain/basics.ts'
import { isRefusal, type Refusal, refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { act } from '../act.ts'
import { ById, type Call, get, post } from '../http/route.ts'
import { words } from '../http/shapes.ts'
import { buyerOf } from '../parties.ts'
import { sealWritten } from '../private/written.ts'
import { custodyCase } from './case.ts'
import { custodyOf, isOpenable } from './store.ts'

const Moment = z.string().nullable()
const CustodyShown = z.object({
  version: z.number(),
  status: z.string(),
  /** Null while the claim is under way: its evidence stays. */
  keepUntil: Moment,
  /** The thumbprint of who has the keys, the buyer being forgotten. */
  custodian: z.string().nullable(),
  hold: z.object({ since: z.string(), reason: z.string().nullable() }).nullable(),
  removedAt: Moment,
})
type Seen = Call<{ id: Id }, unknown, unknown>

const iso = (at: number) => new Date(at).toISOString()
async function show({ tx, deps, params }: Seen): Promise<z.input<typeof CustodyShown>> {
  const { version, state } = await custodyOf(tx, params.id)
  const kept = state.status === 'kept' ? state : null
  const hold = kept?.hold ?? null
  const reason = hold ? ((await deps.private.open(tx, [hold.reason])).get(hold.reason) ?? null) : null
  return {
    ...{ version, status: state.status },
    keepUntil: kept?.dated ? iso(kept.dated.keepUntil) : null,
    custodian: kept?.custodian ?? null,
    hold: hold && { since: iso(hold.since), reason },
    removedAt: state.status === 'removed' ? iso(state.removedAt) : null,
  }
}

type Moving = Call<{ id: Id }, unknown, { reason: string }>
/** What is written about a hold is the writer's own: the buyer's key does not decide over it. */
async function move(call: Moving, step: 'hold' | 'release'): Promise<z.input<typeof CustodyShown> | Refusal> {
  const { tx, by, now, params, version } = call
  const buyer = await buyerOf(tx, params.id)
  if (!buyer || by.kind !== 'person') return refuse('case.absent')
  if (step === 'hold' && !(await isOpenable(tx, params.id, buyer))) return refuse('custody.gone')
  const { reason } = await sealWritten(call, { kind: 'custody', person: by.id }, call.body)
  const said = { at: instant(now), by, reason }
  const command =
    step === 'hold' ? { type: 'custody.hold' as const, buyer, ...said } : { type: 'custody.release' as const, ...said }
  const acted = await act(tx, custodyCase, { id: params.id, version }, command)
  return isRefusal(acted) ? acted : show(call)
}

const about = { tag: 'claims', params: ById, answer: CustodyShown } as const
const Reason = z.strictObject({ reason: words(500) })

export const custodyRoutes = [
  get('/claims/:id/custody', {
    ...about,
    summary: 'How long the evidence of a claim is kept, and whether it is held / 证据保存与保全',
    who: ['operator', 'reviewer'],
    async does(call) {
      if (!(await buyerOf(call.tx, call.params.id))) return refuse('case.absent')
      return show(call)
    },
  }),
  post('/claims/:id/hold', {
    ...about,
    summary: 'Keep its evidence beyond its term, for a dispute or an authority / 证据保全',
    who: ['operator'],
    body: Reason,
    does: (call) => move(call, 'hold'),
  }),
  post('/claims/:id/release', {
    ...about,
    summary: 'End the hold: the term runs on / 解除保全',
    who: ['operator'],
    body: Reason,
    does: (call) => move(call, 'release'),
  }),
]
