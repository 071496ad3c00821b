import type { Day } from '../appliances/ageing.ts'
import type { Note } from './advice.ts'
import type { Tier } from './entries.ts'
import type { Facts } from './facts.ts'
import { inForce, type Text } from './statutes.ts'

/** What a reader has to know beside the tiers. */

type Told = { facts: Facts; tiers: readonly Tier[]; day: Day }
type Possible = Text & { code: string; ids: readonly string[]; isTold: (told: Told) => boolean }

const isCriminal = ({ tiers }: Told) => tiers.some(({ tier }) => tier === 'criminal')
const isPolice = ({ tiers }: Told) => tiers.some(({ kind }) => kind === 'police-penalty')
const has = ({ facts }: Told, outcome: string) => facts.acts.some((act) => act.outcome === outcome)

const possible: readonly Possible[] = [
  {
    code: 'advice',
    ids: [],
    isTold: () => true,
    zh: '这是依据所列事实和法律文本给出的参考，不是法律意见，也不对任何人作出认定；是否适用由法院和有权机关决定。',
    en: 'This is information from the facts given and the texts of the law, no legal opinion and no finding about anybody; whether any of it applies is for courts and authorities.',
  },
  {
    code: 'which-fraud',
    ids: ['ATF-2', 'FRD-1', 'FRD-TEL-1'],
    isTold: isCriminal,
    zh: '买家售后申请属于普通诈骗还是电信网络诈骗尚无定论：定义文字上可以涵盖，两种标准都列出，由公安机关和法院判断。',
    en: "Whether a buyer's claim falls under ordinary or under telecom and network fraud is unsettled: the definition covers it by its words; both sets of figures are shown, and police and courts decide.",
  },
  {
    code: 'no-substitute',
    ids: ['PSP-8'],
    isTold: (told) => isCriminal(told) && isPolice(told),
    zh: '治安处罚与刑事责任不并列：适用刑法的，不以治安处罚代替；民事责任另行承担。',
    en: 'A police penalty and the criminal law do not stand side by side: where the latter applies, the former does not take its place. Civil liability runs beside either.',
  },
  {
    code: 'completed-and-attempted',
    ids: ['FRD-5'],
    isTold: (told) => has(told, 'obtained') && has(told, 'attempted'),
    zh: '既有得款又有未得款的：分别计算，依较重的一档；同一档的，按得款计算。',
    en: 'Obtained and attempted amounts are counted apart: the heavier step counts, on the same step the obtained one.',
  },
  {
    code: 'platforms',
    ids: [],
    isTold: ({ facts }) => new Set(facts.acts.map(({ platform }) => platform)).size > 1,
    zh: '涉及多个平台：各平台的事实须分别核实，且须是同一人，才能合计。',
    en: 'Several platforms are concerned: the facts of each have to be confirmed, and that it was one person, before amounts are summed.',
  },
  {
    code: 'other-offence',
    ids: [],
    isTold: isPolice,
    zh: '以投诉、差评等相要挟而得款的，曾有地方按敲诈勒索处理，其数额标准不在本数据中。',
    en: 'Where money was got by threats (complaints, bad reviews), it has been treated as extortion in places; the figures of that provision are not in our data.',
  },
  {
    code: 'regulator',
    ids: ['CMP-42'],
    isTold: () => true,
    zh: '如果就此向市场监管部门投诉举报：涉嫌造假索赔的，由其移送公安机关。',
    en: 'Where a complaint about it goes to the market regulator, and seeks compensation by faking, the regulator passes it on to the police.',
  },
  {
    code: 'sealed',
    ids: ['PSP-136'],
    isTold: isPolice,
    zh: '治安违法记录封存：平台不得保存或者传播谁受过处罚。',
    en: 'Records of public-security violations are sealed: a platform neither keeps nor shares who was punished.',
  },
]

/** Those that fit; ids are those of texts in force on the day of the decision. */
export const notesOn = (told: Told): Note[] =>
  possible
    .filter(({ isTold, ids }) => isTold(told) && (ids.length === 0 || inForce(ids, told.day).length > 0))
    .map(({ code, ids, zh, en }) => ({ code, ids: inForce(ids, told.day), zh, en }))
