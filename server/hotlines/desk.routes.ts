import { randomBytes, randomInt } from 'node:crypto'
import { type Id, instant } from '@anxin/domain/basics.ts'
import { type HotlineCommand, withdrawals } from '@anxin/domain/hotlines/hotline.ts'
import { isCreditCode } from '@anxin/domain/hotlines/licence.ts'
import { numberOf } from '@anxin/domain/hotlines/numbers.ts'
import { isRefusal, type Refusal, refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { act, type Unstamped } from '../act.ts'
import { ById, type Call, get, post } from '../http/route.ts'
import { words } from '../http/shapes.ts'
import { newId } from '../ids.ts'
import { hotlineCase } from './case.ts'
import { codeHash, codePage } from './code.ts'
import { domainIn } from './hosts.ts'
import { allHotlines, hotlineById, listedAs } from './store.ts'
import { HotlineShown, showHotline } from './views.ts'

type Step = Unstamped<HotlineCommand>
type Here = Call<{ id: Id }, unknown, unknown>

/** One step of an entry; answers with it as it then is. */
async function move(call: Here, step: Step): Promise<z.input<typeof HotlineShown> | Refusal> {
  const { tx, by, now, params, version } = call
  const command = { ...step, at: instant(now), by } as HotlineCommand // the step plus its stamp
  const acted = await act(tx, hotlineCase, { id: params.id, version }, command)
  if (isRefusal(acted)) return acted
  const row = await hotlineById(tx, acted.id)
  return row ? showHotline(call, row) : refuse('case.absent')
}

const Entering = z.strictObject({
  number: z.string().max(40),
  brand: words(40),
  company: words(80),
  domain: z.string().max(253),
})

/** A number is entered; nothing is said of it to anybody until it is proved. */
async function enter(call: Call<unknown, unknown, z.output<typeof Entering>>) {
  const { tx, by, now, body } = call
  const { brand, company } = body
  const dialled = numberOf(body.number)
  if (!dialled || dialled.kind === 'mobile' || dialled.kind === 'foreign' || dialled.extension)
    return refuse('hotline.not_a_number')
  const domain = domainIn(body.domain)
  if (!domain) return refuse('hotline.not_a_domain')
  const { number } = dialled
  const listed = await listedAs(tx, number)
  if (listed.some((one) => one.brand === brand)) return refuse('hotline.listed')
  if (listed.some((one) => one.company !== company)) return refuse('hotline.other_company')
  const entry = { number, brand, company, domain, token: randomBytes(16).toString('base64url') }
  const command = { type: 'hotline.enter' as const, ...entry, at: instant(now), by }
  const acted = await act(tx, hotlineCase, { id: newId(), isNew: true }, command)
  if (isRefusal(acted)) return acted
  const row = await hotlineById(tx, acted.id)
  return row ? showHotline(call, row) : refuse('case.absent')
}

const tag = 'hotlines'
export const deskRoutes = [
  get('/hotlines/entries', {
    summary: 'Numbers as they are listed, proved or not / 服务热线登记',
    tag,
    who: ['operator', 'reviewer'],
    answer: z.object({ items: z.array(HotlineShown) }),
    does: async (call) => ({ items: (await allHotlines(call.tx)).map((row) => showHotline(call, row)) }),
  }),
  post('/hotlines/entries', {
    summary: 'Enter a number of a brand / 登记服务热线',
    tag,
    who: ['operator'],
    body: Entering,
    answer: HotlineShown,
    status: 201,
    does: enter,
  }),
  post('/hotlines/:id/look', {
    summary: "Look for the brand's record now / 立即检查域名记录",
    tag,
    who: ['operator'],
    params: ById,
    body: z.strictObject({ method: z.enum(['dns', 'well-known']) }),
    answer: HotlineShown,
    does: (call) => move(call, { type: 'hotline.ask-look', method: call.body.method }),
  }),
  post('/hotlines/:id/call-back', {
    summary: 'A code to be told to whoever answers the number; shown once, valid for 15 minutes / 生成回拨验证码',
    tag,
    who: ['operator', 'reviewer'],
    params: ById,
    answer: z.object({ code: z.string(), page: z.string(), hotline: HotlineShown }),
    async does(call) {
      const { id } = call.params
      const page = codePage(call.deps, { tenant: call.tx.tenant, hotline: id })
      const code = String(randomInt(1_000_000)).padStart(6, '0')
      const hotline = await move(call, { type: 'hotline.tell-code', hash: codeHash(id, code) })
      return isRefusal(hotline) ? hotline : { code, page, hotline }
    },
  }),
  post('/hotlines/:id/licence', {
    summary: 'The number of the licence that ties company, brand and number together / 提交营业执照',
    tag,
    who: ['operator'],
    params: ById,
    body: z.strictObject({ code: z.string().trim().toUpperCase().max(18) }),
    answer: HotlineShown,
    does: (call) =>
      isCreditCode(call.body.code)
        ? move(call, { type: 'hotline.show-licence', code: call.body.code })
        : Promise.resolve(refuse('hotline.credit_code')),
  }),
  post('/hotlines/:id/licence/decision', {
    summary: 'Accept or refuse a licence that a colleague brought / 审核营业执照',
    tag,
    who: ['operator', 'reviewer'],
    params: ById,
    body: z.strictObject({ isAccepted: z.boolean() }),
    answer: HotlineShown,
    does: (call) => move(call, { type: 'hotline.judge-licence', isAccepted: call.body.isAccepted }),
  }),
  post('/hotlines/:id/withdrawal', {
    summary: 'Take a number out of the directory / 撤下服务热线',
    tag,
    who: ['operator'],
    params: ById,
    body: z.strictObject({ why: z.enum(withdrawals) }),
    answer: HotlineShown,
    does: (call) => move(call, { type: 'hotline.withdraw', why: call.body.why }),
  }),
]
