import { instant } from '@anxin/domain/basics.ts'
import {
  type Rating,
  type RatingCommand,
  type RatingFact,
  ratingReasons,
  ratings,
} from '@anxin/domain/ratings/rating.ts'
import { isRefusal, refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { act, type Case } from '../act.ts'
import { sql, type Tx } from '../db/database.ts'
import { ById, type Call, get, post } from '../http/route.ts'
import { words } from '../http/shapes.ts'
import { sealWritten } from '../private/written.ts'

/** Ratings as the server keeps them; the id is that of the visit. */
export const ratingCase: Case<Rating, RatingCommand, RatingFact> = {
  machine: ratings,
  table: 'ratings',
  columns: (rating) =>
    rating.status === 'none' ? {} : { order_id: rating.order, technician: rating.technician, stars: rating.stars },
}

const desk = ['agent', 'dispatcher', 'supervisor', 'operator'] as const
const Outcome = z.object({ id: z.string(), status: z.string(), stars: z.number() })
const Low = Outcome.extend({
  order: z.string(),
  number: z.string(),
  technician: z.string().nullable(),
  reasons: z.array(z.string()),
  comment: z.string().nullable(),
  at: z.string(),
})

/** A finished visit to the caller's own order. */
const ratable = (tx: Tx, visit: string, person: string) =>
  tx.first<{ order_id: string; technician: string; person: string }>(sql`
    select v.order_id, v.technician, o.person from visits v join orders o on o.id = v.order_id
    where v.id = ${visit} and o.person = ${person} and v.status = 'done'`)

/** Whose visit a rating is of. */
const raterOf = (tx: Tx, rating: string) =>
  tx.first<{ person: string }>(
    sql`select o.person from ratings r join orders o on o.id = r.order_id where r.id = ${rating}`,
  )

type LowRow = {
  id: string
  status: string
  stars: number
  state: Exclude<Rating, { status: 'none' }>
  number: string
  changed_at: Date
}
const lowOnes = (tx: Tx) =>
  tx.rows<LowRow>(sql`
    select r.id, r.status, r.stars, r.state, r.changed_at, o.number from ratings r join orders o on o.id = r.order_id
    where r.status = 'low' order by r.changed_at limit 100`)

async function showLow(
  { tx, deps }: Call<unknown, unknown, unknown>,
  rows: readonly LowRow[],
): Promise<z.input<typeof Low>[]> {
  const comments = await deps.private.open(
    tx,
    rows.flatMap(({ state }) => (state.comment ? [state.comment] : [])),
  )
  const names = await deps.private.people(
    tx,
    rows.map(({ state }) => state.technician),
  )
  return rows.map(({ id, status, stars, state, number, changed_at }) => ({
    id,
    status,
    stars,
    order: state.order,
    number,
    technician: names.get(state.technician)?.name ?? null,
    reasons: [...state.reasons],
    comment: state.comment ? (comments.get(state.comment) ?? null) : null,
    at: changed_at.toISOString(),
  }))
}

export const ratingRoutes = [
  post('/visits/:id/rating', {
    summary: 'Rate a finished visit / 服务评价',
    tag: 'ratings',
    who: ['link', 'consumer'],
    params: ById,
    body: z.strictObject({
      stars: z.number().int().min(1).max(5),
      reasons: z.array(z.enum(ratingReasons)).max(5).default([]),
      comment: words(500).optional(),
    }),
    answer: Outcome,
    status: 201,
    async does({ tx, deps, by, now, params, body }) {
      const visit = by.kind === 'person' ? await ratable(tx, params.id, by.id) : undefined
      if (!visit) return refuse('case.absent')
      const { stars, reasons } = body
      const { order_id: order, technician, person } = visit
      const { comment } = await sealWritten({ tx, deps }, { kind: 'rating', person }, { comment: body.comment ?? null })
      const command: RatingCommand = {
        type: 'rating.give',
        at: instant(now),
        by,
        order,
        technician,
        stars,
        reasons,
        comment,
      }
      const acted = await act(tx, ratingCase, { id: params.id }, command)
      return isRefusal(acted) ? acted : { id: acted.id, status: acted.state.status, stars }
    },
  }),
  get('/ratings/low', {
    summary: 'Low ratings that nobody has followed up / 待回访的低分评价',
    tag: 'ratings',
    who: desk,
    answer: z.object({ items: z.array(Low) }),
    does: async (call) => ({ items: await showLow(call, await lowOnes(call.tx)) }),
  }),
  post('/ratings/:id/follow-up', {
    summary: 'What came of phoning back / 回访结果',
    tag: 'ratings',
    who: desk,
    params: ById,
    body: z.strictObject({ outcome: words(300) }),
    answer: z.object({ id: z.string(), status: z.string() }),
    async does({ tx, deps, by, now, params, body }) {
      const rater = await raterOf(tx, params.id)
      if (!rater) return refuse('case.absent')
      const said = await sealWritten({ tx, deps }, { kind: 'rating', ...rater }, body)
      const acted = await act(
        tx,
        ratingCase,
        { id: params.id },
        { type: 'rating.follow-up', at: instant(now), by, ...said },
      )
      return isRefusal(acted) ? acted : { id: acted.id, status: acted.state.status }
    },
  }),
]
