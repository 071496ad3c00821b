import { fen, instant } from '@anxin/domain/basics.ts'
import { remedies } from '@anxin/domain/claims/terms.ts'
import type { DecisionCommand } from '@anxin/domain/decisions/decide.ts'
import { decisionReasons, reviewerReasons } from '@anxin/domain/decisions/reasons.ts'
import { isRefusal, type Refusal, refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { act, type Unstamped } from '../act.ts'
import { ById, type Call, cursorOf, get, PageQuery, pageOf, post, readCursor } from '../http/route.ts'
import { words } from '../http/shapes.ts'
import { hasInterest } from '../parties.ts'
import { sealWritten } from '../private/written.ts'
import { decisionCase } from './case.ts'
import { type DecisionRow, decisionById, waitingDecisions } from './store.ts'

type Here<B = unknown> = Call<{ id: string }, unknown, B>
const Taken = z.object({ id: z.string(), version: z.number(), status: z.string(), claim: z.string() })

/** One command to one decision, with whether the reviewer has a part in the claim. */
async function take(
  call: Here,
  step: (row: DecisionRow, impartial: { interest: boolean }) => Promise<Unstamped<DecisionCommand>>,
): Promise<z.input<typeof Taken> | Refusal> {
  const { tx, by, now, params, version } = call
  const row = await decisionById(tx, params.id)
  if (!row || by.kind !== 'person') return refuse('case.absent')
  const { buyer, merchant } = row.claim.asked
  const interest = await hasInterest(tx, { person: by.id, buyer, merchant })
  const command = { ...(await step(row, { interest })), at: instant(now), by } as DecisionCommand // the step plus its stamp
  const acted = await act(tx, decisionCase, { id: params.id, version }, command)
  if (isRefusal(acted)) return acted
  return { id: acted.id, version: acted.version, status: acted.state.status, claim: row.claim_id }
}

const written = (call: Here, { claim }: DecisionRow, said: { words: string }) =>
  sealWritten(call, { kind: 'claim', person: claim.asked.buyer }, said)

const Waiting = z.object({
  id: z.string(),
  version: z.number(),
  claim: z.string(),
  number: z.string(),
  status: z.string(),
  stage: z.string(),
  grade: z.string().nullable(),
  category: z.string(),
  amount: z.number(),
  dueAt: z.string(),
  capAt: z.string(),
  isOverdue: z.boolean(),
  /** Whether the reader has it; whether anybody has. */
  isMine: z.boolean(),
  isTaken: z.boolean(),
  /** Decided an earlier stage of it: cannot take it. */
  isBarred: z.boolean(),
})

const listOf = <T extends readonly [string, ...string[]]>(known: T) =>
  z
    .string()
    .max(60)
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(known)))
    .optional()
const Filters = PageQuery.extend({
  grade: listOf(['A', 'B', 'C', 'D']),
  stage: listOf(['first', 'appeal', 'goods', 'sample']),
  mine: z.enum(['yes', 'no']).optional(),
})
const After = z.tuple([z.iso.datetime(), z.uuid()])

const show = ({ id, version, state, claim, claim_id }: DecisionRow, me: string): z.input<typeof Waiting> => ({
  ...{ id, version, claim: claim_id, number: claim.asked.number, grade: claim.grade, category: claim.asked.category },
  ...{ status: state.status, stage: state.stage, amount: state.stake, isOverdue: state.isOverdue },
  dueAt: new Date(state.dueAt).toISOString(),
  capAt: new Date(state.capAt).toISOString(),
  isMine: 'reviewer' in state && state.reviewer === me,
  isTaken: 'reviewer' in state,
  isBarred: state.barred.includes(me),
})

const who = ['reviewer'] as const
const Judgement = z.strictObject({
  outcome: z.enum([...remedies, 'refusal']),
  amount: z.number().int().min(0).max(100_000_000_00),
  reasons: z.array(z.enum(reviewerReasons)).min(1).max(8),
  words: words(4_000),
})

export const decisionRoutes = [
  get('/decisions', {
    summary: 'What waits for reviewers, the nearest deadline first / 待审核',
    tag: 'claims',
    who: ['reviewer', 'operator'],
    query: Filters,
    answer: pageOf(Waiting),
    async does({ tx, by, query }) {
      const me = by.kind === 'person' ? by.id : ''
      const after = readCursor(query.cursor, After)
      const rows = await waitingDecisions(tx, {
        grades: query.grade ?? [],
        stages: query.stage ?? [],
        reviewer: query.mine === 'yes' ? me : null,
        after: after && { dueAt: after[0], id: after[1] },
        limit: query.limit,
      })
      const last = rows.length === query.limit ? rows.at(-1) : undefined
      const next = last ? cursorOf([new Date(last.state.dueAt).toISOString(), last.id]) : null
      return { items: rows.map((row) => show(row, me)), next }
    },
  }),
  get('/decisions/reasons', {
    summary: 'The codebook of reasons / 理由代码',
    tag: 'claims',
    who: ['anyone'],
    answer: z.object({
      items: z.array(z.object({ code: z.string(), for: z.string(), zh: z.string(), en: z.string() })),
    }),
    does: async () => ({ items: Object.entries(decisionReasons).map(([code, reason]) => ({ code, ...reason })) }),
  }),
  post('/decisions/:id/take', {
    summary: 'Take the case / 领取',
    tag: 'claims',
    who,
    params: ById,
    answer: Taken,
    does: (call) => take(call, async (_, impartial) => ({ type: 'decision.take', ...impartial })),
  }),
  post('/decisions/:id/release', {
    summary: 'Give the case back to the queue / 退回队列',
    tag: 'claims',
    who: ['reviewer', 'operator'],
    params: ById,
    answer: Taken,
    does: (call) => take(call, async () => ({ type: 'decision.release' })),
  }),
  post('/decisions/:id/give', {
    summary: 'Decide, with reasons; above the amount a second reviewer approves / 作出决定',
    tag: 'claims',
    who,
    params: ById,
    body: Judgement,
    answer: Taken,
    does: (call) =>
      take(call, async (row, impartial) => {
        const { outcome, amount, reasons, words } = call.body
        const sealed = await written(call, row, { words })
        return { type: 'decision.give', judgement: { outcome, amount: fen(amount), reasons, ...sealed }, ...impartial }
      }),
  }),
  post('/decisions/:id/approve', {
    summary: "Approve a colleague's decision / 复核通过",
    tag: 'claims',
    who,
    params: ById,
    answer: Taken,
    does: (call) => take(call, async (_, impartial) => ({ type: 'decision.approve', ...impartial })),
  }),
  post('/decisions/:id/return', {
    summary: "Send a colleague's decision back, with what is wrong / 复核退回",
    tag: 'claims',
    who,
    params: ById,
    body: z.strictObject({ words: words(2_000) }),
    answer: Taken,
    does: (call) =>
      take(call, async (row, impartial) => ({
        type: 'decision.return',
        ...(await written(call, row, call.body)),
        ...impartial,
      })),
  }),
]
