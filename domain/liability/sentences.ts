import { yuan } from './entries.ts'
import figures from './figures.json' with { type: 'json' }
import type { Text } from './statutes.ts'
import type { WhyNot } from './sums.ts'
import type { Bounds, Degree, Track } from './thresholds.ts'

/** What is said of the criminal law: what may apply if an authority establishes it, never that it does. */

const tracks: Record<Track, Text> = {
  ordinary: { zh: '按普通诈骗的标准', en: 'By the figures of ordinary fraud' },
  network: { zh: '按电信网络诈骗的标准', en: 'By the figures of telecom and network fraud' },
}
const degrees: Record<Degree, Text> = {
  large: { zh: '数额较大', en: 'large' },
  huge: { zh: '数额巨大', en: 'huge' },
  'especially-huge': { zh: '数额特别巨大', en: 'especially huge' },
}

function term(degree: Degree): Text {
  const { minYears, maxYears } = figures['CRM-266'][degree]
  if (minYears === null)
    return {
      zh: `${maxYears} 年以下有期徒刑、拘役或者管制，并处或者单处罚金`,
      en: `up to ${maxYears} years of imprisonment, short detention or control, and/or a fine`,
    }
  return maxYears === null
    ? {
        zh: `${minYears} 年以上有期徒刑或者无期徒刑，并处罚金或者没收财产`,
        en: `${minYears} years or more, or life, and a fine or confiscation`,
      }
    : {
        zh: `${minYears} 年以上 ${maxYears} 年以下有期徒刑，并处罚金`,
        en: `${minYears} to ${maxYears} years and a fine`,
      }
}

type Said = { track: Track; degree: Degree; outcome: 'obtained' | 'attempted'; amount: number; bounds: Bounds }

const aimedAt = ({ outcome, amount }: Pick<Said, 'outcome' | 'amount'>): Text =>
  outcome === 'attempted'
    ? { zh: `未得款，涉及 ${yuan(amount)} 元`, en: `${yuan(amount)} yuan of which nothing was obtained` }
    : { zh: `合计 ${yuan(amount)} 元`, en: `${yuan(amount)} yuan in all` }

/** The amount reaches the degree by every figure that can apply. */
export function reached({ track, degree, bounds, ...said }: Said): Text {
  const [what, prison] = [aimedAt(said), term(degree)]
  const lighter =
    said.outcome === 'attempted'
      ? { zh: '；未遂可以从轻或者减轻', en: '; an attempt may be treated more lightly' }
      : { zh: '', en: '' }
  return {
    zh: `${tracks[track].zh}，${what.zh}，达到“${degrees[degree].zh}”（${yuan(bounds.sure)} 元以上）：如经查明，可能适用刑法第266条，${prison.zh}${lighter.zh}。是否适用由司法机关认定。`,
    en: `${tracks[track].en}, ${what.en} reach what is called ${degrees[degree].en} (${yuan(bounds.sure)} yuan or more): if it is established, Article 266 of the Criminal Law may apply, ${prison.en}${lighter.en}. Whether it does is for the courts.`,
  }
}

/** The amount lies where the place's figure, or a circumstance, decides. */
export function undecided({ track, degree, bounds, ...said }: Said): Text {
  const [what, prison] = [aimedAt(said), term(degree)]
  const range = bounds.from === bounds.sure ? yuan(bounds.from) : `${yuan(bounds.from)}–${yuan(bounds.sure)}`
  return {
    zh: `${tracks[track].zh}，${what.zh}，“${degrees[degree].zh}”的标准在 ${range} 元之间，是否达到取决于当地标准或者情节，无法判断；若达到，刑法第266条规定为 ${prison.zh}。`,
    en: `${tracks[track].en}, ${what.en}: an amount is ${degrees[degree].en} from a figure of ${range} yuan that depends on the place or on circumstances, so that it cannot be told; if it is, Article 266 of the Criminal Law provides for ${prison.en}.`,
  }
}

type Short = { track: Track; degree: Degree; amount: number; from: number }

export const below = ({ track, degree, amount, from }: Short): Text => ({
  zh: `${tracks[track].zh}，${yuan(amount)} 元，不到 ${yuan(from)} 元，未达到“${degrees[degree].zh}”。`,
  en: `${tracks[track].en}, ${yuan(amount)} yuan are below the ${yuan(from)} yuan from which an amount is ${degrees[degree].en}.`,
})

/** An attempt that aimed at less than a huge amount. */
export const notPunishable = ({ track, degree, amount, from }: Short): Text => ({
  zh: `${tracks[track].zh}，未得款，单次最高 ${yuan(amount)} 元，不到“${degrees[degree].zh}”的 ${yuan(from)} 元；未遂只有以数额巨大的财物为目标或者有其他严重情节才处罚。`,
  en: `${tracks[track].en}, nothing was obtained, and the greatest single amount, ${yuan(amount)} yuan, is below the ${yuan(from)} yuan from which it is ${degrees[degree].en}; an attempt is punished only where it aimed at a huge amount or there are other serious circumstances.`,
})

const { age, limitationYears } = figures['CRM-GEN']
const leftOut: Record<WhyNot, Text> = {
  punished: { zh: '已经处理，不再累计。', en: 'Dealt with already: not summed again.' },
  'too-young': {
    zh: `行为时不满 ${age} 周岁，不负刑事责任。`,
    en: `Under ${age} on the day of the act: no liability under the Criminal Law.`,
  },
  'no-text': {
    zh: '行为当日没有这样的数额标准，或者不在本数据中。',
    en: 'There were no such figures on the day of the act, or they are not in our data.',
  },
  'in-person': { zh: '当面实施，不属于电信网络诈骗。', en: 'Done in person: not telecom or network fraud.' },
  'time-barred': {
    zh: `已过 ${limitationYears} 年追诉时效（期间已立案的除外，请给出发现日；连续行为自终了之日起算）。`,
    en: `The limitation of ${limitationYears} years is over (unless a case was opened in time: give the day of discovery; a course of acts counts from its end).`,
  },
  outside: {
    zh: '不在累计的一组行为之内：网络诈骗累计二年内的行为，普通诈骗不累计相隔超过五年的行为；这里取数额最大的一组。',
    en: 'Not in the group that is summed: network fraud sums acts within two years, ordinary fraud none that lie more than five years apart; the group with the greatest amount is taken.',
  },
}

export const whysLeftOut = (why: WhyNot, track: Track): Text => ({
  zh: `${tracks[track].zh}：${leftOut[why].zh}`,
  en: `${tracks[track].en}: ${leftOut[why].en}`,
})
