import { type Actor, type Id, instant } from '@anxin/domain/basics.ts'
import { isRefusal, type Refusal, refuse } from '@anxin/domain/refusals.ts'
import type { RemedyCommand } from '@anxin/domain/remedies/decide.ts'
import { z } from 'zod'
import { act, type Unstamped } from '../act.ts'
import type { Tx } from '../db/database.ts'
import { ById, type Call, cursorOf, get, PageQuery, pageOf, post, readCursor } from '../http/route.ts'
import { words } from '../http/shapes.ts'
import { newId } from '../ids.ts'
import { asParty, merchantsOfPerson } from '../parties.ts'
import { sealWritten } from '../private/written.ts'
import { remedyCase } from './case.ts'
import { balances, type LedgerRow, ledgerRows, remedyOf } from './store.ts'

type Here<B = unknown> = Call<{ id: string }, unknown, B>
type Found = NonNullable<Awaited<ReturnType<typeof remedyOf>>>
const Done = z.object({ claim: z.string(), version: z.number(), status: z.string() })

async function isParty(tx: Tx, by: Actor, { claim }: Found): Promise<boolean> {
  if (by.kind !== 'person') return false
  const { buyer, merchant } = claim.asked
  return by.id === buyer || (by.role === 'merchant' && (await merchantsOfPerson(tx, by.id)).includes(merchant))
}

/** One command to the remedy of a claim to which the caller is a party; anybody else's is not found. */
async function take(
  call: Here,
  step: (row: Found) => Promise<Unstamped<RemedyCommand>>,
): Promise<z.input<typeof Done> | Refusal> {
  const { tx, now, params, version } = call
  const row = await remedyOf(tx, params.id)
  if (!row?.state || !(await isParty(tx, call.by, row))) return refuse('case.absent')
  const by = asParty(call.by, row.claim.asked.buyer)
  const command = { ...(await step(row)), at: instant(now), by } as RemedyCommand // the step plus its stamp
  const acted = await act(tx, remedyCase, { id: params.id, version }, command)
  if (isRefusal(acted)) return acted
  return { claim: acted.id, version: acted.version, status: acted.state.status }
}

const written = <W extends Record<string, string>>(call: Here, { claim }: Found, said: W) =>
  sealWritten(call, { kind: 'claim', person: claim.asked.buyer }, said)

const who = ['merchant', 'consumer'] as const
const Row = z.object({
  id: z.number(),
  claim: z.string(),
  number: z.string(),
  kind: z.string(),
  account: z.string(),
  fen: z.number(),
  at: z.string(),
  receipt: z.string(),
})
const showRow = ({ at, ...row }: LedgerRow) => ({ ...row, at: at.toISOString() })

export const remedyRoutes = [
  post('/claims/:id/goods/send', {
    summary: 'Goods are on their way: the waybill / 填写运单',
    tag: 'claims',
    who,
    params: ById,
    body: z.strictObject({ waybill: words(60) }),
    answer: Done,
    does: (call) =>
      take(call, async (row) => ({
        type: 'remedy.send',
        ...(await written(call, row, call.body)),
        hours: row.claim.terms.hours.goodsBack,
        calendar: await call.deps.rules.calendar(call.tx),
      })),
  }),
  post('/claims/:id/goods/accept', {
    summary: 'The goods are here and in order / 验收通过',
    tag: 'claims',
    who,
    params: ById,
    answer: Done,
    does: (call) => take(call, async () => ({ type: 'remedy.accept-goods' })),
  }),
  post('/claims/:id/goods/question', {
    summary: 'The goods that came back are not in order: a reviewer looks at it / 退回商品有异议',
    tag: 'claims',
    who: ['merchant'],
    params: ById,
    body: z.strictObject({ words: words(2_000) }),
    answer: Done,
    does: (call) =>
      take(call, async (row) => ({
        type: 'remedy.question-goods',
        ...(await written(call, row, call.body)),
        decision: newId(),
      })),
  }),
  get('/ledger', {
    summary: 'Money that moved, the newest first / 退款账本',
    tag: 'ledger',
    who: ['operator'],
    query: PageQuery.extend({ claim: z.uuid().optional() }),
    answer: pageOf(Row).extend({ balances: z.array(z.object({ kind: z.string(), fen: z.number() })) }),
    async does({ tx, query }) {
      const before = readCursor(query.cursor, z.tuple([z.number().int()]))
      const claim: Id | null = query.claim ?? null
      const rows = await ledgerRows(tx, { claim, before: before?.[0] ?? null, limit: query.limit })
      const last = rows.length === query.limit ? rows.at(-1) : undefined
      return { items: rows.map(showRow), next: last ? cursorOf([last.id]) : null, balances: await balances(tx) }
    },
  }),
]
