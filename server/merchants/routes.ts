import type { Id } from '@anxin/domain/basics.ts'
import { refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { note } from '../db/audit.ts'
import { sql } from '../db/database.ts'
import { ById, type Call, get, post } from '../http/route.ts'
import { words } from '../http/shapes.ts'
import { newId } from '../ids.ts'
import { merchantsOfPerson } from '../parties.ts'
import { grant } from '../private/grants.ts'
import { givenPhone } from '../private/phone.ts'
import { type Merchant, merchantById, merchantsOf } from './store.ts'

const Shown = z.object({
  id: z.string(),
  name: z.string(),
  members: z.array(z.object({ id: z.string(), name: z.string().nullable(), phone: z.string().nullable() })),
})
type Asked = Call<unknown, unknown, unknown>

async function show({ tx, deps }: Asked, merchants: readonly Merchant[]) {
  const people = await deps.private.people(
    tx,
    merchants.flatMap(({ members }) => members),
  )
  // The last digits tell two colleagues of one name apart; the rest nobody needs here.
  const tail = (phone: string | null | undefined) => phone?.replace(/^.*(?=.{4}$)/, '****') ?? null
  return merchants.map(({ id, name, members }) => ({
    id,
    name,
    members: members.map((person) => ({
      id: person,
      name: people.get(person)?.name ?? null,
      phone: tail(people.get(person)?.phone),
    })),
  }))
}

export const merchantRoutes = [
  get('/merchants', {
    summary: 'Merchants and who speaks for them / 商家',
    tag: 'merchants',
    who: ['operator', 'reviewer', 'system'],
    answer: z.object({ items: z.array(Shown) }),
    does: async (call) => ({ items: await show(call, await merchantsOf(call.tx)) }),
  }),
  get('/merchants/mine', {
    summary: 'The merchants that the caller speaks for / 我的商家',
    tag: 'merchants',
    who: ['merchant'],
    answer: z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) }),
    async does({ tx, by }) {
      const own = by.kind === 'person' ? await merchantsOfPerson(tx, by.id) : []
      const all = await merchantsOf(tx)
      return { items: all.filter(({ id }) => own.includes(id)).map(({ id, name }) => ({ id, name })) }
    },
  }),
  post('/merchants', {
    summary: 'Enter a merchant / 登记商家',
    tag: 'merchants',
    who: ['operator', 'system'],
    body: z.strictObject({ name: words(60) }),
    answer: z.object({ id: z.string(), name: z.string() }),
    status: 201,
    async does({ tx, body, now }) {
      const made = await tx.first<{ id: Id }>(sql`
        insert into merchants (id, tenant, name, created_at) values (${newId()}, ${tx.tenant}, ${body.name}, ${new Date(now)})
        on conflict (tenant, name) do nothing returning id`)
      return made ? { id: made.id, name: body.name } : refuse('merchant.name_taken')
    },
  }),
  post('/merchants/:id/members', {
    summary: 'Let a person speak for a merchant / 添加商家人员',
    tag: 'merchants',
    who: ['operator'],
    params: ById,
    body: z.strictObject({ phone: z.string().max(30), name: words(40) }),
    answer: Shown,
    status: 201,
    async does(call) {
      const { tx, deps, body, params, now, by, language } = call
      const merchant = await merchantById(tx, params.id)
      if (!merchant) return refuse('case.absent')
      const person = await deps.private.meet(tx, { phone: givenPhone(body.phone, language), name: body.name, now })
      await grant(tx, person, 'merchant')
      await tx.rows(sql`
        insert into merchant_members (tenant, merchant, person, since)
        values (${tx.tenant}, ${params.id}, ${person}, ${new Date(now)}) on conflict do nothing`)
      note(tx, { now, by, type: 'merchant.member_added', body: { merchant: params.id, person } })
      tx.onCommit(() => deps.callers.forget())
      const [shown] = await show(
        call,
        (await merchantsOf(tx)).filter(({ id }) => id === params.id),
      )
      return shown ?? refuse('case.absent')
    },
  }),
  post('/merchants/:id/interest', {
    summary: 'As a reviewer, declare a part in what this merchant does: its claims go to others / 申报利害关系',
    tag: 'merchants',
    who: ['reviewer'],
    params: ById,
    body: z.strictObject({}),
    answer: z.object({ merchant: z.string() }),
    async does({ tx, params, by, now }) {
      const merchant = await merchantById(tx, params.id)
      if (!merchant || by.kind !== 'person') return refuse('case.absent')
      await tx.rows(sql`
        insert into reviewer_interests (tenant, person, merchant, since)
        values (${tx.tenant}, ${by.id}, ${params.id}, ${new Date(now)}) on conflict do nothing`)
      note(tx, { now, by, type: 'interest.declared', body: { merchant: params.id } })
      return { merchant: params.id }
    },
  }),
]
