import type { Rate } from '@anxin/domain/oversight/rate.ts'
import type { Language } from '../http/problems.ts'
import type { Figures } from './views.ts'
import { sayCode } from './words.ts'

type Said = { zh: string; en: string }
const part = {
  period: { zh: '时段', en: 'Period' },
  claims: { zh: '申请与结果', en: 'Claims and outcomes' },
  grades: { zh: '等级 × 结果', en: 'Grade × outcome' },
  agreement: { zh: '等级与结果是否一致', en: 'Grade against outcome' },
  appeals: { zh: '申诉', en: 'Appeals' },
  times: { zh: '用时（小时）', en: 'Times (hours)' },
  clocks: { zh: '期限遵守', en: 'Windows kept' },
  instructions: { zh: '快速赔付', en: 'Standing instructions' },
  labels: { zh: '生成内容标识', en: 'AI labels' },
  merchants: { zh: '商家未答复', en: "Merchants' silence" },
  categories: { zh: '类目', en: 'Categories' },
  backlog: { zh: '当前在办（按已开天数）', en: 'Under way now (by days open)' },
} as const satisfies Record<string, Said>
const heads: readonly Said[] = [
  { zh: '部分', en: 'Part' },
  { zh: '指标', en: 'Figure' },
  { zh: '数', en: 'Number' },
  { zh: '总数', en: 'Of' },
  { zh: '95% 下限', en: '95 % from' },
  { zh: '95% 上限', en: '95 % to' },
]
const says = {
  asOf: { zh: '统计时间', en: 'As of' },
  falseAlarms: { zh: '误报', en: 'False alarms' },
  confirmed: { zh: '属实', en: 'Confirmed' },
  misses: { zh: '漏报', en: 'Misses' },
  final: { zh: '不可再申诉', en: 'beyond appeal' },
  appealable: { zh: '仍可申诉', en: 'still appealable' },
  overturned: { zh: '改判占已决定申诉', en: 'Overturned, of appeals decided' },
  paid: { zh: '经授权赔付', en: 'Paid on instruction' },
  sampled: { zh: '其中抽查', en: 'Of these sampled' },
  disagreed: { zh: '抽查认为不应赔付', en: 'Sample reviews that would have refused' },
  photos: { zh: '核验的照片', en: 'Photos inspected' },
  median: { zh: '中位数', en: 'median' },
  ninth: { zh: '九成以内', en: '90 % within' },
  cases: { zh: '件数', en: 'claims' },
  running: { zh: '进行中', en: 'running' },
  noGrade: { zh: '未评级', en: 'not graded' },
  days: { zh: '天', en: 'days' },
} as const satisfies Record<string, Said>

/** The figures as a table: a row for each, rates with what they are of and their interval. */
export function figureSheet(figures: Figures, language: Language): { heads: string[]; rows: string[][] } {
  const say = (said: Said) => said[language]
  const code = (text: string) => sayCode(text, language)
  const row = (where: Said, what: string, value: number | string | null) => [
    say(where),
    what,
    `${value ?? ''}`,
    '',
    '',
    '',
  ]
  const share = (where: Said, what: string, { n, of, low, high }: Rate) => [
    ...[say(where), what, `${n}`, `${of}`],
    ...[low, high].map((one) => (one === null ? '' : `${one}`)),
  ]
  const { totals, agreement, appeals, instructions, labels } = figures
  const kinds = ['falseAlarms', 'confirmed', 'misses'] as const
  const counted = ['claims', 'granted', 'refused', 'settled', 'withdrawn', 'open', 'decided', 'final'] as const
  const rows = [
    row(part.period, `${figures.from} – ${figures.until}`, ''),
    row(part.period, say(says.asOf), figures.asOf),
    ...counted.map((kind) => row(part.claims, code(`ending.${kind}`), totals[kind])),
    ...figures.grades.map(({ grade, result, claims }) =>
      row(part.grades, `${grade ?? say(says.noGrade)} × ${code(`result.${result}`)}`, claims),
    ),
    ...(['final', 'appealable'] as const).flatMap((which) =>
      kinds.map((kind) => share(part.agreement, `${say(says[kind])} (${say(says[which])})`, agreement[which][kind])),
    ),
    ...appeals.ends.map(({ end, claims }) => row(part.appeals, code(`appeal.${end}`), claims)),
    share(part.appeals, say(says.overturned), appeals.overturned),
    ...figures.times.flatMap(({ stage, claims, p50Hours, p90Hours }) => [
      row(part.times, `${code(`stage.${stage}`)}: ${say(says.cases)}`, claims),
      row(part.times, `${code(`stage.${stage}`)}: ${say(says.median)}`, p50Hours),
      row(part.times, `${code(`stage.${stage}`)}: ${say(says.ninth)}`, p90Hours),
    ]),
    ...figures.clocks.flatMap(({ clock, share: kept, running }) => [
      share(part.clocks, code(`clock.${clock}`), kept),
      row(part.clocks, `${code(`clock.${clock}`)}: ${say(says.running)}`, running),
    ]),
    ...(['paid', 'sampled', 'disagreed'] as const).map((kind) =>
      share(part.instructions, say(says[kind]), instructions[kind]),
    ),
    row(part.labels, say(says.photos), labels.photos),
    ...labels.kinds.map(({ kind, photos }) => row(part.labels, code(`label.${kind}`), photos)),
    ...figures.merchants.map(({ name, silence }) => share(part.merchants, name, silence)),
    ...figures.categories.map(({ category, claims }) => row(part.categories, category, claims)),
    ...figures.backlog.map(({ fromDays, untilDays, ...counts }) =>
      row(
        part.backlog,
        `${fromDays}${untilDays === null ? '+' : `–${untilDays}`} ${say(says.days)}`,
        counts.collecting + counts.examining + counts.hearing + counts.review,
      ),
    ),
  ]
  return { heads: heads.map(say), rows }
}
