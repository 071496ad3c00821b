import { type Id, instant } from '@anxin/domain/basics.ts'
import type { HearingCommand } from '@anxin/domain/hearings/hearing.ts'
import { isRefusal, type Refusal, refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { act, type Unstamped } from '../act.ts'
import { ById, type Call, get, post } from '../http/route.ts'
import { words } from '../http/shapes.ts'
import { asParty } from '../parties.ts'
import { Pieces, piecesFrom } from '../pieces.ts'
import { sealWritten } from '../private/written.ts'
import { hearingCase } from './case.ts'
import { type HearingRow, hearingFor, openHearings } from './store.ts'

type Here<B = unknown> = Call<{ id: string }, unknown, B>
const Heard = z.object({ id: z.string(), version: z.number(), status: z.string(), until: z.string() })

/** One command to one hearing of the caller's side; another side's is not found. */
async function take(
  call: Here,
  step: (row: HearingRow) => Unstamped<HearingCommand> | Promise<Unstamped<HearingCommand>>,
): Promise<z.input<typeof Heard> | Refusal> {
  const { tx, now, params, version } = call
  const row = await hearingFor(tx, call.by, params.id)
  if (!row) return refuse('case.absent')
  const by = asParty(call.by, row.buyer)
  const command = { ...(await step(row)), at: instant(now), by } as HearingCommand // the step plus its stamp
  const acted = await act(tx, hearingCase, { id: params.id, version }, command)
  if (isRefusal(acted)) return acted
  const { id, state } = acted
  const until = new Date('until' in state ? state.until : now).toISOString()
  return { id, version: acted.version, status: state.status, until }
}

const written = <W extends Record<string, string>>(call: Here, { buyer }: HearingRow, said: W) =>
  sealWritten(call, { kind: 'claim', person: buyer }, said)
const merchantOf = ({ merchant, state }: HearingRow): Id | null => (state.side === 'merchant' ? merchant : null)

const who = ['merchant', 'consumer'] as const
const Waiting = z.object({
  id: z.string(),
  version: z.number(),
  claim: z.string(),
  number: z.string(),
  title: z.string(),
  amount: z.number(),
  grade: z.string().nullable(),
  calledAt: z.string(),
  until: z.string(),
  isSeen: z.boolean(),
  isExtended: z.boolean(),
})

export const hearingRoutes = [
  get('/hearings', {
    summary: 'What waits for the answer of the caller, the nearest deadline first / 待答复',
    tag: 'claims',
    who,
    answer: z.object({ items: z.array(Waiting) }),
    async does({ tx, by }) {
      const rows = await openHearings(tx, by, 200)
      return {
        items: rows.map(({ id, version, claim, number, title, amount, grade, state }) => ({
          ...{ id, version, claim, number, title, amount, grade },
          calledAt: new Date(state.calledAt).toISOString(),
          until: new Date(state.until).toISOString(),
          isSeen: state.seenAt !== null,
          isExtended: state.isExtended,
        })),
      }
    },
  }),
  post('/hearings/:id/see', {
    summary: 'Note that the side has looked at the claim / 已查看',
    tag: 'claims',
    who,
    params: ById,
    answer: Heard,
    does: (call) => take(call, () => ({ type: 'hearing.see' })),
  }),
  post('/hearings/:id/extend', {
    summary: 'Ask for more time, once / 申请延期',
    tag: 'claims',
    who,
    params: ById,
    body: z.strictObject({ reason: words(500) }),
    answer: Heard,
    does: (call) =>
      take(call, async (row) => ({
        type: 'hearing.extend',
        ...(await written(call, row, call.body)),
        calendar: await call.deps.rules.calendar(call.tx),
      })),
  }),
  post('/hearings/:id/answer', {
    summary: 'Answer with a statement and evidence / 答复',
    tag: 'claims',
    who,
    params: ById,
    body: z.strictObject({ statement: words(4_000), pieces: Pieces }),
    answer: Heard,
    does: (call) =>
      take(call, async (row) => {
        const { statement, pieces } = call.body
        const whose = { claim: row.claim, merchant: merchantOf(row) }
        return {
          type: 'hearing.answer',
          ...(await written(call, row, { statement })),
          pieces: await piecesFrom(call.tx, whose, pieces),
        }
      }),
  }),
]
