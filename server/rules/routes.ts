import { type Id, instant } from '@anxin/domain/basics.ts'
import { isRefusal, type Refusal, refuse } from '@anxin/domain/refusals.ts'
import type { RuleSetCommand } from '@anxin/domain/rules/ruleset.ts'
import { z } from 'zod'
import { act, type Unstamped } from '../act.ts'
import { DoorProblem } from '../http/problems.ts'
import { ById, type Call, get, post, put } from '../http/route.ts'
import { newId } from '../ids.ts'
import { ruleSetCase } from './case.ts'
import { checkTables } from './check.ts'
import { filled, Model } from './model.ts'
import { nameOf, usual } from './rules.ts'
import { contentOf, keepContent, nextNumber, ruleSetById, ruleSetsOf } from './store.ts'
import { keepTrial, lastTrial, tryTables } from './trial.ts'
import { RuleSetShown, RuleSetWhole, show } from './views.ts'
import { workingDayRoutes } from './working-days.routes.ts'

const Moment = z.iso.datetime({ offset: true })
type Asked = Call<unknown, unknown, unknown>

/** The version as a page shows it, with its tables and what they were tried on. */
async function whole(call: Asked, id: Id): Promise<z.input<typeof RuleSetWhole> | Refusal> {
  const row = await ruleSetById(call.tx, id)
  if (!row) return refuse('case.absent')
  const [shown] = await show(call, [row])
  if (!shown) throw new Error('one row is shown as one')
  const model = Model.parse(JSON.parse(await contentOf(call.tx, row.state.content)))
  return { ...shown, model, tried: await lastTrial(call.tx, row) }
}

async function move(call: Asked & { params: { id: Id } }, command: Unstamped<RuleSetCommand>) {
  const { tx, by, now, version, params } = call
  const stamped = { ...command, at: instant(now), by } as RuleSetCommand // the command plus its stamp
  const acted = await act(tx, ruleSetCase, { id: params.id, version }, stamped)
  return isRefusal(acted) ? acted : whole(call, params.id)
}

/** The tables that a draft begins with, and the name of the version they come from. */
async function basis({ tx, deps }: Asked, basedOn: string) {
  if (basedOn === 'in-force') return deps.rules.inForce(tx)
  if (basedOn === 'usual') return usual
  const row = await ruleSetById(tx, basedOn)
  return row ? { name: nameOf(row.state), model: await contentOf(tx, row.state.content) } : null
}

export const ruleRoutes = [
  ...workingDayRoutes,
  get('/rules', {
    summary: 'Versions of the claim rules, the newest first, and which is in force / 规则版本',
    tag: 'rules',
    who: ['operator', 'reviewer'],
    answer: z.object({ items: z.array(RuleSetShown), inForce: z.string() }),
    async does(call) {
      const { tx, deps } = call
      return { items: await show(call, await ruleSetsOf(tx)), inForce: (await deps.rules.inForce(tx)).name }
    },
  }),
  get('/rules/usual', {
    summary: 'The tables that hold while nothing was published / 系统自带规则',
    tag: 'rules',
    who: ['operator', 'reviewer'],
    answer: z.object({ name: z.string(), model: Model }),
    does: async () => ({ name: usual.name, model: Model.parse(JSON.parse(usual.model)) }),
  }),
  get('/rules/:id', {
    summary: 'A version with its decision tables and what they were tried on / 规则详情',
    tag: 'rules',
    who: ['operator', 'reviewer'],
    params: ById,
    answer: RuleSetWhole,
    does: (call) => whole(call, call.params.id),
  }),
  post('/rules', {
    summary: 'Draft a version from another one / 起草规则',
    tag: 'rules',
    who: ['operator'],
    body: z.strictObject({
      basedOn: z
        .uuid()
        .or(z.enum(['in-force', 'usual']))
        .default('in-force'),
    }),
    answer: RuleSetWhole,
    status: 201,
    async does(call) {
      const { tx, body, now, by } = call
      const old = await basis(call, body.basedOn)
      if (!old) return refuse('case.absent')
      const id = newId()
      const command = { type: 'rules.draft', at: instant(now), by, basedOn: old.name } as const
      const kept = { number: await nextNumber(tx), content: keepContent(tx, old.model) }
      const acted = await act(tx, ruleSetCase, { id, isNew: true }, { ...command, ...kept })
      return isRefusal(acted) ? acted : whole(call, id)
    },
  }),
  put('/rules/:id', {
    summary: 'Change the tables of a draft (JSON Decision Model) / 修改规则表',
    tag: 'rules',
    who: ['operator'],
    params: ById,
    body: z.strictObject({ model: Model }),
    answer: RuleSetWhole,
    async does(call) {
      const { tx, deps, body, language, params } = call
      if (!(await ruleSetById(tx, params.id))) return refuse('case.absent')
      const model = filled(body.model)
      const checked = await checkTables(deps.rules, model, language)
      if ('isHeavy' in checked) throw new DoorProblem('rules.too_heavy')
      if ('errors' in checked) throw new DoorProblem('rules.nonsense', { errors: checked.errors })
      return move(call, { type: 'rules.edit', content: keepContent(tx, JSON.stringify(model)) })
    },
  }),
  post('/rules/:id/trial', {
    summary: 'Try a draft on claims of the past: what would change / 在以往申请上试运行',
    tag: 'rules',
    who: ['operator'],
    params: ById,
    body: z.strictObject({ from: Moment, until: Moment }),
    answer: RuleSetWhole,
    async does(call) {
      const { tx, deps, body, params, now } = call
      const row = await ruleSetById(tx, params.id)
      if (!row) return refuse('case.absent')
      const { content } = row.state
      const span = { from: new Date(body.from), until: new Date(body.until) }
      const tables = { name: nameOf(row.state), model: await contentOf(tx, content) }
      const tried = await tryTables({ tx, rules: deps.rules }, tables, span)
      if (!tried) throw new DoorProblem('rules.too_heavy')
      const id = newId()
      keepTrial(tx, { id, ruleSet: params.id, sha256: content, at: new Date(now), span, tried })
      const { compared, changed, broken } = tried
      return move(call, { type: 'rules.try', trial: { id, compared, changed, broken }, tried: content })
    },
  }),
  post('/rules/:id/publish', {
    summary: 'Put a tried version into force, now or from a moment on; not by whoever wrote it / 发布规则',
    tag: 'rules',
    who: ['operator'],
    params: ById,
    body: z.strictObject({ from: Moment.nullable().default(null) }),
    answer: RuleSetWhole,
    does: (call) =>
      move(call, { type: 'rules.publish', from: instant(call.body.from ? Date.parse(call.body.from) : call.now) }),
  }),
  post('/rules/:id/withdraw', {
    summary: 'Give up a version that is not in force / 撤回规则',
    tag: 'rules',
    who: ['operator'],
    params: ById,
    answer: RuleSetWhole,
    does: (call) => move(call, { type: 'rules.withdraw' }),
  }),
]
