import { fen, type Id, instant } from '@anxin/domain/basics.ts'
import type { Instruction } from '@anxin/domain/instructions/instruction.ts'
import { isRefusal, refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { act } from '../act.ts'
import { sql, type Tx } from '../db/database.ts'
import { ById, type Call, get, post } from '../http/route.ts'
import { words } from '../http/shapes.ts'
import { newId } from '../ids.ts'
import { merchantsOfPerson } from '../parties.ts'
import { sealWritten } from '../private/written.ts'
import { instructionCase } from './case.ts'

type Signed = Exclude<Instruction, { status: 'none' }>
type Row = { id: Id; version: number; state: Signed; merchantName: string }

const Shown = z.object({
  id: z.string(),
  version: z.number(),
  status: z.string(),
  merchant: z.object({ id: z.string(), name: z.string() }),
  amount: z.number(),
  categories: z.union([z.literal('*'), z.array(z.string())]),
  grade: z.string(),
  from: z.string(),
  until: z.string().nullable(),
  signedAt: z.string(),
  /** The name under it, as its signer typed it. */
  signature: z.string().nullable(),
  revokedAt: z.string().nullable(),
})

const rows = (tx: Tx, where: ReturnType<typeof sql>) =>
  tx.rows<Row>(sql`
    select i.id, i.version, i.state, m.name as "merchantName" from instructions i join merchants m on m.id = i.merchant
    where i.tenant = ${tx.tenant} and ${where} order by i.id desc limit 200`)

type Seen = Call<unknown, unknown, unknown>

async function show({ tx, deps }: Seen, { id, version, state, merchantName }: Row): Promise<z.input<typeof Shown>> {
  const opened = await deps.private.open(tx, [state.signature])
  const { amount, categories, grade, from, until } = state.limits
  return {
    ...{ id, version, status: state.status, amount, grade },
    merchant: { id: state.merchant, name: merchantName },
    categories: categories === '*' ? '*' : [...categories],
    from: new Date(from).toISOString(),
    until: until === null ? null : new Date(until).toISOString(),
    signedAt: new Date(state.signedAt).toISOString(),
    signature: opened.get(state.signature) ?? null,
    revokedAt: state.status === 'revoked' ? new Date(state.revokedAt).toISOString() : null,
  }
}

/** The merchants whose instructions the caller may know of; null: all. */
const mine = async ({ tx, by }: Seen): Promise<Id[] | null> =>
  by.kind === 'person' && by.role === 'merchant' ? merchantsOfPerson(tx, by.id) : null

async function visible(call: Seen, id?: Id): Promise<Row[]> {
  const merchants = await mine(call)
  const own = merchants === null ? sql`true` : sql`i.merchant = any(${merchants}::uuid[])`
  return rows(call.tx, id ? sql`i.id = ${id} and ${own}` : own)
}

const Moment = z.iso.datetime({ offset: true }).transform((text) => instant(Date.parse(text)))

export const instructionRoutes = [
  get('/instructions', {
    summary: 'Standing instructions to pay small, well-evidenced claims at once / 快速赔付授权',
    tag: 'claims',
    who: ['merchant', 'operator', 'reviewer'],
    answer: z.object({ items: z.array(Shown) }),
    does: async (call) => ({ items: await Promise.all((await visible(call)).map((row) => show(call, row))) }),
  }),
  post('/instructions', {
    summary: 'Sign one, as a person of the merchant / 签署授权',
    tag: 'claims',
    who: ['merchant'],
    body: z.strictObject({
      merchant: z.uuid(),
      amount: z.number().int().min(1).max(1_000_000_00),
      categories: z.union([z.literal('*'), z.array(words(40)).min(1).max(50)]),
      grade: z.enum(['A', 'B']),
      from: Moment,
      until: Moment.optional(),
      signature: words(40),
    }),
    answer: Shown,
    status: 201,
    async does(call) {
      const { tx, body, by, now } = call
      const { merchant, signature, amount, until = null, ...limits } = body
      const isMine = by.kind === 'person' && (await merchantsOfPerson(tx, by.id)).includes(merchant)
      if (!isMine) return refuse('case.absent')
      const id = newId()
      const sealed = await sealWritten(call, { kind: 'instruction', person: by.id, row: id }, { signature })
      const stamp = { at: instant(now), by }
      const acted = await act(
        tx,
        instructionCase,
        { id, isNew: true },
        {
          type: 'instruction.sign',
          ...{ ...stamp, merchant, ...sealed, limits: { ...limits, until, amount: fen(amount) } },
        },
      )
      if (isRefusal(acted)) return acted
      const [row] = await visible(call, id)
      return row ? show(call, row) : refuse('case.absent')
    },
  }),
  post('/instructions/:id/revoke', {
    summary: 'Revoke it; what was paid stays paid / 撤销授权',
    tag: 'claims',
    who: ['merchant', 'operator'],
    params: ById,
    answer: Shown,
    async does(call) {
      const { tx, by, now, params, version } = call
      if (!(await visible(call, params.id))[0]) return refuse('case.absent')
      const command = { type: 'instruction.revoke' as const, at: instant(now), by, reason: null }
      const acted = await act(tx, instructionCase, { id: params.id, version }, command)
      if (isRefusal(acted)) return acted
      const [row] = await visible(call, params.id)
      return row ? show(call, row) : refuse('case.absent')
    },
  }),
]
