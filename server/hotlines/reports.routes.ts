import { days, type Id, instant } from '@anxin/domain/basics.ts'
import { numberOf } from '@anxin/domain/hotlines/numbers.ts'
import { type About, confirmations, dismissals, type ReportCommand } from '@anxin/domain/hotlines/report.ts'
import { isRefusal, type Refusal, refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { act, type Unstamped } from '../act.ts'
import { ById, type Call, get, post } from '../http/route.ts'
import { words } from '../http/shapes.ts'
import { newId } from '../ids.ts'
import { parsePhone } from '../private/phone.ts'
import { sealWritten } from '../private/written.ts'
import { keyOf, reportCase } from './case.ts'
import { check, keyOfAddress } from './check.ts'
import { addressesIn } from './hosts.ts'
import { listedBrand, type ReportRow, reportById, reportedOf, reportsIn, sentBy } from './store.ts'
import { ReportShown, showReports } from './views.ts'

const Reporting = z.strictObject({
  /** The number, or the web address. */
  what: z.string().trim().min(1).max(300),
  brand: words(40).optional(),
  words: words(500).optional(),
})
type Reports = Call<unknown, unknown, z.output<typeof Reporting>>

/** From one person in a day. */
const most = 10

/** What is reported: one number or one address. */
async function aboutOf({ tx, deps, now, body }: Reports): Promise<About | null> {
  const dialled = numberOf(body.what)
  if (dialled?.kind === 'mobile') {
    const phone = parsePhone(dialled.number)
    return phone ? { kind: 'mobile', person: await deps.private.meet(tx, { phone, now }) } : null
  }
  if (dialled) return { kind: 'number', number: dialled.number }
  const [address, another] = addressesIn(body.what)
  return address && !another ? { kind: 'address', host: keyOfAddress(address) } : null
}

async function report(call: Reports) {
  const { tx, by, now, body } = call
  if (by.kind !== 'person') return refuse('case.not_yours_to_move')
  const about = await aboutOf(call)
  if (!about) return refuse('hotline_report.not_readable')
  const sent = await sentBy(tx, { reporter: by.id, since: now - days(1), about: keyOf(about) })
  if (sent.isOpen) return refuse('hotline_report.waits')
  if (sent.count >= most) return refuse('hotline_report.too_many')
  // A brand that is listed stands in plain; any other text is somebody's words.
  const brand = body.brand ? await listedBrand(tx, body.brand) : null
  const words = [brand ? null : body.brand, body.words].filter(Boolean).join('：') || null
  const sealed = await sealWritten(call, { kind: 'hotline-report', person: by.id }, { words })
  const said = { about, brand, words: sealed.words }
  const command = { type: 'hotline-report.open' as const, ...said, at: instant(now), by }
  const acted = await act(tx, reportCase, { id: newId(), isNew: true }, command)
  return isRefusal(acted) ? acted : { id: acted.id, status: acted.state.status }
}

type Here = Call<{ id: Id }, unknown, unknown>

async function judge(call: Here, step: Unstamped<ReportCommand>): Promise<z.input<typeof ReportShown> | Refusal> {
  const { tx, by, now, params, version } = call
  const command = { ...step, at: instant(now), by } as ReportCommand // the step plus its stamp
  const acted = await act(tx, reportCase, { id: params.id, version }, command)
  if (isRefusal(acted)) return acted
  const row = await reportById(tx, params.id)
  const [shown] = row ? await show(call, [row]) : []
  return shown ?? refuse('case.absent')
}

const show = async (call: Call<unknown, unknown, unknown>, rows: readonly ReportRow[]) =>
  showReports(
    call,
    rows,
    await reportedOf(
      call.tx,
      rows.map(({ state }) => keyOf(state.about)),
    ),
  )

/** Whether what is reported is a brand's by a proof that stands: that is looked at in the same transaction. */
async function isProved(call: Here): Promise<boolean> {
  const about = (await reportById(call.tx, call.params.id))?.state.about
  if (!about || about.kind === 'mobile') return false
  const { numbers, addresses } = await check(call, about.kind === 'number' ? about.number : `https://${about.host}`)
  return [...numbers, ...addresses].some(({ reasons }) =>
    reasons.some(({ code }) => code === 'proved' || code === 'own-address'),
  )
}

const tag = 'hotlines'
export const reportRoutes = [
  post('/hotlines/reports', {
    summary: 'Report a number or a web address that poses as a brand / 举报假冒热线',
    tag,
    who: ['consumer', 'technician', 'agent', 'dispatcher', 'supervisor', 'operator', 'merchant'],
    body: Reporting,
    answer: z.object({ id: z.string(), status: z.string() }),
    status: 201,
    does: report,
  }),
  get('/hotlines/reports', {
    summary: 'Reports, the newest first / 假冒举报',
    tag,
    who: ['operator'],
    query: z.object({ status: z.enum(['open', 'confirmed', 'dismissed', 'lifted']).default('open') }),
    answer: z.object({ items: z.array(ReportShown) }),
    does: async (call) => ({ items: await show(call, await reportsIn(call.tx, call.query.status)) }),
  }),
  post('/hotlines/reports/:id/confirm', {
    summary: 'Confirm that it is a fake: everybody who asks is told / 认定假冒',
    tag,
    who: ['operator'],
    params: ById,
    body: z.strictObject({ ground: z.enum(confirmations) }),
    answer: ReportShown,
    does: async (call) =>
      judge(call, { type: 'hotline-report.confirm', ground: call.body.ground, isProved: await isProved(call) }),
  }),
  post('/hotlines/reports/:id/dismiss', {
    summary: 'Dismiss a report / 举报不成立',
    tag,
    who: ['operator'],
    params: ById,
    body: z.strictObject({ ground: z.enum(dismissals) }),
    answer: ReportShown,
    does: (call) => judge(call, { type: 'hotline-report.dismiss', ground: call.body.ground }),
  }),
  post('/hotlines/reports/:id/lift', {
    summary: 'Take a confirmation back / 撤销认定',
    tag,
    who: ['operator'],
    params: ById,
    answer: ReportShown,
    does: (call) => judge(call, { type: 'hotline-report.lift' }),
  }),
]
