import type { Id, Role } from '@anxin/domain/basics.ts'
import { isRefusal, type Refusal, refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { note } from '../db/audit.ts'
import { sql, type Tx } from '../db/database.ts'
import { ById, type Call, get, post } from '../http/route.ts'
import { words } from '../http/shapes.ts'
import { grant, revoke } from '../private/grants.ts'
import { givenPhone } from '../private/phone.ts'

/** Roles that an operator gives and takes. A technician becomes one by being engaged, a consumer by signing in. */
const givable = ['agent', 'dispatcher', 'supervisor', 'operator', 'merchant', 'reviewer'] as const
const Givable = z.enum(givable)

const Held = z.object({
  id: z.string(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  roles: z.array(z.string()),
  since: z.string(),
  isMe: z.boolean(),
})
type Asked = Call<unknown, unknown, unknown>
type Row = { person: Id; roles: Role[]; since: Date }

/** Who holds roles in the tenant, the longest-serving first. */
const holders = (tx: Tx) =>
  tx.rows<Row>(sql`
    select person, array_agg(role order by role) as roles, min(since) as since from grants
    where tenant = ${tx.tenant} group by person order by min(since), person limit 2000`)

async function show({ tx, deps, by }: Asked) {
  const rows = await holders(tx)
  const people = await deps.private.people(
    tx,
    rows.map(({ person }) => person),
  )
  return {
    items: rows.map(({ person, roles, since }) => ({
      id: person,
      name: people.get(person)?.name ?? null,
      // The last digits tell two colleagues of one name apart; the rest nobody needs here.
      phone: people.get(person)?.phone?.replace(/^.*(?=.{4}$)/, '****') ?? null,
      roles,
      since: since.toISOString(),
      isMe: by.kind === 'person' && by.id === person,
    })),
  }
}

/** Takes a role away, but never the last operator's: nobody could give it back. */
async function take(call: Asked, person: Id, role: Role): Promise<Refusal | undefined> {
  const { tx } = call
  // Locked, so that two operators who take the role from each other do not both succeed.
  const operators = await tx.rows<{ person: Id }>(
    sql`select person from grants where tenant = ${tx.tenant} and role = 'operator' order by person for update`,
  )
  const held = await tx.first(sql`select from grants where person = ${person} and role = ${role}`)
  if (!held) return refuse('case.absent')
  const isLast = role === 'operator' && operators.every((one) => one.person === person)
  if (isLast) return refuse('role.last_operator')
  await revoke(tx, person, role)
  noted(call, 'role.revoked', { person, role })
  return undefined
}

function noted({ tx, deps, now, by }: Asked, type: 'role.granted' | 'role.revoked', body: { person: Id; role: Role }) {
  note(tx, { now, by, type, body })
  tx.onCommit(() => deps.callers.forget())
}

export const roleRoutes = [
  get('/roles', {
    summary: 'Who holds which role / 角色与人员',
    tag: 'roles',
    who: ['operator'],
    answer: z.object({ items: z.array(Held) }),
    does: (call) => show(call),
  }),
  post('/roles', {
    summary: 'Give a role to the person with a phone number / 授予角色',
    tag: 'roles',
    who: ['operator'],
    body: z.strictObject({ phone: z.string().max(30), name: words(40), role: Givable }),
    answer: z.object({ items: z.array(Held) }),
    status: 201,
    async does(call) {
      const { tx, deps, body, now, language } = call
      const phone = givenPhone(body.phone, language)
      const person = await deps.private.meet(tx, { phone, name: body.name, now })
      await grant(tx, person, body.role)
      noted(call, 'role.granted', { person, role: body.role })
      return show(call)
    },
  }),
  post('/roles/:id/revoke', {
    summary: 'Take a role from a person; the last operator keeps it / 收回角色',
    tag: 'roles',
    who: ['operator'],
    params: ById,
    body: z.strictObject({ role: Givable }),
    answer: z.object({ items: z.array(Held) }),
    async does(call) {
      const no = await take(call, call.params.id, call.body.role)
      return isRefusal(no) ? no : show(call)
    },
  }),
]
