import { instant } from '@anxin/domain/basics.ts'
import type { SearchCommand } from '@anxin/domain/offers/search.ts'
import { isRefusal, type Refusal, refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { act, type Unstamped } from '../act.ts'
import { ById, type Call, get, post } from '../http/route.ts'
import { words } from '../http/shapes.ts'
import { sealWritten } from '../private/written.ts'
import { regionName } from '../regions/names.ts'
import { searchCase } from './case.ts'
import { offering } from './offering.ts'
import { candidatesFor, consumerOf, offersTo, orderOfSearch, servesOrder, wasAsked } from './store.ts'

const placing = ['dispatcher', 'supervisor', 'operator'] as const

/** What is offered: enough to decide, nothing that tells who the consumer is. */
const OfferShown = z.object({
  id: z.string(),
  order: z.string(),
  version: z.number(),
  kind: z.enum(['offering', 'broadcast']),
  until: z.string(),
  appliance: z.string(),
  brand: z.string(),
  urgency: z.string(),
  region: z.object({ code: z.string(), name: z.string() }).nullable(),
  window: z.object({ from: z.string(), to: z.string() }).nullable(),
  free: z.boolean(),
})
const Outcome = z.object({ id: z.string(), status: z.string(), version: z.number() })

type Here = Call<{ id: string }, unknown, unknown>

async function send(
  { tx, by, now, params, version }: Here,
  command: Unstamped<SearchCommand>,
): Promise<z.input<typeof Outcome> | Refusal> {
  const acted = await act(tx, searchCase, { id: params.id, version }, {
    ...command,
    at: instant(now),
    by,
  } as SearchCommand) // the command plus its stamp
  return isRefusal(acted) ? acted : { id: acted.id, status: acted.state.status, version: acted.version }
}
const me = ({ by }: Pick<Here, 'by'>) => (by.kind === 'person' ? by.id : '')

export const offerRoutes = [
  get('/offers', {
    summary: 'Offers that stand for me now / 待接订单',
    tag: 'offers',
    who: ['technician'],
    answer: z.object({ items: z.array(OfferShown) }),
    async does({ tx, by, now }) {
      const offers = await offersTo(tx, me({ by }), now)
      return {
        items: offers.map(({ asked, ...offer }) => ({
          id: offer.id,
          order: offer.order_id,
          version: offer.version,
          kind: offer.status === 'broadcast' ? ('broadcast' as const) : ('offering' as const),
          until: new Date(offer.until).toISOString(),
          appliance: asked.appliance,
          brand: asked.brand,
          urgency: asked.urgency,
          region: asked.region ? { code: asked.region, name: regionName(asked.region) } : null,
          window: asked.window && {
            from: new Date(asked.window.from).toISOString(),
            to: new Date(asked.window.to).toISOString(),
          },
          free: offer.free,
        })),
      }
    },
  }),
  post('/offers/:id/accept', {
    summary: 'Take the order / 接单',
    tag: 'offers',
    who: ['technician'],
    params: ById,
    answer: Outcome,
    does: async (call) =>
      (await wasAsked(call.tx, call.params.id, me(call)))
        ? send(call, { type: 'search.accept', technician: me(call) })
        : refuse('case.absent'),
  }),
  post('/offers/:id/decline', {
    summary: 'Not this one / 拒单',
    tag: 'offers',
    who: ['technician'],
    params: ById,
    body: z.strictObject({ reason: words(200) }),
    answer: Outcome,
    async does(call) {
      const { tx, deps, now, params, body } = call
      const person = await consumerOf(tx, params.id)
      if (!person || !(await wasAsked(tx, params.id, me(call)))) return refuse('case.absent')
      const { reason } = await sealWritten(call, { kind: 'search', person }, body)
      return offering(tx, { search: params.id, deps, now }, (ranked) =>
        send(call, { type: 'search.decline', technician: me(call), reason, ranked }),
      )
    },
  }),
  get('/searches/:id/candidates', {
    summary: 'Who could take it now, best first, and why / 可派师傅',
    tag: 'offers',
    who: placing,
    params: ById,
    answer: z.object({
      items: z.array(
        z.object({ technician: z.string(), name: z.string().nullable(), score: z.number(), why: z.array(z.string()) }),
      ),
    }),
    async does({ tx, deps, now, params }) {
      const order = await orderOfSearch(tx, params.id)
      if (!order) return refuse('case.absent')
      const ranked = await candidatesFor(tx, { deps, order, now })
      const names = await deps.private.people(
        tx,
        ranked.map(({ technician }) => technician),
      )
      return { items: ranked.map((one) => ({ ...one, name: names.get(one.technician)?.name ?? null })) }
    },
  }),
  post('/searches/:id/assign', {
    summary: 'Place the order by hand / 手动派单',
    tag: 'offers',
    who: placing,
    params: ById,
    body: z.strictObject({ technician: z.uuid() }),
    answer: Outcome,
    async does(call) {
      const { technician } = call.body
      if (!(await servesOrder(call.tx, call.params.id, technician))) return refuse('search.cannot_serve')
      return send(call, { type: 'search.assign', technician })
    },
  }),
  post('/searches/:id/retry', {
    summary: 'Search again / 重新派单',
    tag: 'offers',
    who: placing,
    params: ById,
    answer: Outcome,
    async does(call) {
      const { tx, deps, now, params } = call
      return offering(tx, { search: params.id, deps, now }, (ranked) => send(call, { type: 'search.retry', ranked }))
    },
  }),
]
