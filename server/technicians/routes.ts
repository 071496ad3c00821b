import { applianceCodes } from '@anxin/domain/appliances/kinds.ts'
import { type Id, instant, later } from '@anxin/domain/basics.ts'
import { isRefusal, refuse } from '@anxin/domain/refusals.ts'
import type { Technician, TechnicianCommand } from '@anxin/domain/technicians/technician.ts'
import { z } from 'zod'
import { act, type Unstamped } from '../act.ts'
import { sql, type Tx } from '../db/database.ts'
import { ById, type Call, get, post } from '../http/route.ts'
import { PartNumbers, words } from '../http/shapes.ts'
import { grant, revoke } from '../private/grants.ts'
import { givenPhone } from '../private/phone.ts'
import { placeText } from '../private/place.ts'
import { sealWritten } from '../private/written.ts'
import { regionName } from '../regions/names.ts'
import { technicianCase } from './case.ts'
import { forgetPlace } from './store.ts'

export { technicianImport } from './import.ts'

const desk = ['dispatcher', 'supervisor', 'operator', 'agent'] as const

const Skills = z
  .array(
    z.strictObject({
      appliance: z.enum(applianceCodes),
      brands: z.array(words(40)).min(1).max(200).or(z.literal('*')),
    }),
  )
  .min(1)
  .max(50)
const Territory = z
  .array(z.string().regex(/^\d{6}(\d{3})?$/))
  .min(1)
  .max(4_000)

const minute = z
  .number()
  .int()
  .min(0)
  .max(24 * 60)
const Hours = z.strictObject({ from: minute, to: minute })
/** Hours: null takes them away, absent leaves them. */
const Able = { skills: Skills, territory: Territory, hours: Hours.nullable().optional() }
const ableOf = ({ skills, territory, hours }: z.output<z.ZodObject<typeof Able>>) => ({
  skills,
  territory,
  works: hours,
})

const Shown = z.object({
  id: z.string(),
  version: z.number(),
  status: z.string(),
  name: z.string().nullable(),
  skills: z.array(z.object({ appliance: z.string(), brands: z.union([z.literal('*'), z.array(z.string())]) })),
  territory: z.array(z.object({ code: z.string(), name: z.string() })),
  rating: z.object({ mean: z.number(), count: z.number() }).nullable(),
  load: z.number(),
  /** In minutes of a Chinese day; null: nobody said. */
  hours: Hours.nullable(),
  /** Numbers of the parts on the van; null: nobody keeps count. */
  van: z.array(z.string()).nullable(),
  positionUntil: z.string().nullable(),
})

type Row = { id: Id; version: number; state: Exclude<Technician, { status: 'none' }>; load: number }
const columns = sql`t.id, t.version, t.state, (select count(*)::int from visits v where v.technician = t.id and v.ended_at is null) as load`

/** Technicians of the tenant. Uses `technicians_of_tenant`. */
const all = (tx: Tx) =>
  tx.rows<Row>(sql`select ${columns} from technicians t where t.tenant = ${tx.tenant} order by t.id limit 2000`)
const one = (tx: Tx, id: Id) => tx.first<Row>(sql`select ${columns} from technicians t where t.id = ${id}`)

async function show(
  { tx, deps, now }: Call<unknown, unknown, unknown>,
  rows: readonly Row[],
): Promise<z.input<typeof Shown>[]> {
  const names = await deps.private.people(
    tx,
    rows.map(({ id }) => id),
  )
  return rows.map(({ id, version, state, load }) => ({
    id,
    version,
    status: state.status,
    name: names.get(id)?.name ?? null,
    skills: state.skills.map(({ appliance, brands }) => ({ appliance, brands: brands === '*' ? brands : [...brands] })),
    territory: state.territory.map((code) => ({ code, name: regionName(code) })),
    rating: state.rating.count > 0 ? { mean: state.rating.sum / state.rating.count, count: state.rating.count } : null,
    load,
    hours: state.works ?? null,
    van: state.van ? [...state.van] : null,
    // One that is over is shared no more, also before the night takes it away.
    positionUntil: state.position && state.position.until > now ? new Date(state.position.until).toISOString() : null,
  }))
}

async function move(call: Call<unknown, unknown, unknown>, id: Id, command: Unstamped<TechnicianCommand>) {
  const { tx, by, now, version } = call
  const acted = await act(tx, technicianCase, { id, version }, {
    ...command,
    at: instant(now),
    by,
  } as TechnicianCommand) // the command plus its stamp
  if (isRefusal(acted)) return acted
  const row = await one(tx, id)
  const [shown] = row ? await show(call, [row]) : []
  return shown ?? refuse('case.absent')
}
const me = ({ by }: Pick<Call<unknown, unknown, unknown>, 'by'>) => (by.kind === 'person' ? by.id : '')

export const technicianRoutes = [
  get('/technicians', {
    summary: 'Technicians with skills, territory and load / 师傅列表',
    tag: 'technicians',
    who: desk,
    answer: z.object({ items: z.array(Shown) }),
    does: async (call) => ({ items: await show(call, await all(call.tx)) }),
  }),
  get('/technicians/me', {
    summary: 'My own profile / 我的资料',
    tag: 'technicians',
    who: ['technician'],
    answer: Shown,
    async does(call) {
      const row = await one(call.tx, me(call))
      const [shown] = row ? await show(call, [row]) : []
      return shown ?? refuse('case.absent')
    },
  }),
  post('/technicians', {
    summary: 'Engage a technician / 新增师傅',
    tag: 'technicians',
    who: ['operator'],
    body: z.strictObject({ name: words(40), phone: z.string().max(30), ...Able }),
    answer: Shown,
    status: 201,
    async does(call) {
      const { tx, deps, body, now, language } = call
      const phone = givenPhone(body.phone, language)
      const person = await deps.private.meet(tx, { phone, name: body.name, now })
      await grant(tx, person, 'technician')
      return move(call, person, { type: 'technician.engage', ...ableOf(body) })
    },
  }),
  post('/technicians/:id/qualify', {
    summary: 'Change skills, territory and hours / 修改技能、区域与工作时间',
    tag: 'technicians',
    who: ['operator'],
    params: ById,
    body: z.strictObject(Able),
    answer: Shown,
    does: (call) => move(call, call.params.id, { type: 'technician.qualify', ...ableOf(call.body) }),
  }),
  post('/technicians/:id/leave', {
    summary: 'The technician leaves / 离职',
    tag: 'technicians',
    who: ['operator'],
    params: ById,
    answer: Shown,
    async does(call) {
      await forgetPlace(call.tx, call.params.id)
      const left = await move(call, call.params.id, { type: 'technician.leave' })
      if (isRefusal(left)) return left
      await revoke(call.tx, call.params.id, 'technician')
      call.tx.onCommit(() => call.deps.callers.forget())
      return left
    },
  }),
  post('/technicians/me/duty', {
    summary: 'Begin or end duty / 上线、下线',
    tag: 'technicians',
    who: ['technician'],
    body: z.strictObject({ onDuty: z.boolean() }),
    answer: Shown,
    async does(call) {
      await forgetPlace(call.tx, me(call))
      return move(call, me(call), { type: call.body.onDuty ? 'technician.begin' : 'technician.rest' })
    },
  }),
  post('/technicians/me/hours', {
    summary: 'When I work / 我的工作时间',
    tag: 'technicians',
    who: ['technician'],
    body: Hours,
    answer: Shown,
    does: (call) => move(call, me(call), { type: 'technician.work', works: call.body }),
  }),
  post('/technicians/me/van', {
    summary: 'Which parts are on my van / 车上配件',
    tag: 'technicians',
    who: ['technician'],
    body: z.strictObject({ parts: PartNumbers }),
    answer: Shown,
    does: (call) => move(call, me(call), { type: 'technician.stock', parts: call.body.parts }),
  }),
  post('/technicians/me/position', {
    summary: 'Share where I am, for a time / 共享位置',
    tag: 'technicians',
    who: ['technician'],
    body: z.strictObject({
      latitude: z.number().min(-90).max(90),
      longitude: z.number().min(-180).max(180),
      minutes: z.number().int().min(1).max(120).default(60),
    }),
    answer: Shown,
    async does(call) {
      const { minutes, ...at } = call.body
      const until = later(instant(call.now), minutes * 60_000)
      await forgetPlace(call.tx, me(call))
      const whose = { kind: 'technician', person: me(call) }
      const { place } = await sealWritten(call, whose, { place: placeText(at) })
      return move(call, me(call), { type: 'technician.position', position: { place, until } })
    },
  }),
  post('/technicians/me/position/stop', {
    summary: 'Share my position no longer / 停止共享位置',
    tag: 'technicians',
    who: ['technician'],
    answer: Shown,
    async does(call) {
      await forgetPlace(call.tx, me(call))
      return move(call, me(call), { type: 'technician.hide' })
    },
  }),
]
