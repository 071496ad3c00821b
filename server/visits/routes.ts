import { type Id, instant } from '@anxin/domain/basics.ts'
import { isRefusal, type Refusal, refuse, refuseAndKeep } from '@anxin/domain/refusals.ts'
import type { Given, VisitCommand } from '@anxin/domain/visits/decide.ts'
import { codeOf, type QuoteLine } from '@anxin/domain/visits/visit.ts'
import { z } from 'zod'
import { act, type Unstamped } from '../act.ts'
import { ById, type Call, get, post, type Route } from '../http/route.ts'
import { placeText } from '../private/place.ts'
import { visitCode } from '../private/visit-code.ts'
import { sealWritten } from '../private/written.ts'
import { takeMedia } from '../take-media.ts'
import { badgeRoutes } from './badge.routes.ts'
import { visitCase } from './case.ts'
import * as shapes from './shapes.ts'
import {
  hadVisit,
  hasSkillFor,
  type VisitRow,
  visitOfConsumer,
  visitOfDesk,
  visitOfTechnician,
  visitsOfTechnician,
} from './store.ts'
import { showVisits, VisitShown } from './views.ts'

type Here<B = unknown> = Call<{ id: string }, unknown, B>
const desk = ['agent', 'dispatcher', 'supervisor', 'operator'] as const

/** The visit, if this caller may know of it: a technician the own, a consumer those to the own orders, the desk all. */
function visitFor({ tx, by, params }: Here): Promise<VisitRow | undefined> {
  if (by.kind === 'person' && by.role === 'technician') return visitOfTechnician(tx, params.id, by.id)
  if (by.kind === 'person' && by.role === 'consumer') return visitOfConsumer(tx, params.id, by.id)
  return visitOfDesk(tx, params.id)
}

/** Whether a technician had the visit before it was handed over: to others there is none. */
const wasTheirs = async ({ tx, by, params }: Here): Promise<boolean> =>
  by.kind === 'person' && by.role === 'technician' && hadVisit(tx, params.id, by.id)

type Step = Unstamped<VisitCommand>

/** The uploads that a step names: pictures, and a signature. They become the order's with it. */
const namedBy = (command: Step): Id[] => [
  ...('media' in command ? command.media : []),
  ...('given' in command && command.given.kind === 'signature' ? [command.given.media] : []),
]

/** One step of a visit that the caller may know of; answers with the visit as it then is. */
async function take(
  call: Here,
  step: (visit: VisitRow) => Step | Promise<Step>,
): Promise<z.input<typeof VisitShown> | Refusal> {
  const { tx, by, now, params, version } = call
  const row = await visitFor(call)
  if (!row) return refuse((await wasTheirs(call)) ? 'visit.handed_over' : 'case.absent')
  const command = { ...(await step(row)), at: instant(now), by } as VisitCommand // the step plus its stamp
  const acted = await act(tx, visitCase, { id: params.id, version }, command)
  if (isRefusal(acted)) return acted
  if (acted.facts.some(({ type }) => type === 'visit.code-missed')) return refuseAndKeep('visit.code_wrong')
  await takeMedia(tx, { order: row.order_id }, namedBy(command))
  const after = await visitFor(call)
  const [shown] = after ? await showVisits(call, [after]) : []
  return shown ?? refuse('case.absent')
}

/** What somebody wrote about a visit, under the key of its consumer. */
const written = <W extends Record<string, string | null>>(call: Here, { asked }: VisitRow, words: W) =>
  sealWritten(call, { kind: 'visit', person: asked.person }, words)

type Measured = { latitude: number; longitude: number; accuracy: number } | null
/** Where a technician stood is where the consumer lives. */
const placed = (call: Here, visit: VisitRow, place: Measured) =>
  written(call, visit, { place: place && placeText(place) })

async function quoteLines(call: Here<z.output<typeof shapes.QuoteInput>>, visit: VisitRow): Promise<QuoteLine[]> {
  const lines: QuoteLine[] = []
  for (const { what, part, ...counted } of call.body.lines)
    lines.push({ ...counted, ...(await written(call, visit, { what, part })) })
  return lines
}

type OnPhone = z.output<typeof shapes.Agree>['given']
/** What the consumer gave, beside what only the server knows. */
function givenOf({ deps }: Here, { id, state }: VisitRow, given: OnPhone): Given {
  if (given.kind !== 'code') return given
  const { renewed } = codeOf('code' in state ? state : {})
  const codeNow = visitCode(deps.private.key('visit-code'), { id, renewed })
  return { kind: 'code', given: given.code, expected: codeNow }
}

type Posted<S extends z.ZodType> = {
  summary: string
  who?: Route['who']
  body: S
  step(call: Here<z.output<S>>, visit: VisitRow): Step | Promise<Step>
}

/** Every step of a visit is declared alike: `POST /visits/:id/<step>`. */
const step = <S extends z.ZodType>(name: string, { summary, who = ['technician'], body, step }: Posted<S>) =>
  post(`/visits/:id/${name}`, {
    summary,
    tag: 'visits',
    who,
    params: ById,
    body,
    answer: VisitShown,
    does: (call) => take(call, (visit) => step(call as Here<z.output<S>>, visit)), // the body was parsed by S
  })

export const visitRoutes = [
  ...badgeRoutes,
  get('/visits', {
    summary: 'The jobs of the technician: open ones and those of the last day / 我的工单',
    tag: 'visits',
    who: ['technician'],
    answer: z.object({ items: z.array(VisitShown) }),
    async does(call) {
      const me = call.by.kind === 'person' ? call.by.id : ''
      return { items: await showVisits(call, await visitsOfTechnician(call.tx, me, call.now - 86_400_000)) }
    },
  }),
  get('/visits/:id', {
    summary: 'One visit / 上门详情',
    tag: 'visits',
    who: [...desk, 'technician'],
    params: ById,
    answer: VisitShown,
    async does(call) {
      const row = await visitFor(call)
      const [shown] = row ? await showVisits(call, [row]) : []
      return shown ?? refuse('case.absent')
    },
  }),
  step('depart', {
    summary: 'On the way / 出发',
    body: shapes.Depart,
    step: ({ body }) => ({ type: 'visit.depart', ...body }),
  }),
  step('arrive', {
    summary: 'Arrived / 到达',
    body: shapes.Arrive,
    step: async (call, visit) => ({
      type: 'visit.arrive',
      deviceAt: call.body.deviceAt,
      ...(await placed(call, visit, call.body.place)),
    }),
  }),
  step('diagnose', {
    summary: 'What is wrong / 诊断',
    body: shapes.Diagnose,
    step: async (call, visit) => {
      const { deviceAt, ...words } = call.body
      return { type: 'visit.diagnose', deviceAt, ...(await written(call, visit, words)) }
    },
  }),
  step('quote', {
    summary: 'What it will cost / 报价',
    body: shapes.QuoteInput,
    step: async (call, visit) => ({
      type: 'visit.quote',
      deviceAt: call.body.deviceAt,
      lines: await quoteLines(call, visit),
    }),
  }),
  step('agree', {
    summary: 'The consumer accepts the quote / 同意报价',
    who: ['technician', 'link', 'consumer'],
    body: shapes.Agree,
    step: (call, visit) => {
      const { deviceAt, given } = call.body
      return { type: 'visit.agree', deviceAt, given: givenOf(call, visit, given) }
    },
  }),
  step('decline', {
    summary: 'The consumer declines the quote / 不同意报价',
    who: ['technician', 'link', 'consumer'],
    body: shapes.Decline,
    step: async (call, visit) => ({ type: 'visit.decline', ...(await written(call, visit, call.body)) }),
  }),
  step('fit', {
    summary: 'A part is fitted / 更换配件',
    body: shapes.Fit,
    step: async (call, visit) => {
      const { quantity, deviceAt, ...words } = call.body
      return { type: 'visit.fit', deviceAt, part: { quantity, ...(await written(call, visit, words)) } }
    },
  }),
  step('finish', {
    summary: 'Done, with photos and the consumer’s code or signature / 完工',
    body: shapes.Finish,
    step: (call, visit) => {
      const { media, deviceAt, given } = call.body
      return { type: 'visit.finish', media, deviceAt, given: givenOf(call, visit, given) }
    },
  }),
  step('renew-code', {
    summary: 'Another code in the place of one that was given wrongly too often / 更换验收码',
    who: ['link', 'consumer'],
    body: shapes.RenewCode,
    step: () => ({ type: 'visit.renew-code' }),
  }),
  step('await-parts', {
    summary: 'Parts have to be ordered first / 等待配件',
    body: shapes.AwaitParts,
    step: async (call, visit) => {
      const { deviceAt, parts, numbers } = call.body
      return { type: 'visit.await-parts', deviceAt, numbers, ...(await written(call, visit, { parts })) }
    },
  }),
  step('absent', {
    summary: 'Nobody was there / 用户不在',
    body: shapes.Absent,
    step: async (call, visit) => ({
      type: 'visit.absent',
      deviceAt: call.body.deviceAt,
      ...(await placed(call, visit, call.body.place)),
    }),
  }),
  step('unable', {
    summary: 'Cannot be repaired on this visit / 无法完成',
    body: shapes.Unable,
    step: async (call, visit) => {
      const { deviceAt, reason } = call.body
      return { type: 'visit.unable', deviceAt, ...(await written(call, visit, { reason })) }
    },
  }),
  post('/visits/:id/hand-over', {
    summary: 'Give the visit to another technician, at the time agreed / 改派给另一位师傅',
    tag: 'visits',
    who: ['dispatcher', 'supervisor', 'operator'],
    params: ById,
    body: shapes.HandOver,
    answer: VisitShown,
    async does(call) {
      const { technician } = call.body
      // Territory and duty are the dispatcher's to overrule, skill is not.
      if (!(await hasSkillFor(call.tx, call.params.id, technician))) return refuse('search.cannot_serve')
      return take(call, () => ({ type: 'visit.hand-over', technician }))
    },
  }),
  step('hand-back', {
    summary: 'Give the job back / 退回派单',
    who: ['dispatcher', 'supervisor', 'operator', 'technician'],
    body: shapes.HandBack,
    step: async (call, visit) => ({ type: 'visit.hand-back', ...(await written(call, visit, call.body)) }),
  }),
  step('reschedule', {
    summary: 'Another time for this visit / 改约上门时间',
    who: [...desk, 'system', 'technician', 'link', 'consumer'],
    body: shapes.Reschedule,
    step: ({ body }) => ({ type: 'visit.reschedule', ...body }),
  }),
]
