import type { Id } from '@anxin/domain/basics.ts'
import type { OpenedClaim } from '@anxin/domain/claims/claim.ts'
import type { Judgement } from '@anxin/domain/decisions/decision.ts'
import { decisionReasons } from '@anxin/domain/decisions/reasons.ts'
import { type LabelKind, labelFindings } from '@anxin/domain/oversight/labels.ts'
import { agreementOf, appealEndOf, instructedOf, isFinal, resultOf } from '@anxin/domain/oversight/results.ts'
import { sql, type Tx } from '../db/database.ts'
import type { Language } from '../http/problems.ts'
import { timeCell } from '../sheets/export.ts'
import { money, named } from '../sheets/words.ts'
import { openedIn, type Span, type Whose, wantedClaims } from './claims.ts'
import { sayCode } from './words.ts'

/** One claim as it leaves in a table: what was decided and when, nobody's name and nothing that anybody wrote. */
export type Line = {
  id: Id
  state: OpenedClaim
  merchant: string | null
  decidedAt: Date | null
  /** How the merchant's hearings ended. */
  heard: string[]
  sample: Judgement | null
  codes: string[]
}
type After = { openedAt: number; id: Id } | null

/** So many claims of the period after one of them, the oldest first. Uses `claims_all` or `claims_of_merchant`. */
export const linesOf = (tx: Tx, { whose, span }: { whose: Whose; span: Span }, page: { after: After; limit: number }) =>
  tx.rows<Line>(sql`
    select c.id, c.state, m.name as merchant,
      (select min(at) from facts where case_id = c.id and kind = 'claim' and type = 'claim.decided') as "decidedAt",
      array(select h.status from hearings h where h.claim_id = c.id and h.side = 'merchant' order by h.id) as heard,
      (select d.state->'judgement' from decisions d
        where d.claim_id = c.id and d.stage = 'sample' and d.status = 'given' order by d.id limit 1) as sample,
      array(select distinct finding->>'code' from inspections i cross join lateral
        jsonb_array_elements(i.report->'findings') as finding
        where i.claim_id = c.id and finding->>'code' = any(${[...Object.values(labelFindings).flat()]})) as codes
    from claims c left join merchants m on m.id = c.merchant
    where ${wantedClaims(tx, whose)} and ${openedIn(span)}
      ${page.after ? sql`and (c.opened_at, c.id) > (${new Date(page.after.openedAt)}, ${page.after.id}::uuid)` : sql``}
    order by c.opened_at, c.id limit ${page.limit}`)

/** How many claims there are, counted as far as `limit`. */
export const countLines = async (tx: Tx, { whose, span }: { whose: Whose; span: Span }, limit: number) =>
  (
    await tx.first<{ n: number }>(sql`
      select count(*)::int as n from (
        select from claims c where ${wantedClaims(tx, whose)} and ${openedIn(span)} limit ${limit}) as found`)
  )?.n ?? 0

const reasonsOf = ({ state }: Line, language: Language): string => {
  const catalogue: Record<string, { zh: string; en: string }> = decisionReasons
  return (state.verdicts.at(-1)?.reasons ?? []).map((code) => catalogue[code]?.[language] ?? code).join('；')
}
const amountOf = ({ state }: Line): string => {
  if (state.status === 'settled') return money(state.amount)
  const amount = state.verdicts.at(-1)?.amount
  return amount === undefined ? '' : money(amount)
}
const kindsIn = ({ codes }: Line): LabelKind[] =>
  (Object.keys(labelFindings) as LabelKind[]) // the keys of that very object
    .filter((kind) => labelFindings[kind].some((code) => codes.includes(code)))

type Column = { zh: string; en: string; cell(line: Line, language: Language): string }
export const columns: readonly Column[] = [
  { zh: '售后单号', en: 'Claim', cell: ({ state }) => state.asked.number },
  { zh: '申请时间', en: 'Opened', cell: ({ state }) => timeCell(new Date(state.openedAt).toISOString()) },
  { zh: '商家', en: 'Merchant', cell: ({ merchant }) => merchant ?? '' },
  { zh: '类目', en: 'Category', cell: ({ state }) => state.asked.category },
  { zh: '原因', en: 'Reason', cell: ({ state }, language) => named(state.asked.reason, language) },
  { zh: '诉求', en: 'Asked for', cell: ({ state }, language) => named(state.asked.wanted, language) },
  { zh: '申请金额（元）', en: 'Amount (CNY)', cell: ({ state }) => money(state.asked.amount) },
  { zh: '状态', en: 'Status', cell: ({ state }, language) => named(state.status, language) },
  { zh: '证据等级', en: 'Grade', cell: ({ state }) => state.grade ?? '' },
  { zh: '结果', en: 'Result', cell: ({ state }, language) => sayCode(`result.${resultOf(state)}`, language) },
  { zh: '结果金额（元）', en: 'Result (CNY)', cell: amountOf },
  { zh: '不可再申诉', en: 'Final', cell: ({ state }, language) => sayCode(`is.${isFinal(state)}`, language) },
  {
    zh: '决定方',
    en: 'Decided by',
    cell: ({ state }, language) => {
      const by = state.verdicts.at(-1)?.by.kind
      return by ? sayCode(`by.${by}`, language) : ''
    },
  },
  { zh: '决定理由', en: 'Reasons', cell: reasonsOf },
  { zh: '规则版本', en: 'Rules', cell: ({ state }) => state.verdicts.at(-1)?.rules ?? state.terms.rules },
  { zh: '首次决定时间', en: 'First decided', cell: ({ decidedAt }) => timeCell(decidedAt?.toISOString() ?? null) },
  {
    zh: '至首次决定（小时）',
    en: 'Hours to decision',
    cell: ({ state, decidedAt }) => (decidedAt ? ((decidedAt.getTime() - state.openedAt) / 3_600_000).toFixed(2) : ''),
  },
  {
    zh: '听取商家',
    en: 'Merchant heard',
    cell: ({ heard }, language) => heard.map((status) => sayCode(`heard.${status}`, language)).join('；'),
  },
  {
    zh: '申诉方',
    en: 'Appealed by',
    cell: ({ state }, language) => (state.appeal ? sayCode(`side.${state.appeal.side}`, language) : ''),
  },
  {
    zh: '申诉结果',
    en: 'Appeal',
    cell: ({ state }, language) => {
      const end = appealEndOf(state)
      return end ? sayCode(`appeal.${end}`, language) : ''
    },
  },
  {
    zh: '等级与结果',
    en: 'Grade against outcome',
    cell: ({ state, sample }, language) => {
      const agreement = agreementOf(state, sample)
      return agreement ? sayCode(`agreement.${agreement}`, language) : ''
    },
  },
  {
    zh: '快速赔付',
    en: 'On instruction',
    cell: ({ state }, language) => {
      const instructed = instructedOf(state)
      return instructed ? sayCode(instructed.isSampled ? 'instructed.sampled' : 'instructed.paid', language) : ''
    },
  },
  {
    zh: '抽查结果',
    en: 'Sample review',
    cell: ({ sample }, language) => (sample ? sayCode(`result.${sample.outcome}`, language) : ''),
  },
  {
    zh: '生成内容标识',
    en: 'AI labels',
    cell: (line, language) =>
      kindsIn(line)
        .map((kind) => sayCode(`label.${kind}`, language))
        .join('；'),
  },
]
