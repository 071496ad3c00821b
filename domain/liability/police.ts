import type { Day } from '../appliances/ageing.ts'
import { type Excluded, excluded, type Figures, type Found, type Tier, tier, yuan } from './entries.ts'
import { type Act, addYears, amountOf, type Facts, lastOf, type Numbered, numbered, placesOf } from './facts.ts'
import figures from './figures.json' with { type: 'json' }
import { allMissing, type Missing, missing } from './missing.ts'
import { inForce, isInForce, statute, type Text } from './statutes.ts'
import { discoveredUntil, takenUp } from './sums.ts'

/** Penalties of the public-security law: the text of the day of the act, and where a later one is lighter and the decision
 *  comes after, that one (APL-37). No amount is too small. Acts are punished one by one, and not summed. */

/** The texts, the oldest first. */
const texts = ['PSP-49-OLD', 'PSP-58'] as const
type TextId = (typeof texts)[number]
const circumstances = ['ordinary', 'serious'] as const
type Circumstance = (typeof circumstances)[number]

type Why = 'punished' | 'too-young' | 'no-text' | 'not-discovered'
type Asked = { facts: Facts; today: Day }

const textOn = (day: Day): TextId | undefined => texts.find((id) => isInForce(statute(id), day))

export function police(facts: Facts, today: Day): Found {
  const asked = { facts, today }
  const all = numbered(facts)
  const open = all.filter(({ act }) => whyNot(act, asked) === null)
  const groups = texts.flatMap((text) =>
    (['obtained', 'attempted'] as const).map((outcome) => ({
      text,
      outcome,
      acts: open.filter(({ act }) => act.outcome === outcome && textOn(act.date) === text),
    })),
  )
  return {
    tiers: groups.filter(({ acts }) => acts.length > 0).flatMap((group) => penalties(group, asked)),
    excluded: leftOut(all, asked),
  }
}

function whyNot(act: Act, { facts, today }: Asked): Why | null {
  if (act.isPunished) return 'punished'
  if (textOn(act.date) === undefined) return 'no-text'
  if (act.age !== null && act.age < figures['PSP-12'].age) return 'too-young'
  if (takenUp(act, facts, today) <= discoveredUntil(courseEnd(act, facts))) return null
  // The police may have known in time and nobody said so. After the limitation of the criminal law that is no longer taken to be.
  const isLate =
    act.discoveredOn !== null || takenUp(act, facts, today) > addYears(act.date, figures['CRM-GEN'].limitationYears)
  return isLate ? 'not-discovered' : null
}

/** The last of the acts that follow without six months between them: time runs from there, if they are one course of acts. */
function courseEnd({ date }: Act, { acts }: Facts): Day {
  let end = date
  const later = acts.filter((act) => !act.isPunished && act.date > date).map((act) => act.date)
  for (const next of later.sort()) if (next <= discoveredUntil(end)) end = next
  return end
}

type Group = { text: TextId; outcome: Act['outcome']; acts: readonly Numbered[] }

/** The text of the day; and beside it the one of the day of the decision, for the circumstances in which it is lighter. */
function penalties(group: Group, asked: Asked): Tier[] {
  const { facts, today } = asked
  const later = textOn(facts.decidedOn ?? today)
  const lighter =
    later === undefined || later === group.text
      ? []
      : circumstances.filter((one) => isLighter(figures[later][one], figures[group.text][one]))
  const own = penalty(group, { ...asked, text: group.text, only: circumstances, lighter })
  if (later === undefined || lighter.length === 0) return [own]
  return [own, penalty(group, { ...asked, text: later, only: lighter, lighter })]
}

type Penalty = { detentionDays: readonly number[]; fineMaxFen: number; fineIs: string }

/** A fine in place of detention is lighter than detention; else the shorter detention, else the smaller fine. */
function isLighter(one: Penalty, other: Penalty): boolean {
  if (one.fineIs !== other.fineIs) return one.fineIs === 'instead'
  const [days = 0, otherDays = 0] = [one.detentionDays.at(-1), other.detentionDays.at(-1)]
  return days === otherDays ? one.fineMaxFen < other.fineMaxFen : days < otherDays
}

type Saying = Asked & { text: TextId; only: readonly Circumstance[]; lighter: readonly Circumstance[] }

function penalty({ text: textThen, outcome, acts }: Group, { facts, today, text, only, lighter }: Saying): Tier {
  const decided = facts.decidedOn ?? today
  const last = lastOf(acts)
  const ages = acts.map(({ act }) => act.age)
  const isSpared = ages.some(
    (age) => age === null || age < figures['PSP-23'].firstTimeUnder || age >= figures['PSP-23'].notExecutedFrom,
  )
  const ids: [string, ...string[]] = [
    text,
    ...inForce([...(lighter.length > 0 ? ['APL-37'] : []), 'PSP-8', 'PSP-12', 'PSP-20', 'PSP-25'], decided),
    ...inForce(isSpared ? ['PSP-23'] : [], decided),
    ...inForce(outcome === 'obtained' ? ['CIR-49'] : [], last),
  ]
  const discovery = acts.filter(({ act }) => takenUp(act, facts, today) > discoveredUntil(act.date))
  const isUnsure = outcome === 'attempted' || discovery.length === acts.length
  return tier({
    ...{ tier: 'administrative' as const, kind: 'police-penalty' as const, outcome },
    ...{ acts: placesOf(acts), amountFen: amountOf(acts) },
    ...{ ids, day: last, applies: isUnsure ? 'unknown' : 'may' },
    figures: shownFigures(text, { only, ages, lighter: text === textThen ? [] : lighter }),
    missing: [
      ...allMissing('intent', 'identity', ...(ages.includes(null) ? (['age'] as const) : []), 'seriousness'),
      ...(outcome === 'attempted' ? allMissing('attempt-rule') : []),
      ...late(discovery),
      ...(discovery.some(({ act }) => courseEnd(act, facts) > act.date) ? allMissing('course') : []),
      ...(last < (statute('PSP-25').from ?? '') ? allMissing('earlier-procedure') : []),
      ...allMissing('police-decide'),
    ],
    ...sentence({ text, textThen, only, lighter }),
  })
}

function late(acts: readonly Numbered[]): Missing[] {
  const [day] = acts.map(({ act }) => discoveredUntil(act.date)).sort()
  return day === undefined ? [] : [missing('discovery', { day })]
}

type Shown = { only: readonly Circumstance[]; ages: readonly (number | null)[]; lighter: readonly Circumstance[] }

function shownFigures(text: TextId, { only, ages, lighter }: Shown): Figures {
  const { lighterUnder } = figures['PSP-12']
  return {
    ...Object.fromEntries(only.map((one) => [one, { ...figures[text][one] }])),
    isLighterBecauseOfAge: ages.some((age) => age !== null && age < lighterUnder),
    lighterThanOnTheDay: lighter,
    discoveryMonths: figures['PSP-25'].months,
  }
}

/** `5–10 days of detention or a fine of up to 2,000 yuan`. */
function words({ detentionDays: [from = 0, to = 0], fineMaxFen, fineIs }: Penalty): Text {
  const fine = yuan(fineMaxFen)
  return fineIs === 'instead'
    ? {
        zh: `${from} 至 ${to} 日拘留或者 ${fine} 元以下罚款`,
        en: `${from}–${to} days of detention or a fine of up to ${fine} yuan`,
      }
    : {
        zh: `${from} 至 ${to} 日拘留，可以并处 ${fine} 元以下罚款`,
        en: `${from}–${to} days of detention, to which a fine of up to ${fine} yuan may be added`,
      }
}

const named = {
  ordinary: { zh: '一般情节', en: 'in ordinary circumstances' },
  serious: { zh: '情节较重', en: 'in serious circumstances' },
} as const satisfies Record<Circumstance, Text>
const articles = {
  'PSP-49-OLD': {
    zh: '治安管理处罚法第49条（2025年12月31日以前）',
    en: 'Article 49 of the public-security law (until 2025-12-31)',
  },
  'PSP-58': {
    zh: '治安管理处罚法第58条（2026年1月1日起）',
    en: 'Article 58 of the public-security law (from 2026-01-01)',
  },
} as const satisfies Record<TextId, Text>

type Told = { text: TextId; textThen: TextId; only: readonly Circumstance[]; lighter: readonly Circumstance[] }

function sentence({ text, textThen, only, lighter }: Told): Text {
  const said = only.map((one) => ({ name: named[one], penalty: words(figures[text][one]) }))
  const isLater = text !== textThen
  const list = (circumstance: readonly Circumstance[], language: keyof Text) =>
    circumstance.map((one) => named[one][language]).join(language === 'zh' ? '、' : ', ')
  const why = isLater
    ? { zh: '，作出决定时的较轻规定', en: ', the lighter one at the time of the decision' }
    : { zh: '，行为当日的规定', en: ', the text of the day of the act' }
  const besides =
    isLater || lighter.length === 0
      ? { zh: '', en: '' }
      : {
          zh: `；${list(lighter, 'zh')}下决定时的规定较轻，另列`,
          en: `; ${list(lighter, 'en')} the text at the time of the decision is lighter, shown beside it`,
        }
  return {
    zh: `可能适用${articles[text].zh}${why.zh}：${said.map(({ name, penalty }) => `${name.zh}为 ${penalty.zh}`).join('；')}${besides.zh}。`,
    en: `${articles[text].en}${why.en}, may apply: ${said.map(({ name, penalty }) => `${name.en} ${penalty.en}`).join('; ')}${besides.en}.`,
  }
}

const whys = {
  punished: { zh: '已经处理，不再重复处罚。', en: 'Dealt with already: there is no second penalty.' },
  'too-young': {
    zh: `行为时不满 ${figures['PSP-12'].age} 周岁，不予处罚，由监护人管教。`,
    en: `Under ${figures['PSP-12'].age} on the day of the act: no penalty, the guardian is to see to discipline.`,
  },
  'no-text': {
    zh: '行为当日有效的条文不在本数据中。',
    en: 'The text in force on the day of the act is not in our data.',
  },
  'not-discovered': {
    zh: `六个月内未被公安机关发现的，不再处罚（未给出发现日而已过五年的，视为未被发现）。`,
    en: 'Not discovered by the police within six months: no penalty (taken to be so where no day is given and five years have passed).',
  },
} as const satisfies Record<Why, Text>
const groundOf = { 'too-young': 'PSP-12', 'no-text': 'PSP-49-OLD', 'not-discovered': 'PSP-25' } as const

function leftOut(all: readonly Numbered[], asked: Asked): Excluded[] {
  return (['punished', 'too-young', 'no-text', 'not-discovered'] as const).flatMap((why) => {
    const acts = all.filter(({ act }) => whyNot(act, asked) === why)
    if (acts.length === 0) return []
    const about = { tier: 'administrative' as const, kind: 'police-penalty' as const, amountFen: amountOf(acts) }
    const ground = why === 'punished' ? (textOn(acts[0]?.act.date ?? '') ?? texts[0]) : groundOf[why]
    return [excluded({ ...about, acts: placesOf(acts), ids: [ground], why, ...whys[why] })]
  })
}
