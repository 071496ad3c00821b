import type { Text } from './statutes.ts'

/** What has to be known before a tier can be said to apply. The facts never hold it: people and authorities find it. */
type Known = { ids?: readonly string[]; day?: string }
export type Missing = Text & { code: MissingCode }

const catalogue = {
  intent: () => ({
    zh: '是否以非法占有为目的，须由有权机关查明',
    en: 'whether there was an intent to keep what was not theirs: for the authority to establish',
  }),
  identity: () => ({
    zh: '实施行为的是谁（账号、收货信息不等于本人）',
    en: 'who acted (an account or an address is not yet a person)',
  }),
  age: () => ({ zh: '行为当日的年龄', en: 'the age on the day of the act' }),
  minor: () => ({
    zh: '对未满十八周岁者的从宽规定不在本数据中',
    en: 'what the Criminal Law provides for those under 18 is not in our data',
  }),
  'police-decide': () => ({ zh: '由公安机关决定', en: 'the public security organ decides' }),
  'court-decides': () => ({
    zh: '由公安机关侦查、检察院决定是否起诉、法院认定',
    en: 'the police investigate, the procuratorate decides whether to prosecute, and a court finds',
  }),
  'court-or-arbitration': () => ({
    zh: '须由法院或者仲裁机构撤销，不能自行撤销',
    en: 'only a court or an arbitral body can rescind, not the party itself',
  }),
  'market-regulator-decides': () => ({ zh: '由市场监督管理部门决定', en: 'the market regulator decides' }),
  'which-fraud': () => ({
    zh: '买家售后是否属于电信网络诈骗尚无定论，两种标准都列出',
    en: 'whether a claim of a buyer counts as telecom and network fraud is unsettled: both sets of figures are shown',
  }),
  'local-threshold': () => ({
    zh: '当地的具体数额标准没有可靠来源，只能列出全国幅度',
    en: "the place's own figure has no reliable source here: only the national band is shown",
  }),
  'weak-threshold': () => ({
    zh: '当地的数额标准来源薄弱，请先核实，判断时只用全国幅度',
    en: "the place's own figure is weakly sourced: check it first; only the national band decides here",
  }),
  'which-place': () => ({
    zh: '同一省份内各市标准不同，请给出市级代码',
    en: 'the figures differ between cities of the province: give the code of the city',
  }),
  place: () => ({ zh: '由哪里的法院管辖', en: 'the place whose court would have it' }),
  circumstances: () => ({
    zh: '是否有使标准降低或者从严的情节',
    en: 'whether there is a circumstance that lowers the figure or makes it stricter',
  }),
  'attempts-summed': () => ({
    zh: '几次未遂能否相加达到该数额',
    en: 'whether several attempts can be added up to that amount',
  }),
  limitation: () => ({
    zh: '已过五年；更长的追诉时效（刑法第87条）和连续行为的起算不在本数据中',
    en: 'more than five years have passed; longer limitation (Criminal Law, Article 87) and how it runs for a course of acts are not in our data',
  }),
  summing: () => ({
    zh: '普通诈骗未处理的各次能否累计：二〇一一年解释没有写明，依实践和各省规定',
    en: 'whether acts not dealt with are summed for ordinary fraud: the text of 2011 does not say; practice and provincial rules do',
  }),
  leniency: () => ({
    zh: '是否认罪悔过、全部退赃、取得谅解等，可以不起诉或者免予处罚',
    en: 'whether it was admitted, all was returned, it was forgiven and the like: prosecution or penalty may then be waived',
  }),
  seriousness: () => ({
    zh: '“情节较重”没有查到统一标准',
    en: 'no common standard for "serious circumstances" was found',
  }),
  discovery: ({ day = '' }) => ({
    zh: `公安机关是否在 ${day} 以前（六个月内）发现`,
    en: `whether the police discovered it by ${day} (within six months)`,
  }),
  course: () => ({
    zh: '前后各次是否为连续行为：连续的，六个月自终了之日起算',
    en: 'whether the acts are one course: then the six months run from its end',
  }),
  'earlier-text': () => ({
    zh: '行为当日有效的相应条文不在本数据中',
    en: 'the corresponding text in force on the day of the act is not in our data',
  }),
  'earlier-procedure': () => ({
    zh: '年龄、六个月等规定在行为当日的旧文本不在本数据中，这里依2026年的文本',
    en: 'what the law of that day said of age and of the six months is not in our data; the text of 2026 is used',
  }),
  'attempt-rule': () => ({
    zh: '未得款的行为能否处罚、如何处罚，本数据没有条文',
    en: 'whether and how an act that obtained nothing is punished: our data has no text on it',
  }),
  deceived: () => ({
    zh: '被欺骗的是商家还是平台：第三人欺诈的，对方知道或者应当知道才可撤销',
    en: 'who was deceived, the merchant or the platform: with a third person, only if the other party knew or should have known',
  }),
  knowledge: ({ day = '' }) => ({
    zh: `付款一方何时知道或者应当知道；在 ${day} 以后行使须说明`,
    en: `when the side that paid knew or should have known; after ${day} it has to be shown`,
  }),
  'no-ground': () => ({ zh: '收款没有法律根据的证据', en: 'proof that there was no legal ground for the payment' }),
  harm: () => ({ zh: '损失及其数额的证据', en: 'proof of the harm and of its amount' }),
  guardian: () => ({
    zh: '未成年人的责任由谁承担，本数据没有条文',
    en: 'who answers for a minor: our data has no text on it',
  }),
  publishing: () => ({
    zh: '售后私下上传是否属于“发布”；恶意删除标识的禁止则约束任何人',
    en: 'whether a private upload is "publishing"; the ban on malicious removal binds everybody',
  }),
  'no-fine': () => ({
    zh: '办法本身没有罚款，适用哪部法律由主管部门决定',
    en: 'there is no fine of its own: the authority in charge says which law applies',
  }),
  'own-business': () => ({
    zh: '行为人是否为经营者：不适用于普通买家',
    en: 'whether it was done as a business: not for ordinary buyers',
  }),
  'text-not-checked': ({ ids = [] }) => ({
    zh: `核对日以后的文本未经证实，行为在其后：${ids.join('、')}`,
    en: `the act is later than the day on which the text was checked: ${ids.join(', ')}`,
  }),
} satisfies Record<string, (known: Known) => Text>
export type MissingCode = keyof typeof catalogue

const sentences: Record<MissingCode, (known: Known) => Text> = catalogue

export const missing = (code: MissingCode, known: Known = {}): Missing => ({ code, ...sentences[code](known) })
/** What every one of several tiers lacks: said once, above them. */
export function commonTo(tiers: readonly { missing: readonly Missing[] }[]): Missing[] {
  const [first, ...others] = tiers
  const isCommon = ({ zh }: Missing) => others.every(({ missing: lacks }) => lacks.some((one) => one.zh === zh))
  return others.length === 0 ? [] : (first?.missing.filter(isCommon) ?? [])
}

/** Those that need nothing but their name. */
export const allMissing = (...codes: readonly MissingCode[]): Missing[] => codes.map((code) => missing(code))
