import type { Advice } from '@anxin/domain/liability/advice.ts'
import { type Excluded, type Tier, yuan } from '@anxin/domain/liability/entries.ts'
import { commonTo, type Missing } from '@anxin/domain/liability/missing.ts'
import type { Text } from '@anxin/domain/liability/statutes.ts'

type Language = keyof Text

const words = {
  zh: {
    tiers: { civil: '民事', administrative: '行政（治安）', criminal: '刑事' },
    applies: { may: '可能适用', unknown: '无法判断' },
    head: '可能的法律责任（参考，不作认定）',
    place: '地点',
    unknownPlace: '未给出',
    asOf: '法律数据截至',
    sums: '金额',
    obtained: '得款',
    attempted: '未得款',
    inForce: (from: string, until: string | null) => (until ? `${from} 至 ${until} 有效` : `${from} 起有效`),
    confidence: '来源可信度',
    checked: '核对至',
    missing: '尚缺',
    common: '各项都尚缺',
    local: '当地标准',
    excluded: '不适用，或者依本数据不适用',
    notes: '说明',
    nothing: '无',
    currency: '元',
    colon: '：',
    comma: '；',
  },
  en: {
    tiers: { civil: 'Civil', administrative: 'Administrative (public security)', criminal: 'Criminal Law' },
    applies: { may: 'may apply', unknown: 'cannot be told' },
    head: 'Possible liability (information, no finding about anybody)',
    place: 'Place',
    unknownPlace: 'not given',
    asOf: 'law data as of',
    sums: 'Amounts',
    obtained: 'obtained',
    attempted: 'attempted',
    inForce: (from: string, until: string | null) => `in force from ${from}${until ? ` to ${until}` : ''}`,
    confidence: 'source',
    checked: 'checked to',
    missing: 'Missing',
    common: 'Missing for all',
    local: 'local figure',
    excluded: 'Does not apply, or not by our data',
    notes: 'Notes',
    nothing: 'none',
    currency: 'yuan',
    colon: ': ',
    comma: '; ',
  },
} as const

/** The languages of an environment: what it says, and Chinese with English where it says neither. */
export function languagesOf(environment: Record<string, string | undefined>): readonly Language[] {
  const said = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || ''
  const found = (['zh', 'en'] as const).filter((language) => said.toLowerCase().startsWith(language))
  return found.length > 0 ? found : ['zh', 'en']
}

export const liabilityText = (advice: Advice, languages: readonly Language[]): string =>
  languages.map((language) => `${linesOf(advice, language).join('\n')}\n`).join('\n')

function linesOf(advice: Advice, language: Language): string[] {
  const t = words[language]
  const { place, asOf, sums, tiers, excluded, notes } = advice
  const where = place ? `${place.name ?? ''} ${place.code}`.trim() : t.unknownPlace
  const of = (name: Tier['tier']) => tiers.filter(({ tier }) => tier === name)
  const common = commonTo(tiers)
  const amounts = [
    `${t.obtained} ${yuan(sums.obtainedFen)} ${t.currency}`,
    `${t.attempted} ${yuan(sums.attemptedFen)} ${t.currency}`,
  ]
  return [
    t.head,
    `${t.place}${t.colon}${where}${t.comma}${t.asOf} ${asOf}`,
    `${t.sums}${t.colon}${amounts.join(t.comma)}`,
    ...(common.length > 0 ? [`${t.common}${t.colon}${inWords(common, language)}`] : []),
    ...(['civil', 'administrative', 'criminal'] as const).flatMap((name) => [
      '',
      `${t.tiers[name]}${of(name).length === 0 ? `${t.colon}${t.nothing}` : ''}`,
      ...of(name).flatMap((tier) => tierLines(tier, { advice, common, language })),
    ]),
    ...(excluded.length > 0 ? ['', t.excluded, ...excluded.map((one) => excludedLine(one, language))] : []),
    '',
    t.notes,
    ...notes.map((note) => `  - ${note[language]}`),
  ]
}

type Told = { advice: Advice; common: readonly Missing[]; language: Language }

function tierLines(tier: Tier, { advice, common, language }: Told): string[] {
  const own = tier.missing.filter(({ zh }) => !common.some((one) => one.zh === zh))
  const t = words[language]
  const cited = advice.statutes.find(({ id }) => id === tier.statute)
  const source = `${t.confidence} ${tier.confidence}, ${t.checked} ${tier.checkedTo ?? '?'}`
  const name = `${cited?.statute[language] ?? ''} ${tier.article.replace(/ \(.*\)$/, '')}`
  return [
    `  - [${t.applies[tier.applies]}] ${tier[language]}`,
    `    ${name} (${tier.statute}), ${t.inForce(tier.from ?? '?', tier.until)}; ${source}`,
    ...localLines(tier, language),
    ...(own.length > 0 ? [`    ${t.missing}${t.colon}${inWords(own, language)}`] : []),
  ]
}

/** Documented figures of the place, with how well they are sourced. */
function localLines({ local }: Tier, language: Language): string[] {
  const t = words[language]
  return local.map(({ place, fen, document, confidence, lower }) => {
    const figure = fen === null ? '?' : `${yuan(fen)} ${t.currency}`
    const also = lower ? `${t.comma}${lower[language]}` : ''
    return `    ${t.local}${t.colon}${place[language]} ${figure} (${document}, ${confidence})${also}`
  })
}

const inWords = (missing: readonly Missing[], language: Language): string =>
  missing.map((one) => one[language]).join(words[language].comma)

const excludedLine = ({ tier, statute, ...one }: Excluded, language: Language): string =>
  `  - ${words[language].tiers[tier]}${words[language].colon}${one[language]} (${statute})`
