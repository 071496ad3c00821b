import { fen, type Id, instant } from '@anxin/domain/basics.ts'
import type { ClaimCommand } from '@anxin/domain/claims/decide.ts'
import { isRefusal, type Refusal, refuse } from '@anxin/domain/refusals.ts'
import type { z } from 'zod'
import { act, type Unstamped } from '../act.ts'
import { sql, type Tx } from '../db/database.ts'
import { ById, type Call, post } from '../http/route.ts'
import { newId } from '../ids.ts'
import { asParty } from '../parties.ts'
import { piecesFrom } from '../pieces.ts'
import { sealWritten } from '../private/written.ts'
import { claimCase } from './case.ts'
import * as shapes from './shapes.ts'
import { type ClaimRow, claimFor } from './store.ts'
import { ClaimShown, showClaim } from './views.ts'

type Here<B = unknown> = Call<{ id: string }, unknown, B>
type Move = Unstamped<ClaimCommand>

/** One command to one claim that the caller may know of; answers with the claim as it then is. */
async function move(
  call: Here,
  step: (claim: ClaimRow) => Move | Promise<Move>,
): Promise<z.input<typeof ClaimShown> | Refusal> {
  const { tx, now, params, version } = call
  const row = await claimFor(tx, call.by, params.id)
  if (!row) return refuse('case.absent')
  const by = asParty(call.by, row.state.asked.buyer)
  const command = { ...(await step(row)), at: instant(now), by } as ClaimCommand // the step plus its stamp
  const acted = await act(tx, claimCase, { id: params.id, version }, command)
  if (isRefusal(acted)) return acted
  const after = await claimFor(tx, by, params.id)
  return after ? showClaim({ ...call, by }, after) : refuse('case.absent')
}

/** What somebody wrote about a claim, under the key of its buyer. */
const written = <W extends Record<string, string | null>>(call: Here, { state }: ClaimRow, words: W) =>
  sealWritten(call, { kind: 'claim', person: state.asked.buyer }, words)

/** The merchant in whose name the caller brings something; null for the buyer's side. */
const merchantActing = ({ by }: Here, { state }: ClaimRow): Id | null =>
  by.kind === 'person' && by.role === 'merchant' && by.id !== state.asked.buyer ? state.asked.merchant : null

/** The review that the claim waits for, if it is this reviewer who has taken it. */
const takenBy = async (tx: Tx, claim: Id, reviewer: Id): Promise<Id | null> =>
  (
    await tx.first<{ id: Id }>(
      sql`select id from decisions where claim_id = ${claim} and status = 'taken' and reviewer = ${reviewer}`,
    )
  )?.id ?? null

const sides = ['merchant', 'consumer'] as const

export const claimMoves = [
  post('/claims/:id/evidence', {
    summary: 'Add photos or a video / 补充照片或视频',
    tag: 'claims',
    who: ['consumer', 'system'],
    params: ById,
    body: shapes.EvidenceInput,
    answer: ClaimShown,
    does: (call) =>
      move(call, async ({ id }) => ({
        type: 'claim.add-evidence',
        pieces: await piecesFrom(call.tx, { claim: id, merchant: null }, call.body.pieces),
      })),
  }),
  post('/claims/:id/submit', {
    summary: 'That is all the evidence; `without` names what cannot be shown / 提交',
    tag: 'claims',
    who: ['consumer', 'system'],
    params: ById,
    body: shapes.SubmitInput,
    answer: ClaimShown,
    does: (call) => move(call, () => ({ type: 'claim.submit', without: call.body.without })),
  }),
  post('/claims/:id/withdraw', {
    summary: 'Withdraw the claim / 撤销申请',
    tag: 'claims',
    who: ['consumer', 'system'],
    params: ById,
    body: shapes.WithdrawInput,
    answer: ClaimShown,
    does: (call) =>
      move(call, async (claim) => ({
        type: 'claim.withdraw',
        ...(await written(call, claim, { reason: call.body.reason ?? null })),
      })),
  }),
  post('/claims/:id/propose', {
    summary: 'Offer the other side a settlement / 提出协商方案',
    tag: 'claims',
    who: sides,
    params: ById,
    body: shapes.ProposalInput,
    answer: ClaimShown,
    does: (call) =>
      move(call, async (claim) => ({
        type: 'claim.propose',
        remedy: call.body.remedy,
        amount: fen(call.body.amount),
        ...(await written(call, claim, { words: call.body.words ?? null })),
      })),
  }),
  post('/claims/:id/accept', {
    summary: 'Accept what the other side offers / 接受对方方案',
    tag: 'claims',
    who: sides,
    params: ById,
    answer: ClaimShown,
    does: (call) => move(call, () => ({ type: 'claim.accept' })),
  }),
  post('/claims/:id/appeal', {
    summary: 'Appeal, to another reviewer / 申诉',
    tag: 'claims',
    who: sides,
    params: ById,
    body: shapes.AppealInput,
    answer: ClaimShown,
    does: (call) =>
      move(call, async (claim) => ({
        type: 'claim.appeal',
        ...(await written(call, claim, { words: call.body.words })),
        pieces: await piecesFrom(call.tx, { claim: claim.id, merchant: merchantActing(call, claim) }, call.body.pieces),
        hearing: newId(),
        calendar: await call.deps.rules.calendar(call.tx),
      })),
  }),
  post('/claims/:id/ask-more', {
    summary: 'As the reviewer who has the case: ask the buyer for more / 要求补充证据',
    tag: 'claims',
    who: ['reviewer'],
    params: ById,
    body: shapes.AskMore,
    answer: ClaimShown,
    does: (call) =>
      move(call, async (claim) => ({
        type: 'claim.ask-more',
        needs: call.body.needs,
        ...(await written(call, claim, { words: call.body.words })),
        // Somebody else's case, or one that nobody has: no decision has this id.
        decision: (await takenBy(call.tx, claim.id, call.by.kind === 'person' ? call.by.id : '')) ?? '',
        calendar: await call.deps.rules.calendar(call.tx),
      })),
  }),
]
