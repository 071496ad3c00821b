import type { Id } from '@anxin/domain/basics.ts'
import { plainNumber } from '@anxin/domain/orders/number.ts'
import { refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { sql, type Tx } from '../db/database.ts'
import { linkFor, readLink, TrackingLink } from '../http/link.ts'
import { DoorProblem } from '../http/problems.ts'
import { push } from '../http/push.ts'
import { ById, type Call, get, post, type StreamRoute } from '../http/route.ts'
import { parsePhone } from '../private/phone.ts'

const NumberAndPhone = z.strictObject({
  number: z.string().max(20),
  phone: z.string().max(30),
  code: z.string().regex(/^\d{6}$/),
})

/** The order with this number, if this phone reported it. */
async function orderOfPhone({
  tx,
  deps,
  body,
}: Call<unknown, unknown, { number: string; phone: string }>): Promise<string | null> {
  const phone = parsePhone(body.phone)
  const person = phone ? await deps.private.find(tx, phone) : null
  const row = await tx.first<{ id: string }>(sql`
    select id from orders where tenant = ${tx.tenant} and number = ${plainNumber(body.number)} and person = ${person}`)
  return row?.id ?? null
}

export const trackingRoutes = [
  post('/tracking', {
    summary: 'A tracking link for number, phone and the code sent to that phone / 凭单号和手机验证码查询',
    tag: 'tracking',
    who: ['anyone', 'consumer'],
    body: NumberAndPhone,
    answer: z.object({ order: z.string(), tracking: TrackingLink }),
    async does(call) {
      const { deps, body, caller } = call
      const phone = parsePhone(body.phone)
      const subject = phone && `${caller.tenant}:${deps.private.blind(phone).toString('hex')}`
      const isRight = subject !== null && (await deps.auth.redeem(subject, body.code, new Headers())) !== null
      if (!isRight) throw new DoorProblem('http.code_wrong')
      const order = await orderOfPhone(call)
      return order ? { order, tracking: linkFor(call, order) } : refuse('case.absent')
    },
  }),
  get('/tracking/:token', {
    summary: 'Which order a tracking link shows / 查询链接',
    tag: 'tracking',
    who: ['anyone'],
    params: z.object({ token: z.string().max(200) }),
    answer: z.object({ order: z.string() }),
    async does({ deps, params }) {
      const link = readLink(deps, params.token)
      if (link === 'expired') throw new DoorProblem('http.link_expired')
      return link ? { order: link.order } : refuse('case.absent')
    },
  }),
]

/** Whether the caller may watch this order, by the same rule as reading it. */
const mayWatch = async (tx: Tx, { by }: Pick<Call<unknown, unknown, unknown>, 'by'>, id: string): Promise<boolean> =>
  (await tx.first(sql`
    select from orders where id = ${id}
      and ${by.kind === 'person' && by.role === 'consumer' ? sql`person = ${by.id}` : sql`true`}`)) !== undefined

/** Watches whoever is the order's technician now, whose shared position moves; looks anew after each change of it. */
function followed(who: () => Promise<Id | null>, watch: (id: Id) => () => void) {
  let held: { id: Id; stop: () => void } | null = null
  let isOver = false
  const look = async () => {
    // When the database is away nothing moves either; the next change of the order looks again.
    const id = await who().catch(() => held?.id ?? null)
    if (isOver || id === (held?.id ?? null)) return
    held?.stop()
    held = id === null ? null : { id, stop: watch(id) }
  }
  void look()
  return {
    look: () => void look(),
    stop: () => {
      isOver = true
      held?.stop()
    },
  }
}

const desk = ['agent', 'dispatcher', 'supervisor', 'operator'] as const

const ofRepairs = ['order', 'search', 'visit', 'promise', 'rating']
const ofClaims = ['claim', 'hearing', 'decision', 'remedy', 'instruction']
const ofHotlines = ['hotline', 'hotline-report']
const watching = {
  repairs: ['agent', 'dispatcher', 'supervisor', 'operator', 'technician'],
  claims: ['operator', 'reviewer', 'merchant'],
  hotlines: ['operator', 'reviewer'],
}

/** The kinds of cases of which somebody with these roles is told that something changed, and no more: what changed they read
 *  anew, each their own. */
const watchedBy = (roles: readonly string[]): string[] => [
  ...(roles.some((role) => watching.repairs.includes(role)) ? ofRepairs : []),
  ...(roles.some((role) => watching.claims.includes(role)) ? ofClaims : []),
  ...(roles.some((role) => watching.hotlines.includes(role)) ? ofHotlines : []),
]

export const liveRoutes: StreamRoute[] = [
  {
    method: 'GET',
    path: '/orders/:id/events',
    summary: 'Live: this order changed / 实时进度',
    tag: 'tracking',
    who: [...desk, 'link', 'consumer'],
    params: ById,
    query: z.object({ token: z.string().max(200).optional() }),
    async streams(call, http) {
      const { deps, caller } = call
      const { id } = call.params as { id: string } // parsed by ById
      const may = await deps.db.transaction({ tenant: caller.tenant }, (tx) => mayWatch(tx, call, id))
      if (!may) throw new DoorProblem('case.absent')
      const technician = () =>
        deps.db.transaction({ tenant: caller.tenant }, async (tx) => {
          const row = await tx.first<{ technician: Id | null }>(sql`select technician from orders where id = ${id}`)
          return row?.technician ?? null
        })
      push(http, (say) => {
        const follow = followed(technician, (one) => deps.live.watch(caller.tenant, one, say))
        // Visits and promises tell under their own id, and whose order they belong to.
        const stop = deps.live.watchOrder(caller.tenant, id, {
          kinds: ['visit', 'promise'],
          hear(kind) {
            if (kind === 'order') follow.look()
            say()
          },
        })
        return () => {
          follow.stop()
          stop()
        }
      })
    },
  },
  {
    method: 'GET',
    path: '/events',
    summary: 'Live: something changed among orders, offers, visits or promises, or among claims / 实时更新',
    tag: 'tracking',
    who: [...desk, 'technician', 'reviewer', 'merchant'],
    async streams({ deps, caller }, http) {
      push(http, (say) => {
        const stops = watchedBy(caller.roles).map((kind) => deps.live.watchKind(caller.tenant, kind, say))
        return () => {
          for (const stop of stops) stop()
        }
      })
    },
  },
]
