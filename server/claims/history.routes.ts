import type { Id } from '@anxin/domain/basics.ts'
import { standingOf } from '@anxin/domain/instructions/standing.ts'
import { refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { sql, type Tx } from '../db/database.ts'
import { ById, get } from '../http/route.ts'
import { claimFor, recordOf } from './store.ts'
import { briefOf, ClaimBrief } from './views.ts'

const year = 365 * 86_400_000
const shown = 20
/** A merchant with a hundred thousand claims a year took 1.1 s to count; who it is shows in its newest as well. */
const mostCounted = 1_000

type Counts = { claims: number; silent: number; refunded: number; refused: number; settled: number; overturned: number }

/** How the newest claims about a merchant's goods went since a moment. Uses `claims_of_merchant` and `hearings_of_claim`. */
const countsOf = async (tx: Tx, merchant: Id, since: number): Promise<Counts> => {
  const row = await tx.first<Counts>(sql`
    select count(*)::int as claims,
      count(*) filter (where exists (
        select from hearings h where h.claim_id = c.id and h.side = 'merchant' and h.status = 'lapsed'))::int as silent,
      count(*) filter (where c.state->'verdicts'->-1->>'outcome' <> 'refusal')::int as refunded,
      count(*) filter (where c.state->'verdicts'->-1->>'outcome' = 'refusal')::int as refused,
      count(*) filter (where c.status = 'settled')::int as settled,
      count(*) filter (where (c.state->'verdicts'->0->>'outcome' = 'refusal')
        <> (c.state->'verdicts'->-1->>'outcome' = 'refusal'))::int as overturned
    from (
      select id, status, state from claims
      where tenant = ${tx.tenant} and merchant = ${merchant} and opened_at > ${new Date(since)}
      order by opened_at desc, id desc limit ${mostCounted}) c`)
  return row ?? { claims: 0, silent: 0, refunded: 0, refused: 0, settled: 0, overturned: 0 }
}

/** The newest other claims of a buyer. Uses `claims_of_buyer`. */
const othersOf = (tx: Tx, { buyer, but }: { buyer: Id; but: Id }) =>
  tx.rows<{ id: Id }>(sql`
    select id from claims where tenant = ${tx.tenant} and buyer = ${buyer} and id <> ${but}
    order by opened_at desc, id desc limit ${shown}`)

export const historyRoute = get('/claims/:id/history', {
  summary: 'What was before, on both sides, of the last year: for reviewers / 双方记录',
  tag: 'claims',
  who: ['reviewer', 'operator'],
  params: ById,
  answer: z.object({
    buyer: z.object({
      standing: z.string(),
      purchases: z.number(),
      claims: z.number(),
      /** Refused for good because of a picture, whenever that was. */
      forged: z.number(),
      others: z.array(ClaimBrief),
    }),
    merchant: z.object({
      /** Counted: those of the year, but no more than the newest thousand (`isMore`: there are more). */
      claims: z.number(),
      isMore: z.boolean(),
      /** Claims on which it was not heard, although asked. */
      silent: z.number(),
      refunded: z.number(),
      refused: z.number(),
      settled: z.number(),
      /** Claims in which the appeal turned the first decision round. */
      overturned: z.number(),
    }),
  }),
  async does({ tx, by, params, now }) {
    const row = await claimFor(tx, by, params.id)
    if (!row) return refuse('case.absent')
    const { buyer, merchant } = row.state.asked
    const record = await recordOf(tx, buyer, now - year)
    const counts = await countsOf(tx, merchant, now - year)
    const others = await othersOf(tx, { buyer, but: row.id })
    const rows = await Promise.all(others.map(({ id }) => claimFor(tx, by, id)))
    return {
      buyer: { standing: standingOf(record), ...record, others: rows.flatMap((one) => (one ? [briefOf(one)] : [])) },
      merchant: { ...counts, isMore: counts.claims === mostCounted },
    }
  },
})
