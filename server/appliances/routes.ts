import { type Day, dueDay, type Life, type Part, type PartName, whole } from '@anxin/domain/appliances/ageing.ts'
import type { ApplianceCommand, Described } from '@anxin/domain/appliances/appliance.ts'
import { applianceCodes } from '@anxin/domain/appliances/kinds.ts'
import livesTable from '@anxin/domain/appliances/lives.json' with { type: 'json' }
import { type Id, instant } from '@anxin/domain/basics.ts'
import { isRefusal, refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { act, type Unstamped } from '../act.ts'
import { ById, type Call, get, post } from '../http/route.ts'
import { words } from '../http/shapes.ts'
import { newId } from '../ids.ts'
import { sealWritten } from '../private/written.ts'
import { applianceCase, today } from './case.ts'
import { labelRoutes } from './label.routes.ts'
import { type ApplianceRow, appliancesOf } from './store.ts'
import { wordsOf } from './words.ts'

const DayInput = z.iso.date()
const LifeInput = z.union([
  z.strictObject({ months: z.number().int().min(1).max(600) }),
  z.strictObject({ hours: z.number().int().min(1).max(200_000) }),
  z.strictObject({ cycles: z.number().int().min(1).max(10_000_000) }),
])
const Input = z.strictObject({
  appliance: z.enum(applianceCodes),
  brand: words(40),
  model: words(60),
  serial: words(60).nullable().default(null),
  soldOn: DayInput.nullable().default(null),
  warrantyUntil: DayInput.nullable().default(null),
  /** Parts whose life the maker states; a life nobody states stays null. */
  parts: z
    .array(z.strictObject({ name: words(40), life: LifeInput.nullable().default(null), since: DayInput }))
    .max(20)
    .default([]),
})

const PartShown = z.object({
  name: z.string(),
  life: LifeInput.nullable(),
  since: z.string(),
  used: z.number(),
  readOn: z.string().nullable(),
  due: z.string().nullable(),
  source: z.string().nullable(),
})
const Shown = z.object({
  id: z.string(),
  version: z.number(),
  status: z.string(),
  appliance: z.string(),
  brand: z.string(),
  model: z.string(),
  serial: z.string().nullable(),
  soldOn: z.string().nullable(),
  warrantyUntil: z.string().nullable(),
  parts: z.array(PartShown),
})

const stated = (appliance: string) => livesTable.lives.find((life) => life.appliance === appliance)

/** The statutory age of the whole appliance, where a standard states one and the day of sale is known. */
function statutoryPart(appliance: string, soldOn: Day | null): Part[] {
  const life = stated(appliance)
  return life && soldOn ? [{ name: whole, life: { months: life.months }, since: soldOn, used: 0, readOn: null }] : []
}

const me = ({ by }: Pick<Call<unknown, unknown, unknown>, 'by'>): Id => (by.kind === 'person' ? by.id : '')

type Written = z.output<typeof Input>
/** What the owner wrote goes under their key: model, serial number, and what they call the parts. */
async function describe(call: Call<unknown, unknown, Written>): Promise<Described> {
  const { model, serial, parts, ...plain } = call.body
  const whose = { kind: 'appliance', person: me(call) }
  const named: Part[] = []
  for (const { name, life, since } of parts)
    named.push({ ...(await sealWritten(call, whose, { name })), life, since, used: 0, readOn: null })
  const written = await sealWritten(call, whose, { model, serial })
  return { ...plain, ...written, parts: [...statutoryPart(plain.appliance, plain.soldOn), ...named] }
}

async function show(
  call: Call<unknown, unknown, unknown>,
  rows: readonly ApplianceRow[],
): Promise<z.input<typeof Shown>[]> {
  const words = await wordsOf(call, rows)
  return rows.map(({ id, version, state }) => {
    const { appliance, brand, model, serial, soldOn, warrantyUntil, parts } = state.described
    const shownParts = parts.map((part) => ({
      name: words(part.name),
      life: part.life as Life | null, // as it was parsed when it came in
      since: part.since,
      used: part.used,
      readOn: part.readOn,
      due: dueDay(part, today(call.now)),
      source: part.name === whole ? (stated(appliance)?.source.title ?? null) : null,
    }))
    return {
      id,
      version,
      status: state.status,
      appliance,
      brand,
      model: words(model),
      serial: serial && words(serial),
      soldOn,
      warrantyUntil,
      parts: shownParts,
    }
  })
}

async function move(call: Call<unknown, unknown, unknown>, id: Id, command: Unstamped<ApplianceCommand>) {
  const { tx, by, now, version } = call
  if (command.type !== 'appliance.register' && (await appliancesOf(tx, me(call), id)).length === 0)
    return refuse('case.absent')
  const acted = await act(tx, applianceCase, { id, version }, { ...command, at: instant(now), by } as ApplianceCommand) // the command plus its stamp
  if (isRefusal(acted)) return acted
  const row = { id, version: acted.version, state: acted.state as ApplianceRow['state'] } // no appliance goes back to `none`
  const [shown] = await show(call, [row])
  return shown ?? refuse('case.absent')
}

type OfPart = Call<{ id: string }, unknown, { part: string }>
/** One command to the part that its owner calls so. */
async function movePart(call: OfPart, command: (part: PartName) => Unstamped<ApplianceCommand>) {
  const rows = await appliancesOf(call.tx, me(call), call.params.id)
  const words = await wordsOf(call, rows)
  const parts = rows.flatMap(({ state }) => state.described.parts)
  const part = parts.find(({ name }) => words(name) === call.body.part)
  if (!part) return refuse(rows.length > 0 ? 'appliance.no_such_part' : 'case.absent')
  return move(call, call.params.id, command(part.name))
}

export const applianceRoutes = [
  ...labelRoutes,
  get('/appliances', {
    summary: 'My appliances and when their parts are due / 我的家电',
    tag: 'appliances',
    who: ['consumer'],
    answer: z.object({ items: z.array(Shown) }),
    does: async (call) => ({ items: await show(call, await appliancesOf(call.tx, me(call))) }),
  }),
  post('/appliances', {
    summary: 'Register an appliance / 登记家电',
    tag: 'appliances',
    who: ['consumer'],
    body: Input,
    answer: Shown,
    status: 201,
    async does(call) {
      const described = await describe(call)
      return move(call, newId(), { type: 'appliance.register', person: me(call), described })
    },
  }),
  post('/appliances/:id/read', {
    summary: 'Hours or cycles that a part has run / 登记使用量',
    tag: 'appliances',
    who: ['consumer'],
    params: ById,
    body: z.strictObject({ part: words(40), used: z.number().int().min(0).max(10_000_000) }),
    answer: Shown,
    does: (call) =>
      movePart(call, (part) => ({ type: 'appliance.read', part, used: call.body.used, on: today(call.now) })),
  }),
  post('/appliances/:id/renew', {
    summary: 'A part was replaced / 已更换配件',
    tag: 'appliances',
    who: ['consumer'],
    params: ById,
    body: z.strictObject({ part: words(40), on: DayInput.optional() }),
    answer: Shown,
    does: (call) => movePart(call, (part) => ({ type: 'appliance.renew', part, on: call.body.on ?? today(call.now) })),
  }),
  post('/appliances/:id/retire', {
    summary: 'No longer in use / 已停用',
    tag: 'appliances',
    who: ['consumer'],
    params: ById,
    answer: Shown,
    does: (call) => move(call, call.params.id, { type: 'appliance.retire' }),
  }),
]
