import { dayOf } from '@anxin/domain/china.ts'
import type { OpenedClaim } from '@anxin/domain/claims/claim.ts'
import type { Judgement } from '@anxin/domain/decisions/decision.ts'
import { adviseOn } from '@anxin/domain/liability/advice.ts'
import { actOf } from '@anxin/domain/liability/claim.ts'
import { isFinal } from '@anxin/domain/oversight/results.ts'
import { refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { sql, type Tx } from '../db/database.ts'
import { ById, get } from '../http/route.ts'
import { saying } from '../http/sentences.ts'
import { regionName, regionOf } from '../regions/names.ts'
import { AdviceShown, showAdvice } from './liability.views.ts'
import { type ClaimRow, claimFor } from './store.ts'

/** More claims of one buyer than a person makes: the newest count. */
const most = 200

type Row = { id: string; state: OpenedClaim; paid: string | null; sample: Judgement | null }

/** The claims of a buyer that a verdict stands on, with what was paid and what a sample found. Uses `claims_of_buyer`,
 *  `decisions_of_claim` and the primary key of remedies. */
const judgedOf = (tx: Tx, buyer: string) =>
  tx.rows<Row>(sql`
    select c.id, c.state, r.state->>'paid' as paid, (
      select d.state->'judgement' from decisions d
      where d.claim_id = c.id and d.stage = 'sample' and d.status = 'given' order by d.id desc limit 1) as sample
    from claims c left join remedies r on r.id = c.id
    where c.tenant = ${tx.tenant} and c.buyer = ${buyer} and c.status in ('decided', 'closed')
    order by c.opened_at desc, c.id desc limit ${most}`)

const isPlace = (code: string) => regionOf(code).status === 'resolved'
const Place = z
  .string()
  .regex(/^\d{6}(\d{3})?$/)
  .refine(isPlace, saying('没有这个行政区划代码', 'is no code of a division in use'))

/** What may follow in law where a reviewer found a forged picture in this claim; nothing is said of one in which nobody
 *  found anything, whatever was found in others. `isAlone`: the buyer's other claims are not counted. */
export async function adviceFor(
  tx: Tx,
  { id: claim, state }: ClaimRow,
  { place, now, isAlone = false }: { place: string | null; now: number; isAlone?: boolean },
): Promise<z.input<typeof AdviceShown>> {
  const judged = (await judgedOf(tx, state.asked.buyer)).filter(({ id }) => !isAlone || id === claim)
  const found = judged.flatMap(({ id, state, paid, sample }) => {
    const act = actOf(state, { sample, paid: Number(paid ?? 0) })
    return act ? [{ id, number: state.asked.number, isFinal: isFinal(state), act }] : []
  })
  if (!found.some(({ id }) => id === claim)) return { claims: [], advice: null }
  const facts = { acts: found.map(({ act }) => act), place, decidedOn: null }
  return showAdvice(found, adviseOn(facts, { today: dayOf(now), placeName: place && regionName(place) }))
}

export const liabilityRoute = get('/claims/:id/liability', {
  summary: 'What may follow in law where a reviewer found a forged picture, no verdict: for reviewers / 可能的法律责任',
  tag: 'claims',
  who: ['reviewer', 'operator'],
  params: ById,
  query: z.object({ place: Place.optional() }),
  answer: AdviceShown,
  async does({ tx, by, params, query, now }) {
    const row = await claimFor(tx, by, params.id)
    // Whoever claims is on the other side of the desk, whatever else they are.
    const isOwn = row && by.kind === 'person' && by.id === row.state.asked.buyer
    if (!row || isOwn) return refuse('case.absent')
    return adviceFor(tx, row, { place: query.place ?? null, now })
  },
})
