import { type Id, instant } from '@anxin/domain/basics.ts'
import { maskName, maskPhone } from '@anxin/domain/people/mask.ts'
import { purposes } from '@anxin/domain/people/person.ts'
import { isRefusal, type Refusal, refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { act } from '../act.ts'
import { sql, type Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { hasEvidence } from '../entrusting.ts'
import { ById, type Call, del, get, PageQuery, pageOf, post } from '../http/route.ts'
import { words } from '../http/shapes.ts'
import { newId } from '../ids.ts'
import { erasePerson } from '../private/erase.ts'
import { personCase } from '../private/private.ts'
import { askMail, confirmMail, dropMail, type Here, mailIsOffered, shownMail } from './mail.ts'

const desk = ['agent', 'dispatcher', 'supervisor', 'operator'] as const
const everybody = ['consumer', 'technician', 'merchant', 'reviewer', ...desk] as const
const me = ({ by }: Pick<Call<unknown, unknown, unknown>, 'by'>): Id => (by.kind === 'person' ? by.id : '')

const Me = z.object({
  id: z.string(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  mail: z.string().nullable(),
  mailIsOffered: z.boolean(),
  /** Whether evidence of theirs outlives an erasure, sealed for a custodian. */
  evidenceIsKept: z.boolean(),
  roles: z.array(z.string()),
  tenant: z.object({ name: z.string(), slug: z.string() }),
})

async function showMe({ tx, deps, caller, ...call }: Call<unknown, unknown, unknown>): Promise<z.input<typeof Me>> {
  const id = me(call)
  const known = (await deps.private.people(tx, [id])).get(id)
  const tenant = await tx.first<{ name: string; slug: string }>(
    sql`select name, slug from tenants where id = ${tx.tenant}`,
  )
  return {
    id,
    name: known?.name ?? null,
    phone: known?.phone ? maskPhone(known.phone) : null,
    mail: await shownMail({ tx, deps, person: id }),
    mailIsOffered: mailIsOffered(deps),
    evidenceIsKept: deps.custodian !== null && (await hasEvidence(tx, id)),
    roles: [...caller.roles],
    tenant: tenant ?? { name: '', slug: '' },
  }
}

const here = (call: Call<unknown, unknown, unknown>): Here => ({ ...call, person: me(call) })

const Revealed = z.object({ name: z.string().nullable().optional(), phone: z.string().nullable().optional() })
const Look = z.object({
  at: z.string(),
  by: z.string(),
  fields: z.array(z.string()),
  purpose: z.string(),
  about: z.string().nullable(),
  person: z.string(),
})

export const peopleRoutes = [
  get('/me', {
    summary: 'Who I am here / 我的账号',
    tag: 'people',
    who: everybody,
    answer: Me,
    does: (call) => showMe(call),
  }),
  post('/me/name', {
    summary: 'Change my name / 修改称呼',
    tag: 'people',
    who: everybody,
    body: z.strictObject({ name: words(40) }),
    answer: Me,
    async does(call) {
      const { tx, deps, by, now, body } = call
      const [name] = await deps.private.seal(tx, me(call), [
        { kind: 'person', row: newId(), field: 'name', text: body.name },
      ])
      if (!name) return refuse('case.absent')
      const acted = await act(tx, personCase, { id: me(call) }, { type: 'person.name', at: instant(now), by, name })
      return isRefusal(acted) ? acted : showMe(call)
    },
  }),
  post('/me/mail', {
    summary: 'Have notices by e-mail too: sends a code to the address / 登记通知邮箱',
    tag: 'people',
    who: everybody,
    body: z.strictObject({ address: z.email().max(254) }),
    answer: z.object({ sent: z.boolean(), demoCode: z.string().optional() }),
    does: (call) => askMail(here(call), call.body.address),
  }),
  post('/me/mail/confirm', {
    summary: 'The code that came by e-mail; false when it is not the one / 确认通知邮箱',
    tag: 'people',
    who: everybody,
    body: z.strictObject({ code: z.string().regex(/^\d{6}$/) }),
    answer: z.object({ confirmed: z.boolean() }),
    // A wrong code is an answer, not a refusal: a refusal would undo that it was counted.
    does: async (call) => ({ confirmed: await confirmMail(here(call), call.body.code) }),
  }),
  del('/me/mail', {
    summary: 'No notices by e-mail any more / 删除通知邮箱',
    tag: 'people',
    who: everybody,
    answer: Me,
    async does(call) {
      await dropMail(here(call))
      return showMe(call)
    },
  }),
  get('/me/data', {
    summary: 'Everything held about me (PIPL Art. 45) / 导出我的个人信息',
    tag: 'people',
    who: ['consumer'],
    answer: z.object({
      items: z.array(z.object({ kind: z.string(), field: z.string(), row: z.string(), text: z.string() })),
    }),
    does: async (call) => ({ items: await call.deps.private.all(call.tx, me(call)) }),
  }),
  post('/me/erase', {
    summary: 'Forget me: destroys the key of everything held about me / 注销并删除我的个人信息',
    tag: 'people',
    who: ['consumer'],
    body: z.strictObject({ confirm: z.literal('erase') }),
    answer: z.object({ erased: z.boolean() }),
    does: (call) => erase(call, me(call)),
  }),
  post('/people/:id/erase', {
    summary: 'Forget a person at their request / 按本人要求删除个人信息',
    tag: 'people',
    who: ['operator'],
    params: ById,
    body: z.strictObject({ confirm: z.literal('erase') }),
    answer: z.object({ erased: z.boolean() }),
    does: (call) => erase(call, call.params.id),
  }),
  post('/people/:id/reveal', {
    summary: 'See what is masked, for a stated purpose; every look is recorded / 查看完整信息（留痕）',
    tag: 'people',
    who: desk,
    params: ById,
    body: z.strictObject({
      fields: z
        .array(z.enum(['name', 'phone']))
        .min(1)
        .max(2),
      purpose: z.enum(purposes),
      about: z.uuid().optional(),
    }),
    answer: Revealed,
    async does({ tx, deps, by, now, params, body }) {
      const { fields, purpose, about = null } = body
      const command = { type: 'person.reveal' as const, at: instant(now), by, fields, purpose, about }
      const looked = await act(tx, personCase, { id: params.id }, command)
      if (isRefusal(looked)) return looked
      const known = (await deps.private.people(tx, [params.id])).get(params.id)
      return Object.fromEntries(fields.map((field) => [field, known?.[field] ?? null]))
    },
  }),
  get('/people/looks', {
    summary: 'Who looked at whose data, when and why / 查看记录',
    tag: 'people',
    who: ['operator', 'supervisor'],
    query: PageQuery,
    answer: pageOf(Look),
    async does({ tx, deps, query }) {
      const after = Number(query.cursor ?? Number.MAX_SAFE_INTEGER)
      const rows = await looks(tx, { after: Number.isSafeInteger(after) ? after : 0, limit: query.limit })
      return {
        items: await showLooks(tx, deps, rows),
        next: rows.length === query.limit ? String(rows.at(-1)?.seq) : null,
      }
    },
  }),
]

async function erase(
  { tx, deps, by, now }: Call<unknown, unknown, unknown>,
  person: Id,
): Promise<{ erased: boolean } | Refusal> {
  const acted = await erasePerson({ tx, deps, by, at: instant(now) }, person)
  if (isRefusal(acted)) return acted
  tx.onCommit(() => deps.callers.forget())
  return { erased: true }
}

type LookRow = {
  seq: number
  at: Date
  by: { id?: Id }
  body: { fields: string[]; purpose: string; about: Id | null }
  case_id: Id
}
const looks = (tx: Tx, { after, limit }: { after: number; limit: number }) =>
  tx.rows<LookRow>(sql`
    select seq, at, by, body, case_id from facts
    where kind = 'person' and type = 'person.revealed' and seq < ${after} order by seq desc limit ${limit}`)

async function showLooks(tx: Tx, deps: Deps, rows: readonly LookRow[]) {
  const names = await deps.private.people(
    tx,
    [...new Set(rows.flatMap(({ by, case_id }) => [by.id ?? '', case_id]))].filter(Boolean),
  )
  const masked = (id: Id) => {
    const name = names.get(id)?.name
    return name ? maskName(name) : id.slice(-6)
  }
  return rows.map(({ at, by, body, case_id }) => ({
    at: at.toISOString(),
    by: names.get(by.id ?? '')?.name ?? by.id ?? '',
    fields: body.fields,
    purpose: body.purpose,
    about: body.about,
    person: masked(case_id),
  }))
}
